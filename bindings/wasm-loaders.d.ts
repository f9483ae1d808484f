// The loaders that Emscripten writes stand beside the compiled modules in dist/: the sources know only their type.
declare module '*/wasm/scalar.js' {
  const factory: import('./raw.js').Factory;
  export default factory;
}
declare module '*/wasm/simd.js' {
  const factory: import('./raw.js').Factory;
  export default factory;
}
declare module '*/wasm/threads.js' {
  const factory: import('./raw.js').Factory;
  export default factory;
}
