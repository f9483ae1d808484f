// Large photos in little memory: scaled while they are decoded, or strip by strip. What counts is the size of the whole wasm memory, the
// file included, of an engine that has done nothing else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../dist/bindings/index.js';
import { COMPILED_LANES, openObserved } from './lanes.mjs';

const { photos } = JSON.parse(readFileSync(fileURLToPath(new URL('../../build/setup.json', import.meta.url)), 'utf8'));
const PHOTO = join(photos, 'Elephants_5640x3172.jpg');
const STRIP = 128;
const MCU = 16;
const MEGA = 1e6;

/**
 * A photo of any height: a strip of one is repeated. Every row of MCUs ends in a restart marker, so that coded rows can be strung together;
 * the strip has eight of them, which is after how many the markers' numbers begin again.
 * @param {number} width px, a multiple of 16
 * @param {number} strips
 */
async function largePhoto(width, strips) {
  const engine = await createEngine({ lane: 'simd' });
  const photo = engine.decode(new Uint8Array(readFileSync(PHOTO)), { top: 1000, height: STRIP });
  const { data } = engine.toPixels(photo);
  const wide = new Uint8Array(4 * width * STRIP);
  for (let y = 0; y < STRIP; y++) {
    const row = data.subarray(4 * y * photo.width, 4 * (y + 1) * photo.width);
    for (let x = 0; x < width; x += photo.width) {
      wide.set(row.subarray(0, 4 * Math.min(photo.width, width - x)), 4 * (y * width + x));
    }
  }
  const strip = engine.encode(engine.fromPixels(wide, width, STRIP), 'jpeg', { restartInterval: width / MCU });
  engine.dispose();
  const frame = Buffer.from(strip).indexOf(Buffer.from([0xff, 0xc0]));
  const scan = Buffer.from(strip).indexOf(Buffer.from([0xff, 0xda]));
  const head = Buffer.from(strip.subarray(0, scan + 2 + ((strip[scan + 2] << 8) | strip[scan + 3])));
  head.writeUInt16BE(STRIP * strips, frame + 5);
  const coded = Buffer.from(strip.subarray(head.length, strip.length - 2));
  const restart = Buffer.from([0xff, 0xd7]);
  const repeated = Array.from({ length: strips }, (_, i) => (i === 0 ? [coded] : [restart, coded])).flat();
  return {
    file: new Uint8Array(Buffer.concat([head, ...repeated, Buffer.from([0xff, 0xd9])])),
    height: STRIP * strips,
  };
}

const WIDE = 1024;
const cases = [
  { name: '12 MP', width: 4000, strips: 24, most: 64 * MEGA },
  { name: '100 MP', width: 11664, strips: 67, most: 128 * MEGA },
];
const photosOf = await Promise.all(
  cases.map(async (one) => ({ ...one, ...(await largePhoto(one.width, one.strips)) })),
);

for (const options of COMPILED_LANES) {
  for (const { name, width, height, file, most } of photosOf) {
    test(`${name} to ${WIDE} px to JPEG in ${most / MEGA} MB: ${options.lane}`, async (t) => {
      assert.ok(width * height >= Number.parseInt(name, 10) * MEGA);
      const { engine, memoryBytes } = await openObserved(options);
      const scale = Math.ceil((8 * WIDE) / width);
      const decoded = engine.decode(file, { scale });
      const small = engine.resize(decoded, { width: WIDE });
      decoded.release();
      const written = engine.encode(small, 'jpeg');
      t.diagnostic(`file ${file.length} bytes, ${scale}/8, wasm memory ${memoryBytes()} bytes`);
      assert.equal(engine.metadata(written).width, WIDE);
      assert.ok(memoryBytes() <= most, `${memoryBytes()} bytes`);
      engine.dispose();
    });

    test(`${name} strip by strip in ${most / MEGA} MB: ${options.lane}`, async (t) => {
      const { engine, memoryBytes } = await openObserved(options);
      let rows = 0;
      // The limits are those of what is made: a strip.
      for (const strip of engine.rows(file, { height: STRIP, limits: { maxPixels: width * STRIP } })) {
        rows += strip.height;
        strip.release();
      }
      t.diagnostic(`wasm memory ${memoryBytes()} bytes`);
      assert.equal(rows, height);
      assert.ok(memoryBytes() <= most, `${memoryBytes()} bytes`);
      engine.dispose();
    });
  }
}
