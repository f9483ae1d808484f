// Talks to the native decoder, tests/codecs/harness.cc, one file at a time.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
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
  'TIMEOUT',
];

/**
 * Starts build/<preset>'s decoder. `decode(path, options)` takes a path within the corpora or a whole one, and the options that the harness
 * knows. It gives { code, reason, pixels, size, leaked }: `pixels` the rows that came, all of them where code is OK, `size` that of the whole
 * image, `leaked` the bytes that are still allocated. It rejects when the program dies. `close()` waits for its end and throws when that was
 * not a clean one: the sanitizer's leak check runs there.
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
  let arrived = 0;
  let wake = () => {};
  child.stdout.on('data', (chunk) => {
    chunks.push(chunk);
    arrived += chunk.length;
    wake();
  });
  let over = false;
  ended.then(() => {
    over = true;
    wake();
  });

  /** Waits for `count` bytes, or for a whole line, and takes them. Chunks are joined once: a picture comes in thousands. */
  async function take(count) {
    const there = () => (count === undefined ? chunks.some((chunk) => chunk.includes(10)) : arrived >= count);
    while (!there()) {
      if (over) throw new Error(`the native decoder ended: ${complaints.slice(0, 2000)}`);
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
    const all = Buffer.concat(chunks.splice(0));
    const end = count ?? all.indexOf(10) + 1;
    chunks.push(all.subarray(end));
    arrived -= end;
    return all.subarray(0, end);
  }

  const takeLine = async () => (await take()).toString().replace(/\n$/, '');

  return {
    async decode(path, options = {}) {
      const asked = Object.entries(options).map(([name, value]) => `${name}=${value}`);
      child.stdin.write(`${resolve(corpora ?? ROOT, path)}\t${asked.join(' ')}\n`);
      const [, code, ...rest] = /^(\d+) (\d+) (\d+) (\d+) (\d+) (.*)$/.exec(await takeLine());
      const [rows, width, height, depth] = rest.slice(0, 4).map(Number);
      const bytes = Buffer.from(await take((rows * width * 4 * depth) / 8));
      const data = depth === 16 ? new Uint16Array(new Uint8Array(bytes).buffer) : bytes;
      const leaked = Number(await takeLine());
      return {
        code: CODES[code],
        reason: rest[4],
        pixels: { data, width, height: rows },
        size: { width, height },
        leaked,
      };
    },
    async close() {
      child.stdin.end();
      const { code, signal } = await ended;
      if (code !== 0) throw new Error(`the native decoder ended with ${signal ?? code}: ${complaints.slice(0, 4000)}`);
    },
  };
}
