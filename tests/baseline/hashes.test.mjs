// thumbhash and blurhash against what the published packages give, and the shrinking before them against its definition.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shrunk } from '../../js-baseline/box.js';
import { blurhash, thumbhash } from '../../js-baseline/hashes.js';
import { blank, noise, picture } from './images.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** Pictures of whole numbers alone: the same in every engine. @type {Record<string, Pixels>} */
const PICTURES = {
  noise: noise(40, 30, 5, 'opaque'),
  translucent: noise(17, 29, 6, 'translucent'),
  pixel: drawn(1, 1, () => [9, 200, 77, 255]),
  line: drawn(1, 100, (_x, y) => [y, 255 - y, 2 * y, 255]),
  flat: drawn(32, 20, () => [120, 60, 200, 255]),
  invisible: drawn(8, 8, () => [255, 0, 0, 0]),
  ramp: drawn(100, 60, (x, y) => [2 * x, 4 * y, 255 - x - y, 255]),
  disc: drawn(64, 100, (x, y) => {
    const distance = (x - 30) ** 2 + (y - 40) ** 2;
    return distance < 600 ? [250, 180, 20, 255] : [20, 60, 3 * x, Math.max(0, 255 - (distance >> 4))];
  }),
};

/** @param {number} width @param {number} height @param {(x: number, y: number) => number[]} pixel @returns {Pixels} */
function drawn(width, height, pixel) {
  const image = blank(width, height);
  for (let i = 0; i < width * height; i++) image.data.set(pixel(i % width, Math.floor(i / width)), 4 * i);
  return image;
}

/** Made by thumbhash 0.1.1 (rgbaToThumbHash) and blurhash 2.0.5 (encode, 4 x 3 components or as named) of npm under Node 20. */
const EXPECTED = {
  noise: {
    thumbhash: '1f08020d82a52f3986688a695855864a07483c9a08',
    blurhash: 'L6Ho8+pa#H}^-paRpAzrPeF3K5I[',
    blurhash1x1: '00Ho8+',
    blurhash9x2: 'H6Ho8+pa#H}^Dt^SEkxzO,-paRpAzrxJOtrFEoV%',
  },
  translucent: {
    thumbhash: 'e0f781030007a8e576809bf04e24808d2e5f5575749675',
    blurhash: 'LAH_#-%$o{*H-SxbVsV?cDI.JW#H',
    blurhash1x1: '00H_#-',
    blurhash9x2: 'HBH_#-%ho{*HNX-;o_}bXd$~xbVtV?P9tLbY$Px,',
  },
  pixel: {
    thumbhash: 'd888303f5e08f708888788708f7088f80888808008f7870f',
    blurhash: 'L~1A59l*l*l*l*l*l*l*l*l*l*l*',
    blurhash1x1: '001A59',
    blurhash9x2: 'H~1A59l*l*l*l*l*l*l*l*l*l*l*l*l*l*l*l*l*',
  },
  line: {
    thumbhash: 'ddc838514e08878878878887288f776f78',
    blurhash: 'L~6zgGy=y=y=T+T+T+T+kDkDkDkD',
    blurhash1x1: '006zgG',
    blurhash9x2: 'H~6zgGy=y=y=y=y=y=y=y=T+T+T+T+T+T+T+T+T+',
  },
  flat: {
    thumbhash: '9f74020480084bbb8988887887838870f77497',
    blurhash: 'L9D%.QxLfQxL$qjvfQjvfQfQfQfQ',
    blurhash1x1: '00D%.Q',
    blurhash9x2: 'H9D%.QxLfQxLfQxLfQxLfQ$qjvfQjvfQjvfQjvfQ',
  },
  invisible: {
    thumbhash: '00088205000000000000000000000000000000000000000000',
    blurhash: 'LfTI:j|cfQ|c|csUfQsUfQfQfQfQ',
    blurhash1x1: '00TI:j',
    blurhash9x2: 'HfTI:j|cfQ|cfQ|cfQ|cfQ|csUfQsUfQsUfQsUfQ',
  },
  ramp: {
    thumbhash: 'e0d5055498838787808878878887808117f878',
    blurhash: 'LcDdM42g$8Sihva%juf8gefkfQfj',
    blurhash1x1: '00DdM4',
    blurhash9x2: 'HcDdM42g$8Sio3bJjvfla~hva%juf8fRf8fQf8fQ',
  },
  disc: {
    thumbhash: '5809863b062b147a0617a61d8a80a10848688d87708867',
    blurhash: 'LQG*A^$r0rWR}+s:ERax0XNZ^Ia%',
    blurhash1x1: '00G*A^',
    blurhash9x2: 'HQG*A^$r0rWRESR*WVR.ob}+s:ERaxR-WVazWXj?',
  },
};

/** @param {Pixels} image */
function thumb(image) {
  const results = new Float64Array(26).fill(77);
  thumbhash(image, results);
  assert.ok(results.subarray(1 + results[0]).every((value) => value === 0));
  return Buffer.from(results.subarray(1, 1 + results[0])).toString('hex');
}

/** @param {Pixels} image @param {number} componentsX @param {number} componentsY */
function blur(image, componentsX, componentsY) {
  const results = new Float64Array(167).fill(77);
  blurhash(image, results, { componentsX, componentsY });
  assert.ok(results.subarray(1 + results[0]).every((value) => value === 0));
  return String.fromCharCode(...results.subarray(1, 1 + results[0]));
}

for (const [name, expected] of Object.entries(EXPECTED)) {
  test(`hashes of ${name} are those of the published packages`, () => {
    const image = PICTURES[name];
    assert.equal(thumb(image), expected.thumbhash);
    assert.equal(blur(image, 4, 3), expected.blurhash);
    assert.equal(blur(image, 1, 1), expected.blurhash1x1);
    assert.equal(blur(image, 9, 2), expected.blurhash9x2);
  });
}

test('larger images are hashed by the means of their boxes', () => {
  for (const [width, height] of [
    [101, 100],
    [250, 33],
    [130, 517],
    [1000, 3],
    [1, 333],
  ]) {
    for (const alpha of /** @type {const} */ (['opaque', 'translucent'])) {
      const image = noise(width, height, width, alpha);
      const longer = Math.max(width, height);
      const [w, h] = [width, height].map((side) => Math.max(1, Math.round((100 * side) / longer)));
      const small = blank(w, h);
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) small.data.set(boxMean(image, x, y, w, h), 4 * (y * w + x));
      }
      assert.deepEqual({ ...shrunk(image), data: shrunk(image).data.slice() }, small, `${width} x ${height}, ${alpha}`);
      assert.equal(thumb(image), thumb(small));
      assert.equal(blur(image, 5, 4), blur(small, 5, 4));
    }
  }
});

/** @param {Pixels} image @param {number} x @param {number} y of the result @param {number} w its width @param {number} h */
function boxMean(image, x, y, w, h) {
  const sums = [0, 0, 0, 0];
  let area = 0;
  for (let j = Math.floor((y * image.height) / h); j < Math.floor(((y + 1) * image.height) / h); j++) {
    for (let i = Math.floor((x * image.width) / w); i < Math.floor(((x + 1) * image.width) / w); i++) {
      const [r, g, b, a] = image.data.subarray(4 * (j * image.width + i));
      for (const [c, value] of [r, g, b].entries()) sums[c] += value * a;
      sums[3] += a;
      area++;
    }
  }
  const colours = sums.slice(0, 3).map((sum) => (sums[3] === 0 ? 0 : Math.round(sum / sums[3])));
  return [...colours, Math.round(sums[3] / area)];
}

test('a small image is hashed as it is', () => {
  const { image } = picture(100, 80);
  assert.equal(shrunk(image), image);
});
