/// <reference types="vite/client" />

/** Git commit of the build, with `-dirty` when the tree had changes; `unknown` outside a repository. */
declare const __COMMIT__: string;

/** What the committed results say of kernels at full size on the kernel clock, lane simd; made by web/vite.config.ts. */
declare module 'virtual:speeds' {
  const speeds: {
    /** The photo and its size. */
    input: string;
    /** Names with versions, in the order of columns. */
    engines: string[];
    /** By case, then by engine. */
    rows: Record<string, Record<string, { median: number; low: number; high: number; copies?: number }>>;
  };
  export default speeds;
}
