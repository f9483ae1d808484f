// Animated WebP: frames in, frames out, and what a player shows of files that others wrote.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { randomPixels } from '../parity/random.mjs';
import { COMPILED_LANES, openObserved, randomImage, smoothPixels } from './lanes.mjs';
import { animationOf, composed } from './webp-files.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const [WIDTH, HEIGHT] = [60, 44];
const DURATIONS = [40, 0, 1000, 33, 16000000];

/** Five frames that share most of their pixels. @param {Engine} engine */
function someFrames(engine) {
  const base = smoothPixels(WIDTH, HEIGHT);
  return DURATIONS.map((duration, index) => {
    const data = base.slice();
    const patch = randomPixels(9, 7, index + 1, 'opaque');
    for (let y = 0; y < 7; y++)
      data.set(patch.subarray(36 * y, 36 * (y + 1)), 4 * ((y + 5 * index) * WIDTH + 7 * index));
    return { image: engine.fromPixels(data, WIDTH, HEIGHT), duration, data };
  });
}

/** Frames as files have them: translucent rectangles that cover, mix and vanish. @param {Engine} engine */
function handMade(engine) {
  const places = [
    [0, 0, WIDTH, HEIGHT],
    [4, 6, 21, 17],
    [10, 2, 33, 31],
    [0, 20, WIDTH, 24],
    [2, 2, 5, 5],
    [0, 0, WIDTH, HEIGHT],
    [30, 30, 11, 3],
  ];
  return places.map(([left, top, width, height], i) => {
    const image = randomImage(engine, width, height, i % 2 ? 'sparse' : 'mixed');
    const { data } = engine.toPixels(image);
    const rectangle = {
      left,
      top,
      width,
      height,
      duration: 10 * i,
      blend: i % 3 !== 2,
      dispose: i % 4 === 1 || i === 5,
    };
    return { ...rectangle, pixels: data, file: engine.encode(image, 'webp', { lossless: true }) };
  });
}

/** @param {Engine} engine @param {Uint8Array} file */
const decodedFrames = (engine, file) =>
  [...engine.frames(file)].map(({ image, duration, index }) => {
    const { data } = engine.toPixels(image);
    image.release();
    return { data, duration, index };
  });

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`lossless frames come back as they went in: ${lane}`, async () => {
    const engine = await createEngine(options);
    const frames = someFrames(engine);
    for (const loops of [0, 1, 65535]) {
      const file = engine.encodeFrames(frames, 'webp', { lossless: true, loops });
      assert.ok(file.buffer instanceof ArrayBuffer);
      const { width, height, frames: count, loops: told } = engine.metadata(file);
      assert.deepEqual([width, height, count, told], [WIDTH, HEIGHT, frames.length, loops]);
      const found = decodedFrames(engine, file);
      assert.deepEqual(
        found.map(({ duration, index }) => [duration, index]),
        DURATIONS.map((duration, index) => [duration, index]),
      );
      for (const [i, { data }] of found.entries()) assert.deepEqual(new Uint8Array(data), frames[i].data, `frame ${i}`);
    }
    assert.ok(frames.every(({ image }) => !image.released));
    engine.dispose();
  });

  test(`lossy frames come close, equal ones last longer, one alone is a still image: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(WIDTH, HEIGHT), WIDTH, HEIGHT);
    const other = engine.flop(image);
    const order = [image, image, other, image].map((image) => ({ image, duration: 20 }));
    const found = decodedFrames(engine, engine.encodeFrames(order, 'webp', { quality: 90 }));
    assert.deepEqual(
      found.map(({ duration }) => duration),
      [40, 20, 20],
    );
    for (const [i, shown] of [image, other, image].entries()) {
      const expected = engine.toPixels(shown).data;
      const worst = found[i].data.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0);
      assert.ok(worst < 40, `frame ${i} differs by ${worst}`);
    }
    const still = engine.encodeFrames([{ image, duration: 20 }], 'webp', { lossless: true });
    assert.equal(engine.metadata(still).frames, 1);
    assert.deepEqual(decodedFrames(engine, still)[0].data, engine.toPixels(image).data);
    engine.dispose();
  });

  test(`frames are composed as the file says: ${lane}`, async () => {
    const engine = await createEngine(options);
    const frames = handMade(engine);
    const file = animationOf(WIDTH, HEIGHT, 3, frames);
    const { frames: count, loops, hasAlpha, colour } = engine.metadata(file);
    assert.deepEqual([count, loops, hasAlpha, colour], [frames.length, 3, true, 'rgb']);
    const expected = composed(WIDTH, HEIGHT, frames);
    const found = decodedFrames(engine, file);
    for (const [i, { data, duration }] of found.entries()) {
      assert.equal(duration, frames[i].duration);
      // Colours count as much as they are seen; alpha is cut to whole numbers at every frame.
      data.forEach((value, at) => {
        const alpha = data[at - (at % 4) + 3];
        const most = at % 4 === 3 ? 3 : 2 + 1200 / Math.max(1, alpha);
        assert.ok(Math.abs(value - expected[i][at]) <= most, `frame ${i}, value ${at}: ${value}, ${expected[i][at]}`);
      });
    }
    assert.equal(found.length, frames.length);
    engine.dispose();
  });

  test(`decode takes any frame, and parts of it: ${lane}`, async () => {
    const engine = await createEngine(options);
    const file = animationOf(WIDTH, HEIGHT, 0, handMade(engine));
    const shown = decodedFrames(engine, file);
    for (const frame of [0, 6, 3, 5, 1, 4, 2]) {
      const image = engine.decode(file, { frame });
      assert.deepEqual(engine.toPixels(image).data, shown[frame].data, `frame ${frame}`);
      const part = engine.decode(file, { frame, left: 3, top: 5, width: 20, height: 11 });
      assert.deepEqual(
        engine.toPixels(part),
        engine.toPixels(engine.extract(image, { left: 3, top: 5, width: 20, height: 11 })),
      );
      const half = engine.decode(file, { frame, scale: 4 });
      assert.deepEqual([half.width, half.height], [WIDTH / 2, HEIGHT / 2]);
      const quarter = engine.decode(file, { frame, scale: 4, left: 5, top: 3, width: 9, height: 7 });
      assert.deepEqual(
        engine.toPixels(quarter),
        engine.toPixels(engine.extract(half, { left: 5, top: 3, width: 9, height: 7 })),
      );
    }
    assert.throws(() => engine.decode(file, { frame: 7 }), { code: 'INVALID_ARGUMENT' });
    assert.throws(() => engine.decode(engine.encode(randomImage(engine, 4, 4), 'png'), { frame: 1 }), {
      name: 'ImageError',
    });
    engine.dispose();
  });

  test(`broken animations are errors after the frames that came: ${lane}`, async () => {
    const engine = await createEngine(options);
    const frames = handMade(engine);
    const file = animationOf(WIDTH, HEIGHT, 0, frames);
    const shown = decodedFrames(engine, file);
    const part = file.subarray(0, Math.floor(file.length * 0.7));
    let count = 0;
    assert.throws(
      () => {
        for (const { image, index } of engine.frames(part)) {
          assert.deepEqual(engine.toPixels(image).data, shown[index].data);
          image.release();
          count++;
        }
      },
      { code: 'TRUNCATED' },
    );
    assert.ok(count > 1 && count < frames.length, `${count} frames`);
    const { rows, error } = engine.decode(part, { frame: count, partial: true });
    assert.ok(rows < HEIGHT && error?.code === 'TRUNCATED');
    const outside = animationOf(WIDTH - 1, HEIGHT, 0, frames);
    assert.throws(() => decodedFrames(engine, outside), { code: 'CORRUPT' });
    const none = animationOf(WIDTH, HEIGHT, 0, []);
    for (const use of [() => engine.metadata(none), () => decodedFrames(engine, none)])
      assert.throws(use, { code: 'CORRUPT' });
    const lying = animationOf(WIDTH, HEIGHT, 0, [{ ...frames[1], width: frames[1].width + 1 }]);
    assert.throws(() => decodedFrames(engine, lying), { code: 'CORRUPT' });
    engine.dispose();
  });

  test(`limits of animations: ${lane}`, async () => {
    const engine = await createEngine({ ...options, limits: { maxFrames: 5 } });
    const frames = someFrames(engine);
    const file = engine.encodeFrames(frames, 'webp', { lossless: true });
    /** @param {object} limits */
    const all = (limits) => [...engine.frames(file, { limits })].map(({ image }) => image.release());
    all({ maxFrames: 5, maxPixels: WIDTH * HEIGHT });
    for (const limits of [{ maxFrames: 4 }, { maxWidth: WIDTH - 1 }, { maxPixels: WIDTH * HEIGHT - 1 }]) {
      assert.throws(() => all(limits), { code: 'LIMIT' });
    }
    assert.throws(() => all({ maxTime: 1e-6 }), { code: 'TIMEOUT' });
    assert.throws(() => engine.encodeFrames([...frames, frames[0]], 'webp'), { code: 'LIMIT' });
    engine.dispose();
  });

  test(`arguments are checked: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [{ image }] = someFrames(engine);
    /** @type {[() => unknown, RegExp][]} */
    const bad = [
      [() => engine.encodeFrames([], 'webp'), /^Expected at least one frame for frames/],
      [
        () => engine.encodeFrames([{ image, duration: -1 }], 'webp'),
        /^Expected integer between 0 and 16777215 for duration/,
      ],
      [
        () => engine.encodeFrames([{ image, duration: 1 }], 'webp', { loops: 65536 }),
        /^Expected integer between 0 and 65535/,
      ],
      [() => engine.encodeFrames([{ image, duration: 1 }], /** @type {any} */ ('png')), /^Expected webp for format/],
      [() => engine.encodeFrames([{ image, duration: 1 }], 'webp', { targetSize: 99 }), /target size/],
      [
        () => engine.encodeFrames([{ image, duration: 1 }], 'webp', /** @type {any} */ ({ speed: 1 })),
        /^Expected any of/,
      ],
      [() => engine.frames(/** @type {any} */ (5)), /^Expected Uint8Array/],
      [() => engine.frames(new Uint8Array(9), /** @type {any} */ ({ scale: 4 })), /^Expected any of limits/],
    ];
    for (const [use, message] of bad) assert.throws(use, { name: 'ImageError', code: 'INVALID_ARGUMENT', message });
    const small = randomImage(engine, 3, 3);
    const mixed = [image, small].map((image) => ({ image, duration: 5 }));
    assert.throws(() => engine.encodeFrames(mixed, 'webp'), { message: /^Expected image of 60 x 44 for image/ });
    assert.throws(() => [...engine.frames(engine.encode(image, 'jpeg'))], { code: 'UNSUPPORTED' });
    const frames = engine.frames(engine.encode(image, 'webp'));
    engine.dispose();
    assert.throws(() => frames.next(), { code: 'INVALID_ARGUMENT' });
  });

  test(`nothing is left behind, also by loops that are left: ${lane}`, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const frames = Array.from({ length: 3 }, (_, i) => ({
      image: randomImage(engine, 200 + 0 * i, 200, 'mixed'),
      duration: i,
    }));
    const file = engine.encodeFrames(
      frames.map(({ image, duration }, i) => ({ image: i % 2 ? engine.flip(image) : image, duration })),
      'webp',
      { lossless: true, effort: 0 },
    );
    const round = () => {
      for (const { image } of engine.frames(file)) {
        image.release();
        break;
      }
      for (const { image } of engine.frames(file)) image.release();
      assert.throws(() => {
        for (const { image } of engine.frames(file.subarray(0, file.length / 2))) image.release();
      });
      assert.throws(() =>
        engine.encodeFrames([frames[0], { image: frames[1].image, duration: 0.5 }], 'webp', { effort: 0 }),
      );
      engine.encodeFrames(frames.slice(0, 2), 'webp', { effort: 0 });
    };
    for (let i = 0; i < 10; i++) round();
    const before = memoryBytes();
    // A canvas that were forgotten each round would be 24 MB in the end.
    for (let i = 0; i < 150; i++) round();
    assert.equal(memoryBytes(), before);
    engine.dispose();
  });
}
