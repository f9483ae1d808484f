/// <reference types="vite/client" />

/** Git commit of the build, with `-dirty` when the tree had changes; `unknown` outside a repository. */
declare const __COMMIT__: string;
