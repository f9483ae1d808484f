// Starting other programs: output is collected, and handed on line by line to whoever shows progress.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

const children = new Set();

// Ended from outside, set-up takes along the programs it started, and those that they started: a left-over apt-get would
// hold its lock, a left-over emcc go on compiling.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => {
    for (const child of children) end(child);
    process.exit(code);
  });
}

function end(child) {
  try {
    process.kill(child.grouped ? -child.pid : child.pid, 'SIGTERM');
  } catch {
    /* it has just ended by itself */
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} [args]
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options] `onLine` hears both streams
 * @returns {Promise<{code: number, stdout: string, stderr: string, output: string}>} never rejects for an exit code;
 * a command that is not there answers code 127, as a shell would.
 */
export function run(command, args = [], { cwd, env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    // A group of its own, but for sudo: asking for a password needs this terminal.
    const grouped = command !== 'sudo';
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: grouped });
    child.grouped = grouped;
    children.add(child);
    const result = { code: 0, stdout: '', stderr: '', output: '' };
    const collect = (stream, name) => {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        result[name] += text;
        result.output += text;
        if (!onLine) return;
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        lines.forEach(onLine);
      });
    };
    collect(child.stdout, 'stdout');
    collect(child.stderr, 'stderr');
    child.on('error', (error) => {
      children.delete(child);
      resolve({ ...result, code: 127, stderr: error.message, output: error.message });
    });
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ ...result, code: code ?? 1, signal });
    });
  });
}

/** The program's full path, or undefined: as `command -v`, without starting a shell. */
export function which(program, searchPath = process.env.PATH ?? '') {
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder || '.', program);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      /* not in this folder */
    }
  }
  return undefined;
}

/** The last thing a program said that looks like its reason, cut to one readable line. */
export function reason({ output, code }) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.includes('complete log of this run'));
  const telling = lines.findLast((line) => /\b(error|fatal|E:|failed|cannot|not found)/i.test(line)) ?? lines.at(-1);
  return (telling ?? `exit code ${code}`).slice(0, 300);
}
