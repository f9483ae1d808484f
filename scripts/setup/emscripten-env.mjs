// The environment to start emcc, emcmake or cmake with.
import path from 'node:path';

/** @param result what `setup` returned, or build/setup.json */
export function emscriptenEnv(result, env = process.env) {
  const made = { ...env, PATH: [result.emscripten, env.PATH].filter(Boolean).join(path.delimiter) };
  if (!result.EM_CONFIG) return made;
  // The private toolchain's own config counts; a variable left over from some other Emscripten would win over it.
  for (const name of ['EM_CACHE', 'EM_LLVM_ROOT', 'EM_BINARYEN_ROOT', 'EMSDK', 'EMSDK_NODE', 'EMSDK_PYTHON'])
    delete made[name];
  // The config's Node may have been moved since.
  const python = result.tools?.python3;
  return {
    ...made,
    EM_CONFIG: result.EM_CONFIG,
    EM_NODE_JS: process.execPath,
    ...(python && { EMSDK_PYTHON: python }),
  };
}
