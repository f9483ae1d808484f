// Types are not checked: `npm test` does without the packages of this folder.
// The page and its workers: a bundle a contestant, each with the .wasm files that its peer asks for beside it.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/files.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ASSET = /new URL\(\s*(["'])([^"']+\.(wasm|m?js))\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * @param {string} folder what is served: the page goes to `site/`, pixlane's package to `pixlane/`, wasm-vips to `vips/`
 * @param {readonly string[]} contestants names of scripts in contestants/
 */
export async function bundle(folder, contestants) {
  const site = join(folder, 'site');
  for (const made of ['site', 'pixlane', 'vips']) rmSync(join(folder, made), { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: Object.fromEntries([
      ['page', join(HERE, 'page/page.mjs')],
      ...contestants.map((name) => [name, join(HERE, 'contestants', `${name}.mjs`)]),
    ]),
    ...COMMON,
    outdir: site,
    splitting: true,
    plugins: [assets(esbuild, site)],
  });
  copyFileSync(join(HERE, 'page/index.html'), join(site, 'index.html'));
  // Whole, as they are published: the one because it is what is measured, the other because it starts workers of its own file.
  for (const part of ['bindings', 'js-baseline']) {
    cpSync(join(ROOT, 'dist', part), join(folder, 'pixlane', part), { recursive: true });
  }
  mkdirSync(join(folder, 'vips'));
  for (const file of ['vips-es6.js', 'vips.wasm']) {
    copyFileSync(join(HERE, 'node_modules/wasm-vips/lib', file), join(folder, 'vips', file));
  }
}

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
  loader: { '.wasm': 'file' },
  external: ['/pixlane/*', '/vips/*', 'fs', 'path', 'node:*'],
};

/**
 * esbuild leaves `new URL('file', import.meta.url)` as it is: this brings the files along, workers as bundles.
 * @param {typeof import('esbuild')} esbuild
 * @param {string} site
 * @returns {import('esbuild').Plugin}
 */
function assets(esbuild, site) {
  return {
    name: 'assets',
    setup(build) {
      build.onLoad({ filter: /node_modules\/.*\.m?js$/ }, async ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const found = [...text.matchAll(ASSET)].map(([whole, , file, type]) => ({ whole, file, type }));
        if (found.length === 0) return undefined;
        let contents = text;
        for (const { whole, file, type } of found) {
          const from = await locate(build, path, file);
          const name = type === 'wasm' ? copied(from, site) : await bundledWorker(esbuild, from, site);
          contents = contents.replaceAll(whole, `new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`);
        }
        return { contents, loader: 'js' };
      });
    },
  };
}

/** Beside the module, or by a package's name. @param {import('esbuild').PluginBuild} build @param {string} module @param {string} file */
async function locate(build, module, file) {
  const resolveDir = dirname(module);
  if (readdirSync(resolveDir).includes(file)) return join(resolveDir, file);
  const { path, errors } = await build.resolve(file, { resolveDir, kind: 'import-statement' });
  if (errors.length > 0) throw new Error(`${module}: ${errors[0].text}`);
  return path;
}

/** @param {string} from @param {string} site @returns {string} its name there: packages use the same names */
function copied(from, site) {
  const bytes = readFileSync(from);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const name = `${basename(from, '.wasm')}-${hash}.wasm`;
  writeFileSync(join(site, name), bytes);
  return name;
}

/** @param {typeof import('esbuild')} esbuild @param {string} from @param {string} site */
async function bundledWorker(esbuild, from, site) {
  const name = `${basename(from).replace(/\.m?js$/, '')}.js`;
  await esbuild.build({ ...COMMON, entryPoints: [from], outfile: join(site, name) });
  return name;
}
