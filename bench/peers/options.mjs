// @ts-check
// What `npm run peers` understands.
import { parseArgs } from 'node:util';
import { CONTESTANTS, TASKS } from './tasks.mjs';

const ROUNDS = 7;

export const HELP = `npm run peers [-- options]     (without any: all tasks and peers, into bench/peers/results.json and docs/peers.md)

  --task NAME      ${TASKS.map(({ name }) => name).join(', ')}
  --peer NAME      ${Object.keys(CONTESTANTS).join(', ')}
  --rounds N       samples a peer and task, 1 to 100; ${ROUNDS} when absent
  --seed N         of the order within the rounds; 1 when absent
  --json FILE      writes the results there
  --save           writes results.json and the document although only a part was measured

Options that name something may be given several times. Needs a quiet machine: the times are of one thread.
`;

/**
 * @typedef {object} Options
 * @property {readonly import('./tasks.mjs').Task[]} tasks
 * @property {string[] | undefined} peers
 * @property {number} rounds
 * @property {number} seed
 * @property {string | undefined} json
 * @property {boolean} save
 * @property {boolean} partial
 * @property {boolean} help
 */

/** @param {string[]} args @returns {Options} @throws Error that names what is not understood */
export function parseOptions(args) {
  const several = /** @type {const} */ ({ type: 'string', multiple: true });
  const { values } = parseArgs({
    args,
    options: {
      task: several,
      peer: several,
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const names = TASKS.map(({ name }) => name);
  known('task', values.task, names);
  known('peer', values.peer, Object.keys(CONTESTANTS));
  const partial = Boolean(values.task || values.peer || values.rounds);
  return {
    tasks: TASKS.filter(({ name }) => !values.task || values.task.includes(name)),
    peers: values.peer,
    rounds: integer('rounds', values.rounds ?? String(ROUNDS), 1, 100),
    seed: integer('seed', values.seed, 0, 2 ** 31),
    json: values.json,
    save: values.save || !partial,
    partial,
    help: values.help,
  };
}

/** @param {string} option @param {string[] | undefined} given @param {string[]} names */
function known(option, given, names) {
  const unknown = given?.find((name) => !names.includes(name));
  if (unknown) throw new Error(`Expected a ${option} among ${names.join(', ')} but received ${unknown}`);
}

/** @param {string} name @param {string} text @param {number} least @param {number} most */
function integer(name, text, least, most) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`Expected an integer between ${least} and ${most} for --${name} but received ${text}`);
  }
  return value;
}
