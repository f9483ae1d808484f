// A tiny program through the whole toolchain (clang, wasm-ld, wasm-opt, the JavaScript optimiser, Node), so that a broken
// one is found here, with a name, and not in the middle of a build.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './cache.mjs';
import { emscriptenEnv } from './emscripten-env.mjs';
import { SetupError } from './errors.mjs';
import { longStep } from './log.mjs';
import { reason, run } from './run.mjs';

const PROGRAM = `#include <stdio.h>
#include <wasm_simd128.h>
int main(int argc, char** argv) {
  v128_t sum = wasm_i32x4_add(wasm_i32x4_splat(argc * 20), wasm_i32x4_splat(1));
  printf("lanes %d\\n", wasm_i32x4_extract_lane(sum, 3) + wasm_i32x4_extract_lane(sum, 0));
  return 0;
}
`;

export async function smokeTest({ emcc, config }, cache) {
  const folder = temporaryFolder(cache, 'smoke-test');
  // The first program also makes emcc build its C library: half a minute, once for this cache.
  const step = longStep('toolchain', 'trying it (the first time it builds its C library)');
  try {
    writeFileSync(path.join(folder, 'try.c'), PROGRAM);
    const args = ['-O2', '-msimd128', 'try.c', '-o', 'try.mjs', '-sENVIRONMENT=node'];
    const env = emscriptenEnv({ emscripten: path.dirname(emcc), EM_CONFIG: config });
    const compiled = await run(emcc, args, { cwd: folder, env, onLine: showLibrary(step) });
    if (compiled.code !== 0) throw broken(reason(compiled));
    const ran = await run(
      process.execPath,
      ['--input-type=module', '-e', 'await (await import("./try.mjs")).default()'],
      { cwd: folder },
    );
    if (ran.stdout.trim() !== 'lanes 42')
      throw broken(`the compiled program said "${(ran.stdout || reason(ran)).trim()}"`);
  } catch (error) {
    step.abandon();
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  step.end('it works');
}

/** `cache:INFO: generating system library: sysroot/lib/wasm32-emscripten/libc.a... (this will be …)` */
const showLibrary = (step) => (line) => {
  const library = /generating system library: \S*\/(\S+?)\.\.\./.exec(line)?.[1];
  if (library) step.update(library);
};

const broken = (why) =>
  new SetupError(
    `The Emscripten toolchain does not work: ${why}.`,
    'Install Emscripten with emsdk instead and set EMSDK.',
  );
