// The rules of the house, as functions of a list of files: each answers what breaks it. house.test.mjs applies them to the repository,
// and shows of each that it catches a fault.

/** @typedef {{ path: string, text: string | null }} File text: null of what is not text */
/** @typedef {{ name: string, file: string }} Kernel */

/** What lives where: docs/architecture.md in patterns. A file that none of them knows has no place. */
export const ROOMS = [
  /^(CMakeLists\.txt|CMakePresets\.json|README\.md|LICENSE|THIRD-PARTY-NOTICES\.txt|package(-lock)?\.json|biome\.json)$/,
  /^(tsconfig(\.\w+)?\.json|playwright\.config\.ts)$/,
  /^\.(gitignore|npmrc|clang-format|clang-tidy|editorconfig)$/,
  /^\.ci\/run$/,
  /^\.github\/[\w./-]+\.(md|yml)$/,
  /^kernels\/(registry\.json|CMakeLists\.txt|[\w-]+\.(cc|h))$/,
  /^codecs\/((jpeg_simd\/)?CMakeLists\.txt|options\.json|(jpeg_simd\/)?[\w-]+\.(cc|h))$/,
  /^js-baseline\/[\w-]+\.js$/,
  /^bindings\/(CMakeLists\.txt|[\w-]+\.(cc|h|ts|d\.ts))$/,
  /^web\/((index|reference)\.html|tsconfig\.json|[\w.-]+\.(ts|mjs))$/,
  /^web\/(src|public)\/[\w./-]+\.(ts|css|svg|json)$/,
  /^bench\/(CMakeLists\.txt|tsconfig\.json|results\.schema\.json|[\w-]+\.(cc|h|mjs))$/,
  /^bench\/(race|browsers)\/[\w-]+\.mjs$/,
  /^bench\/peers\/(package(-lock)?\.json|results(\.schema)?\.json|((page|contestants)\/)?[\w-]+\.(mjs|html))$/,
  /^bench\/results\/[\w.-]+\.json$/,
  /^cmake\/([\w-]+\/)*[\w.-]+\.(cmake|cc|c|h|in)$/,
  /^docs\/[\w./-]+\.(md|svg)$/,
  /^scripts\/([\w-]+\/)*[\w.-]+\.(mjs|json)$/,
  /^tests\/README\.md$/,
  /^tests\/([\w-]+\/)*(CMakeLists\.txt|[\w.-]+\.(cc|h|mjs|ts|js|json|html))$/,
  /^tests\/([\w-]+\/)*data\/[\w.-]+$/,
];

/** @param {readonly File[]} files @returns {string[]} */
export function homeless(files) {
  return files
    .filter(({ path }) => !ROOMS.some((room) => room.test(path)))
    .map(({ path }) => `${path}: no room of the house is for it`);
}

const SOURCE = /\.(cc|h|c|js|mjs|ts|css|html|cmake|md)$/;
const LONGEST = 400;

/** @param {readonly File[]} files @returns {string[]} */
export function tooLong(files) {
  return files.flatMap(({ path, text }) => {
    const lines = SOURCE.test(path) && text ? text.split('\n').length - 1 : 0;
    return lines > LONGEST ? [`${path}: ${lines} lines; ${LONGEST} are enough for one subject`] : [];
  });
}

// Pieced together, so that the rules do not break themselves.
const folders = ['home', 'root', 'work', 'tmp', 'Users', 'mnt'].join('|');
const MACHINE_PATH = new RegExp(`(?<![\\w.:$}~*)/-])/(${folders})/[\\w.-]`);
const HOSTS = new RegExp(
  [
    'registry\\.',
    'npmmirror\\.',
    'deb\\.debian\\.',
    'snapshot\\.debian\\.',
    'mirrors?\\.[\\w-]+\\.',
    'artifactory',
    '\\bnexus\\.',
  ].join('|'),
);
const PINS = 'scripts/sources.json';

/**
 * A path of one machine, or a host that only some networks have: neither may be needed elsewhere.
 * @param {readonly File[]} files
 * @returns {string[]}
 */
export function tiedToAMachine(files) {
  return eachLine(files, (line, path) => {
    if (MACHINE_PATH.test(line)) return 'a path of some machine';
    if (HOSTS.test(line) && /https?:\/\//.test(line)) return 'the address of a registry or mirror';
    // Upstream's releases are pinned there.
    if (path === PINS && /"(?!url)\w+":\s*"https?:/.test(line)) return 'an address that is no upstream url';
    return undefined;
  });
}

const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X'.repeat(3)].join('|')})\\b`);

/** @param {readonly File[]} files @returns {string[]} */
export const unfinished = (files) => eachLine(files, (line) => (UNFINISHED.test(line) ? 'unfinished work' : undefined));

/** @param {readonly File[]} files @returns {string[]} */
export function badEnds(files) {
  return files.flatMap(({ path, text }) => {
    if (!text) return [];
    if (!text.endsWith('\n')) return [`${path}: no newline at the end`];
    if (text.endsWith('\n\n')) return [`${path}: empty lines at the end`];
    return text.includes('\r') ? [`${path}: a carriage return`] : [];
  });
}

/**
 * Every kernel exists in C++, in JavaScript and for the bindings.
 * @param {readonly Kernel[]} kernels
 * @param {readonly File[]} files
 * @param {string} generated kernels_gen.h: its PIXLANE_KERNELS is what the bindings loop over
 * @returns {string[]}
 */
export function incomplete(kernels, files, generated) {
  const textOf = (/** @type {string} */ path) => files.find((file) => file.path === path)?.text ?? '';
  const bound = /#define PIXLANE_KERNELS\(\w+\)((?:.*\\\n)*.*)/.exec(generated)?.[1] ?? '';
  return kernels.flatMap(({ name, file, file16 }) => {
    /** @type {string[]} */
    const faults = [];
    const functions = [{ name, file }, ...(file16 ? [{ name: `${name}16`, file: file16 }] : [])];
    for (const one of functions) {
      const cpp = new RegExp(`^void ${one.name}\\(View src, (View second, )?(View dst|double\\* results), `, 'm');
      const twin = new RegExp(`^export (function|const) ${one.name}\\b`, 'm');
      if (!cpp.test(textOf(`kernels/${one.file}.cc`)))
        faults.push(`${one.name}: kernels/${one.file}.cc does not define it`);
      if (!twin.test(textOf(`js-baseline/${one.file}.js`)))
        faults.push(`${one.name}: js-baseline/${one.file}.js does not export it`);
    }
    if (!new RegExp(`\\(${name},`).test(bound)) faults.push(`${name}: PIXLANE_KERNELS does not bind it`);
    return faults;
  });
}

/** @param {readonly string[]} folders @param {string} readme with a line a folder @returns {string[]} the folders without one */
export const missingLines = (folders, readme) => folders.filter((folder) => !readme.includes(`| \`${folder}/\` |`));

/** @param {readonly File[]} files @param {(line: string, path: string) => string | undefined} faultOf @returns {string[]} */
function eachLine(files, faultOf) {
  return files.flatMap(({ path, text }) =>
    (text ?? '').split('\n').flatMap((line, index) => {
      const fault = faultOf(line, path);
      return fault ? [`${path}:${index + 1}: ${fault}: ${line.trim().slice(0, 120)}`] : [];
    }),
  );
}
