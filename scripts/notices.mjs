#!/usr/bin/env node
// Writes THIRD-PARTY-NOTICES.txt: the licences of everything that is compiled into the .wasm files, from the fetched sources and the
// toolchain, and of what our own code follows. `--check` writes nothing and fails when the file differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './files.mjs';

const NOTICES = join(ROOT, 'THIRD-PARTY-NOTICES.txt');
const HEAD = `pixlane is distributed under the licence in LICENSE. Its .wasm files contain code of the projects below.
The photographs of the race are not part of the package.
`;
const RULE = '='.repeat(100);
/** Run the benchmarks and check our own inflater; no package holds a byte of them. */
const NOT_SHIPPED = ['benchmark', 'zlib'];
/** What our own code follows so closely that its notice goes with it: the cosine of kernels/exact_math.h and js-baseline/exact-math.js. */
const FOLLOWED = {
  title: 'fdlibm',
  text: `Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.

Developed at SunSoft, a Sun Microsystems, Inc. business.
Permission to use, copy, modify, and distribute this
software is freely granted, provided that this notice
is preserved.`,
  pinned: true,
};
/** What of Emscripten's own system libraries is linked: their C and C++ run-time, by the names of Debian's copyright file. */
const RUNTIME = [
  '*',
  'system/lib/libc/musl/*',
  'system/lib/compiler-rt/*',
  'system/lib/libcxx/*',
  'system/lib/libcxxabi/*',
  'system/lib/dlmalloc.c',
];

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {string} text
 * @property {boolean} pinned the same on every machine; otherwise it depends on the toolchain that is installed
 */

/**
 * @param {{ sources: Record<string, string>, emscripten?: string }} setup as in build/setup.json
 * @param {{ name: string, version: string, licences: string[] }[]} sources as in scripts/sources.json
 * @returns {Section[]}
 * @throws Error when a licence file is missing: nothing may be shipped without its notice
 */
export function sections(setup, sources) {
  const libraries = sources
    .filter(({ name }) => !NOT_SHIPPED.includes(name))
    .map(({ name, version, licences }) => ({
      title: `${name} ${version}`,
      text: licences
        .map((file) => tidy(readFileSync(join(setup.sources[name], file), 'utf8')))
        .join(`\n\n${'-'.repeat(40)}\n\n`),
      pinned: true,
    }));
  return [
    ...libraries,
    FOLLOWED,
    { title: 'Emscripten and its system libraries', text: runtimeLicence(setup.emscripten), pinned: false },
  ];
}

/** @param {readonly Section[]} all */
export const notices = (all) =>
  `${[HEAD, ...all.map(({ title, text }) => `${RULE}\n${title}\n${RULE}\n\n${text}\n`)].join('\n')}`;

/**
 * What of a notices file is not as it should be: a pinned section to the letter; of the toolchain's, which another installation words in
 * another way, that there is one.
 * @param {string} written
 * @param {readonly Section[]} all
 * @returns {string[]} titles
 */
export function stale(written, all) {
  const expected = all.map(({ title, text, pinned }) => ({
    title,
    part: `${RULE}\n${title}\n${RULE}\n\n${pinned ? `${text}\n` : ''}`,
  }));
  return expected.filter(({ part }) => !written.includes(part)).map(({ title }) => title);
}

/** @param {string} [emscripten] the folder of emcc */
function runtimeLicence(emscripten) {
  if (!emscripten) throw new Error('build/setup.json does not name a toolchain: run npm run setup');
  // Emscripten's own layout, or Debian's, which gathers all licences in one file.
  const own = [
    'LICENSE',
    'system/lib/libc/musl/COPYRIGHT',
    'system/lib/compiler-rt/LICENSE.TXT',
    'system/lib/libcxx/LICENSE.TXT',
  ];
  const debian = join(emscripten, '../doc/emscripten/copyright');
  if (existsSync(join(emscripten, 'LICENSE'))) {
    return own
      .map((file) => join(emscripten, file))
      .filter((file) => existsSync(file))
      .map((file) => tidy(readFileSync(file, 'utf8')))
      .join(`\n\n${'-'.repeat(40)}\n\n`);
  }
  if (!existsSync(debian)) throw new Error(`no licence of Emscripten in ${emscripten}`);
  return fromDebian(readFileSync(debian, 'utf8'), RUNTIME);
}

/**
 * The paragraphs of a machine-readable Debian copyright file about these files, and the licences they name.
 * @param {string} text
 * @param {readonly string[]} wanted patterns as they stand in the file
 */
export function fromDebian(text, wanted) {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.trimEnd());
  const field = (/** @type {string} */ paragraph, /** @type {string} */ name) =>
    new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'm').exec(paragraph)?.[1].trim() ?? '';
  const about = paragraphs.filter((paragraph) =>
    field(paragraph, 'Files')
      .split(/\s+/)
      .some((file) => wanted.includes(file)),
  );
  if (about.length === 0) throw new Error('the copyright file says nothing about the run-time');
  const named = new Set(
    about.flatMap((paragraph) =>
      field(paragraph, 'License')
        .split('\n')[0]
        .split(/\s+(?:and|or|with)\s+/),
    ),
  );
  const licences = paragraphs.filter(
    (paragraph) => paragraph.startsWith('License:') && named.has(field(paragraph, 'License').split('\n')[0]),
  );
  return tidy([...about, ...licences].join('\n\n'));
}

/** @param {string} text */
const tidy = (text) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t\f]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');

/** @returns {Section[]} of this machine */
export function ourSections() {
  const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
  return sections(read('build/setup.json'), read('scripts/sources.json').sources);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const all = ourSections();
  if (!process.argv.includes('--check')) writeFileSync(NOTICES, notices(all));
  else {
    const wrong = stale(existsSync(NOTICES) ? readFileSync(NOTICES, 'utf8') : '', all);
    if (wrong.length > 0) {
      console.error(`THIRD-PARTY-NOTICES.txt lacks ${wrong.join(', ')}: run node scripts/notices.mjs`);
      process.exitCode = 1;
    }
  }
}
