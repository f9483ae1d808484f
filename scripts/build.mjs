// Builds what is asked for: CMake presets, the TypeScript package, the page. Each step is left out when nothing it reads has changed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';
import { emscriptenEnv } from './setup/emscripten-env.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NATIVE = ['native', 'native-asan'];
const LANES = ['scalar', 'simd', 'threads'];
/** What `npm run build` makes, in the order in which it is built. */
export const TARGETS = [...NATIVE, ...LANES, 'ts', 'web'];
/** Built where it is asked for only. */
const FURTHER = ['fuzz'];

/** Runs a program to its end; its output goes through. Throws where it fails. */
function run(command, args, env = process.env) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) =>
      fail(new Error(`${command} could not be started: ${error.message}. Run npm run setup.`)),
    );
    child.on('exit', (code, signal) =>
      code === 0 ? done() : fail(new Error(`${command} ${args.join(' ')} failed (${signal ?? `exit code ${code}`})`)),
    );
  });
}

function readSetup() {
  const file = join(ROOT, 'build/setup.json');
  if (!existsSync(file)) throw new Error('build/setup.json is missing: run npm run setup');
  return JSON.parse(readFileSync(file, 'utf8'));
}

// A tree configured for another toolchain cannot be reused: CMake keeps the first compiler it saw.
function dropStaleTree(folder, toolchain) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return;
  const kept = /^CMAKE_TOOLCHAIN_FILE:\w+=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1] ?? '';
  if (kept !== toolchain) rmSync(folder, { recursive: true });
}

// What one clone compiled, another need not: upstream's sources are most of the work and never change.
function compilerCache({ cache, tools }) {
  if (!tools?.ccache) return {};
  return {
    CMAKE_C_COMPILER_LAUNCHER: tools.ccache,
    CMAKE_CXX_COMPILER_LAUNCHER: tools.ccache,
    CCACHE_DIR: join(cache, 'ccache'),
    CCACHE_MAXSIZE: '2G',
    // Paths within a clone are taken relatively, so that the clone's own place does not matter.
    CCACHE_BASEDIR: ROOT,
    CCACHE_NOHASHDIR: '1',
    // emcc calls clang and takes its arguments; ccache does not know the name.
    CCACHE_COMPILERTYPE: 'clang',
  };
}

async function buildPreset(preset) {
  const setup = readSetup();
  const wasm = LANES.includes(preset);
  const toolchain = wasm ? setup.cmakeToolchain : '';
  const folder = join(ROOT, 'build', preset);
  dropStaleTree(folder, toolchain);
  const env = {
    ...(wasm ? { ...emscriptenEnv(setup), PIXLANE_EMSCRIPTEN_TOOLCHAIN: toolchain } : process.env),
    ...compilerCache(setup),
  };
  if (!existsSync(join(folder, 'build.ninja'))) await run('cmake', ['--preset', preset], env);
  await run('cmake', ['--build', folder, '--parallel', String(availableParallelism())], env);
}

const tool = (name) => join(ROOT, 'node_modules/.bin', name);

/**
 * Builds the targets, each of TARGETS or FURTHER.
 * @param {string[]} targets
 * @param {(line: string) => void} say told what is being done
 */
export async function build(targets = TARGETS, say = console.error) {
  const all = [...TARGETS, ...FURTHER];
  for (const target of targets) {
    if (!all.includes(target)) throw new Error(`unknown build target ${target}; there are ${all.join(', ')}`);
  }
  generate();
  for (const target of all.filter((t) => targets.includes(t))) {
    say(`build: ${target}`);
    if (target === 'ts') await run(tool('tsc'), ['-p', 'tsconfig.dist.json']);
    else if (target === 'web')
      await run(tool('vite'), ['build', 'web', '--config', 'web/vite.config.ts', '--logLevel', 'warn']);
    else await buildPreset(target);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const targets = process.argv.slice(2);
  build(targets.length > 0 ? targets : TARGETS).catch((error) => {
    console.error(`build: ${error.message}`);
    process.exitCode = 1;
  });
}
