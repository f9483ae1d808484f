// @ts-check
// What every contestant's worker does: it loads a task's input and its peer, and runs the task as often as it is told.

/**
 * @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number }} Pixels RGBA in JavaScript's memory
 * @typedef {Uint8Array | ArrayBuffer | Pixels | undefined} Output undefined: it stays where the peer has it
 * @typedef {{ bytes: Uint8Array<ArrayBuffer>, type: string, pixels: ImageData }} Input a file, or pixels; the other is empty
 * @typedef {{ peer: string, task: string, input: Input }} Job
 */

/** @type {() => Output | Promise<Output>} */
let work;
/** @type {Output} */
let output;

/**
 * Makes this worker a contestant.
 * @param {(job: Job) => Promise<() => Output | Promise<Output>>} prepare loads what the task needs; what it returns is timed
 */
export function compete(prepare) {
  globalThis.onmessage = async ({ data }) => {
    try {
      if (data.start) {
        work = await prepare({ ...data.start, input: await load(data.start.input) });
        globalThis.postMessage({});
      } else if (data.run) {
        output = undefined; // nobody has to hold two of them
        const begin = performance.now();
        output = await work();
        globalThis.postMessage({ ms: performance.now() - begin });
      } else globalThis.postMessage(copyOf(output));
    } catch (error) {
      globalThis.postMessage({ error: String(error) });
    }
  };
  globalThis.postMessage({}); // listens from now on
}

/** @param {{ url: string, type?: string, width: number, height: number }} input @returns {Promise<Input>} */
async function load({ url, type, width, height }) {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const empty = new ImageData(1, 1);
  if (type) return { bytes, type, pixels: empty };
  return {
    bytes: new Uint8Array(),
    type: '',
    pixels: new ImageData(new Uint8ClampedArray(bytes.buffer), width, height),
  };
}

/** Shared memory cannot be sent, and what is sent must not be taken away. @param {Output} given */
function copyOf(given) {
  if (given === undefined) return { data: new Uint8Array(), kept: true };
  if (given instanceof ArrayBuffer) return { data: new Uint8Array(given.slice(0)) };
  if (given instanceof Uint8Array) return { data: Uint8Array.from(given) };
  return { data: Uint8Array.from(given.data), width: given.width, height: given.height };
}

/** @param {Job} job @param {Record<string, () => Output | Promise<Output>>} tasks @returns {() => Output | Promise<Output>} */
export function choose({ peer, task }, tasks) {
  const chosen = tasks[task];
  if (!chosen) throw new Error(`${peer} has no ${task}`);
  return chosen;
}
