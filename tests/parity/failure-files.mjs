// A failing picture test leaves what was expected, what came, and where they differ as files to look at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';

const FOLDER = fileURLToPath(new URL('../../test-results/parity', import.meta.url));

/**
 * Writes `<name>-expected.png`, `-actual.png` and `-difference.png` below test-results/parity. In the difference, values
 * that differ at all are bright, so that a single bit is seen. Numbers of a measure are written as JSON.
 * @param {import('./core.mjs').Failure} failure
 * @param {string} name
 */
export function saveFailure({ expected, actual }, name) {
  if (!expected) return;
  mkdirSync(FOLDER, { recursive: true });
  write(`${name}-expected`, expected);
  if (!actual) return;
  write(`${name}-actual`, actual);
  if (actual.data.length !== expected.data.length || expected.data instanceof Float64Array) return;
  const data = new Uint8ClampedArray(expected.data.length);
  for (let i = 0; i < data.length; i += 4) {
    const differs = (/** @type {number} */ channel) => actual.data[i + channel] !== expected.data[i + channel];
    for (let channel = 0; channel < 3; channel++) data[i + channel] = differs(channel) || differs(3) ? 255 : 0;
    data[i + 3] = 255;
  }
  write(`${name}-difference`, { ...expected, data });
}

/** @param {string} name @param {import('./core.mjs').Pixels} pixels */
function write(name, { data, width, height }) {
  if (data instanceof Float64Array) return writeFileSync(join(FOLDER, `${name}.json`), JSON.stringify([...data]));
  writeFileSync(join(FOLDER, `${name}.png`), encode({ data, width, height, channels: 4, depth: 8 }));
}
