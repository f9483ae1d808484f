// The Python that runs emcc.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { which } from './run.mjs';

/** @type {Map<string, string>} */
const known = new Map();

/**
 * The interpreter behind `python3` on PATH. A version manager's shim in front of it takes half a second each time, and emcc is started a
 * thousand times a build.
 * @returns {string | undefined}
 */
export function python() {
  const program = which('python3');
  if (!program) return undefined;
  if (!known.has(program)) {
    const { stdout } = spawnSync(program, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
    const behind = stdout?.trim();
    known.set(program, behind && path.isAbsolute(behind) ? behind : program);
  }
  return known.get(program);
}
