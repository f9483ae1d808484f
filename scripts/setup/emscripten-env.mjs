// The environment to start emcc, emcmake or cmake with.
import path from 'node:path';
import { python } from './python.mjs';

/** @param result what `setup` returned, or build/setup.json */
export function emscriptenEnv(result, env = process.env) {
  const made = { ...env, PATH: [result.emscripten, env.PATH].filter(Boolean).join(path.delimiter) };
  if (!result.EM_CONFIG) return made;
  // The private toolchain's own config counts; a variable left over from some other Emscripten would win over it.
  for (const name of ['EM_CACHE', 'EM_LLVM_ROOT', 'EM_BINARYEN_ROOT', 'EMSDK', 'EMSDK_NODE', 'EMSDK_PYTHON'])
    delete made[name];
  // The config's Node may have been moved since.
  const interpreter = python();
  return {
    ...made,
    EM_CONFIG: result.EM_CONFIG,
    EM_NODE_JS: process.execPath,
    ...(interpreter && { EMSDK_PYTHON: interpreter }),
  };
}
