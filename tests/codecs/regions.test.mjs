// A region of a file, at any scale, shows what the whole shows there: over the corpora, by the sanitized decoder.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { xorshift32 } from '../parity/random.mjs';
import { corpora, reference } from './corpora.mjs';
import { nativeDecoder } from './native.mjs';

/** Larger images would only take longer. px */
const MOST_PIXELS = 500_000;
const REGIONS = 4;

/** Part of RGBA pixels, as one buffer. */
function cut({ data, width }, { left, top, width: w, height: h }) {
  const rows = Array.from({ length: h }, (_, y) => {
    const start = ((top + y) * width + left) * 4;
    return Buffer.from(data.subarray(start, start + w * 4));
  });
  return Buffer.concat(rows);
}

/** Mostly inside; some touch the edges. */
function anyRegion(next, { width, height }) {
  const span = (side) => {
    const from = next() % 3 === 0 ? 0 : next() % side;
    return [from, next() % 3 === 0 ? side - from : 1 + (next() % (side - from))];
  };
  const [[left, w], [top, h]] = [span(width), span(height)];
  return { left, top, width: w, height: h };
}

describe('regions', { skip: corpora ? false : 'the corpora are not beside the checkout; set PIXLANE_CORPORA' }, () => {
  it('show what the whole image shows there', async () => {
    const decoder = nativeDecoder('native-asan');
    const next = xorshift32(11);
    const wrong = [];
    let checked = 0;
    try {
      for (const { path, outcome } of reference()) {
        if (outcome !== 'ok') continue;
        const scale = 1 + (next() % 8);
        const whole = await decoder.decode(path, { scale, maxPixels: MOST_PIXELS });
        // JPEG and WebP are scaled; PNG says that it is not.
        if (whole.code !== 'OK') {
          if (!['LIMIT', 'UNSUPPORTED', 'INVALID_ARGUMENT'].includes(whole.code))
            wrong.push(`${path}, ${scale}/8: ${whole.code}`);
          continue;
        }
        for (let i = 0; i < REGIONS; i++) {
          const region = anyRegion(next, whole.size);
          const part = await decoder.decode(path, { scale, ...region });
          const at = `${path}, ${scale}/8, ${JSON.stringify(region)}`;
          if (part.code !== 'OK') wrong.push(`${at}: ${part.code} ${part.reason}`);
          else if (!cut(whole.pixels, region).equals(Buffer.from(part.pixels.data))) wrong.push(`${at}: other pixels`);
          if (part.leaked !== 0) wrong.push(`${at}: ${part.leaked} bytes are still allocated`);
          checked++;
        }
      }
    } finally {
      await decoder.close();
    }
    assert.deepEqual(wrong, []);
    assert.ok(checked > 1000, `${checked} regions`);
  });

  it('that lie outside are refused', async () => {
    const decoder = nativeDecoder('native');
    try {
      const { path } = reference().find(({ outcome, format }) => outcome === 'ok' && format === 'jpeg');
      const { code } = await decoder.decode(path, { left: 60_000 });
      assert.equal(code, 'INVALID_ARGUMENT');
    } finally {
      await decoder.close();
    }
  });
});
