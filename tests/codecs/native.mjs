// Talks to the native decoder, tests/codecs/harness.cc, one file at a time.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpora } from './corpora.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Names of codecs/codec.h's Code, in its order. */
const CODES = [
  'OK',
  'NOT_AN_IMAGE',
  'UNSUPPORTED',
  'CORRUPT',
  'TRUNCATED',
  'LIMIT',
  'OUT_OF_MEMORY',
  'INVALID_ARGUMENT',
  'INTERNAL',
];

/**
 * Starts build/<preset>'s decoder. `decode(path)` gives { code, reason, pixels }; rejects when the program dies. `close()` waits for its end
 * and throws when that was not a clean one: the leak check runs there.
 */
export function nativeDecoder(preset) {
  const child = spawn(join(ROOT, 'build', preset, 'tests/codecs/pixlane_codecs'), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints += text;
  });
  const ended = new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done({ code, signal }));
  });
  const chunks = [];
  let wake = () => {};
  child.stdout.on('data', (chunk) => {
    chunks.push(chunk);
    wake();
  });
  let over = false;
  ended.then(() => {
    over = true;
    wake();
  });

  // Takes what `enough(all)` says; undefined asks for more.
  async function take(enough) {
    for (;;) {
      const all = Buffer.concat(chunks.splice(0));
      const count = enough(all);
      if (count !== undefined) {
        chunks.push(all.subarray(count));
        return all.subarray(0, count);
      }
      chunks.push(all);
      if (over) throw new Error(`the native decoder ended: ${complaints.slice(0, 2000)}`);
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    async decode(path) {
      child.stdin.write(`${join(corpora, path)}\n`);
      const line = await take((all) => (all.includes(10) ? all.indexOf(10) + 1 : undefined));
      const [, code, width, height, reason] = /^(\d+) (\d+) (\d+) (.*)\n$/.exec(line.toString());
      if (code !== '0') return { code: CODES[code], reason };
      const size = width * height * 4;
      const data = size === 0 ? Buffer.alloc(0) : await take((all) => (all.length >= size ? size : undefined));
      return { code: 'OK', reason, pixels: { data: Buffer.from(data), width: Number(width), height: Number(height) } };
    },
    async close() {
      child.stdin.end();
      const { code, signal } = await ended;
      if (code !== 0) throw new Error(`the native decoder ended with ${signal ?? code}: ${complaints.slice(0, 4000)}`);
    },
  };
}
