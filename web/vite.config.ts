import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BuildEnvironmentOptions, defineConfig, type Plugin } from 'vite';
import { CONTENT_SECURITY_POLICY, ISOLATION } from '../scripts/serve.mjs';
import { placePhotos } from './photos.mjs';
import { SPEEDS, speeds } from './speeds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** The lanes' loaders import Node's modules only under Node, which Vite cannot know and says of each. */
const rolldownOptions: NonNullable<BuildEnvironmentOptions['rolldownOptions']> = {
  onLog(level, log, handle) {
    if (!/"node:\w+" has been externalized/.test(log.message)) handle(level, log);
  },
};

export default defineConfig({
  root: path('web'),
  base: './',
  publicDir: path('web/public'),
  resolve: {
    alias: [
      { find: /^pixlane$/, replacement: path('dist/bindings/index.js') },
      { find: /^pixlane\/workers$/, replacement: path('dist/bindings/workers.js') },
    ],
  },
  define: { __COMMIT__: JSON.stringify(commit()) },
  plugins: [photos(), committedSpeeds(), contentSecurityPolicy()],
  worker: { format: 'es', rolldownOptions },
  build: {
    outDir: path('build/web'),
    emptyOutDir: true,
    target: 'es2022',
    // The wasm is fetched as files: a data: URL would break the policy above and be hashed by nobody.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { ...rolldownOptions, input: [path('web/index.html'), path('web/reference.html')] },
  },
  server: { headers: ISOLATION, fs: { allow: [root] } },
  preview: { headers: ISOLATION },
});

/** The commit that a result belongs to, and whether the tree is still that commit. */
function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '-dirty');
  } catch {
    return 'unknown'; // a tarball, or a repository without a commit
  }
}

function photos(): Plugin {
  return {
    name: 'pixlane-photos',
    async buildStart() {
      await placePhotos();
    },
  };
}

/** bench/results/ for the reference, without the samples. */
function committedSpeeds(): Plugin {
  return {
    name: 'pixlane-speeds',
    resolveId: (id) => (id === SPEEDS ? `\0${SPEEDS}` : undefined),
    load: (id) => (id === `\0${SPEEDS}` ? `export default ${JSON.stringify(speeds())};` : undefined),
  };
}

/** Only in the build: Vite's development client needs inline styles. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'pixlane-content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}
