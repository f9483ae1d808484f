// @ts-check
// What `npm run race` understands, and the races that follow from it.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ENGINES } from '../browsers/index.mjs';

export const HELP = `npm run race [-- options]     (without any: the full race, into bench/results/)

  --browser NAME   ${ENGINES.join(', ')}
  --task NAME      a task (resize-lanczos3), a kernel (resize), a format (jpeg) or a kind (kernel, codec, pipeline)
  --photo NAME     a photo of set-up's, such as Elephants
  --size NAME      full, 1/2, 1/4, 64 (for 64 x 64)
  --lane NAME      scalar, simd, threads; js always runs
  --clock NAME     kernel, endToEnd, cold
  --quick          fewer and shorter samples: for a look, not for believing
  --rounds N       samples a lane, 5 to 1000
  --seed N         of the order of the lanes and the bootstrap; 1 when absent
  --json FILE      writes the results there, as a list
  --save           writes bench/results/ although only a part was raced

Every option that names something may be given several times. All rows must be verified: else the exit code is 1.
`;

const several = /** @type {const} */ ({ type: 'string', multiple: true });

/**
 * @typedef {object} RaceOptions
 * @property {import('../browsers/index.mjs').EngineName[]} browsers
 * @property {string[] | undefined} tasks
 * @property {string[] | undefined} photos
 * @property {string[] | undefined} sizes
 * @property {string[] | undefined} lanes
 * @property {string[] | undefined} clocks
 * @property {boolean} quick
 * @property {number | undefined} rounds
 * @property {number} seed
 * @property {string | undefined} json
 * @property {boolean} save whether bench/results is to be written
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {RaceOptions}
 * @throws Error that names what is not understood
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      browser: several,
      task: several,
      photo: several,
      size: several,
      lane: several,
      clock: several,
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const browsers = /** @type {RaceOptions['browsers']} */ (values.browser ?? [...ENGINES]);
  const unknown = browsers.find((name) => !ENGINES.includes(name));
  if (unknown) throw new Error(`Expected a browser among ${ENGINES.join(', ')} but received ${unknown}`);
  // Each engine has its own file, so choosing browsers is no partial race.
  const partial = Boolean(
    values.task || values.photo || values.size || values.lane || values.clock || values.quick || values.rounds,
  );
  return {
    browsers,
    tasks: values.task,
    photos: values.photo,
    sizes: values.size,
    lanes: values.lane,
    clocks: values.clock,
    quick: values.quick,
    rounds: values.rounds === undefined ? undefined : integer('rounds', values.rounds),
    seed: integer('seed', values.seed),
    json: values.json,
    save: values.save || !partial,
    help: values.help,
  };
}

/** @param {string} name @param {string} text */
function integer(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`Expected an integer for --${name} but received ${text}`);
  return value;
}

/** @typedef {{ name: string, width: number, height: number }} Photo */

const FEW_ROUNDS = 5;
/** Bound by memory, by arithmetic, by both: what a second photo is raced with. */
const OF_EACH_KIND = ['resize-lanczos3', 'blur-sigma5', 'convolve-3x3', 'grayscale', 'rotate90'];

/** Photos that are worth a row of their own. */
const LEAST_PIXELS = 4e6;

/**
 * The photos of the built page that are raced when none is named, the largest first.
 * @param {string} page folder of the built page
 * @returns {Photo[]}
 * @throws Error when set-up fetched none
 */
export function racedPhotos(page) {
  /** @type {Photo[]} */
  const photos = JSON.parse(readFileSync(`${page}/photos/photos.json`, 'utf8'));
  const raced = photos.filter(({ width, height }) => width * height >= LEAST_PIXELS);
  if (raced.length === 0) throw new Error('There are no photos of 4 megapixels and more: run npm run setup');
  return raced.sort((a, b) => b.width * b.height - a.width * a.height);
}

/**
 * @typedef {object} Course one call of the page's race
 * @property {string} photo
 * @property {string[]} [tasks]
 * @property {string[]} sizes
 * @property {string[]} [lanes]
 * @property {string[]} [clocks]
 * @property {boolean} quick
 * @property {number} [rounds]
 * @property {number} seed
 * @property {boolean} pictures
 */

/**
 * The races of one engine. The full race: every kernel on the largest photo; small images; whether another photo, the next largest, says
 * the same of some, and what an application sees that copies pixels in and out; codecs as an application sees them, on half the width and
 * height, for they take seconds. Fewer rounds do where the first course has shown how much they differ. The lane `scalar`, which takes
 * half of JavaScript's time, races where that is short: small images, cold starts.
 * @param {RaceOptions} options
 * @param {readonly Photo[]} photos as `racedPhotos` returns them
 * @returns {Course[]}
 */
export function coursesOf(options, photos) {
  const { tasks, sizes, lanes, clocks, quick, rounds, seed } = options;
  const common = {
    quick,
    seed,
    pictures: false,
    ...(lanes && { lanes }),
    ...(rounds !== undefined && { rounds }),
  };
  const few = { rounds: rounds ?? FEW_ROUNDS };
  const [main, ...others] = photos.map(({ name }) => name);
  if (tasks || options.photos || sizes || clocks) {
    const chosen = { ...(tasks && { tasks }), ...(clocks && { clocks }), sizes: sizes ?? ['full'] };
    return (options.photos ?? [main]).map((photo) => ({ ...common, ...chosen, photo }));
  }
  const fast = { lanes: lanes ?? ['simd', 'threads'] };
  const single = { lanes: lanes ?? ['scalar', 'simd'] };
  return [
    { ...common, ...fast, photo: main, tasks: ['kernel'], sizes: ['full'], clocks: ['kernel'] },
    { ...common, photo: main, tasks: ['resize-lanczos3'], sizes: ['full'], clocks: ['cold'] },
    { ...common, ...few, ...fast, photo: main, tasks: ['pipeline'], sizes: ['full'], clocks: ['endToEnd'] },
    { ...common, ...few, ...fast, photo: main, tasks: ['codec'], sizes: ['1/2'], clocks: ['endToEnd'] },
    { ...common, ...few, ...single, photo: main, tasks: ['kernel'], sizes: ['64'], clocks: ['kernel'] },
    ...others.slice(0, 1).map((photo) => ({
      ...common,
      ...few,
      ...fast,
      photo,
      tasks: OF_EACH_KIND,
      sizes: ['full'],
      clocks: ['kernel', 'endToEnd'],
    })),
  ];
}
