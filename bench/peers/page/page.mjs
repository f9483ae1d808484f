// @ts-check
// The page keeps a worker a contestant, so that one's crash, memory or compiled code does not touch another, and does what the driver says.

/** Nobody may take longer for a call: the slowest takes a tenth of it. */
const LONGEST_MS = 120_000;

/** @type {Map<string, { worker: Worker, output?: Uint8Array }>} */
const running = new Map();

/** @param {string} peer @param {object} [message] none: only listens @returns {Promise<any>} the worker's answer; rejects with its own words */
function ask(peer, message) {
  const entry = running.get(peer);
  if (!entry) return Promise.reject(new Error(`${peer} does not run`));
  const { worker } = entry;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer for ${LONGEST_MS} ms`)), LONGEST_MS);
    worker.onmessage = ({ data }) => {
      clearTimeout(late);
      if (data.error) reject(new Error(data.error));
      else resolve(data);
    };
    worker.onerror = (event) => {
      clearTimeout(late);
      reject(new Error(event.message || 'the worker could not be started'));
    };
    if (message) worker.postMessage(message);
  });
}

const peers = {
  isolated: globalThis.crossOriginIsolated,

  /** @param {{ peer: string, script: string, task: string, input: object }} job */
  async start({ peer, script, task, input }) {
    running.set(peer, { worker: new Worker(`${script}.js`, { type: 'module' }) });
    try {
      // Modules that wait at their top would miss what is said before they listen.
      await ask(peer);
      await ask(peer, { start: { peer, task, input } });
    } catch (error) {
      this.stop(peer);
      throw error;
    }
  },

  /** @param {string} peer @returns {Promise<number>} ms */
  run: async (peer) => (await ask(peer, { run: true })).ms,

  /** What the last run gave, but for its bytes, which are then to be had in pieces. @param {string} peer */
  async take(peer) {
    const { data, ...rest } = await ask(peer, { take: true });
    const entry = running.get(peer);
    if (entry) entry.output = data;
    return { ...rest, length: data.length };
  },

  /** @param {{ peer: string, from: number, to: number }} piece @returns {string} base64 */
  piece({ peer, from, to }) {
    const output = /** @type {any} */ (running.get(peer)?.output);
    return output.subarray(from, to).toBase64();
  },

  /** @param {string} peer */
  stop(peer) {
    running.get(peer)?.worker.terminate();
    running.delete(peer);
  },
};

/** @type {any} */ (window).peers = peers;
