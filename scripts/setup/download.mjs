// A download by its address, for whoever has a network beyond Debian's mirror: it resumes where it stopped, shows
// progress, and counts only when its SHA-256 is the pinned one.
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { verify } from './hash.mjs';
import { longStep, megabytes } from './log.mjs';

const CONNECT_MS = 15_000;

export async function download(url, file, expected, subject = 'download') {
  if (existsSync(file)) return verify(file, expected);
  makeFolder(path.dirname(file));
  const part = `${file}.part`;
  const step = longStep(subject, `downloading ${path.basename(file)}`);
  try {
    await fetchInto(url, part, step);
  } catch (error) {
    step.abandon();
    if (error instanceof SetupError) throw error;
    throw new SetupError(
      `No network: ${new URL(url).host} cannot be reached for ${path.basename(file)} (${causeOf(error)}).`,
      'Connect, then run set-up again: what was downloaded is kept.',
      { cause: error },
    );
  }
  await verify(part, expected, path.basename(file));
  renameSync(part, file);
  step.end();
  return file;
}

async function fetchInto(url, part, step) {
  const have = existsSync(part) ? statSync(part).size : 0;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error('no answer')), CONNECT_MS);
  const headers = have ? { range: `bytes=${have}-` } : {};
  const response = await fetch(url, { headers, signal: abort.signal }).finally(() => clearTimeout(timer));
  // 416: the part is already whole (or too long, which the hash will tell).
  if (response.status === 416) return;
  if (!response.ok) {
    throw new SetupError(
      `${path.basename(part, '.part')} cannot be had: ${new URL(url).host} answers ${response.status}.`,
      'Run set-up again later; the address stands in scripts/sources.json.',
    );
  }
  // A server that ignores the range sends everything again.
  const resumed = response.status === 206;
  if (!resumed) rmSync(part, { force: true });
  let done = resumed ? have : 0;
  const total = done + Number(response.headers.get('content-length') ?? 0);
  const counted = Readable.fromWeb(response.body).on('data', (chunk) => {
    done += chunk.length;
    step.update(megabytes(done), total > done ? done / total : undefined);
  });
  await pipeline(counted, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
}

const causeOf = (error) => error.cause?.code ?? error.cause?.message ?? error.message;
