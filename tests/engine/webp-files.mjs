// WebP's container, taken apart and put together by hand: files that no encoder of ours would write.

/** @typedef {{ name: string, payload: Uint8Array }} Chunk */

/** @param {Uint8Array} file @returns {Chunk[]} */
export function chunksOf(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  /** @type {Chunk[]} */
  const chunks = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true);
    chunks.push({
      name: String.fromCharCode(...file.subarray(at, at + 4)),
      payload: file.subarray(at + 8, at + 8 + size),
    });
    at += 8 + size + (size & 1);
  }
  return chunks;
}

/** @param {Chunk} chunk */
function chunkBytes({ name, payload }) {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, payload.length, true);
  return [...Buffer.from(name), ...size, ...payload, ...(payload.length % 2 ? [0] : [])];
}

/** @param {Chunk[]} chunks */
export function fileOf(chunks) {
  const body = [...Buffer.from('WEBP'), ...chunks.flatMap(chunkBytes)];
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, body.length, true);
  return Uint8Array.from([...Buffer.from('RIFF'), ...size, ...body]);
}

const le24 = (/** @type {number} */ value) => [value & 255, (value >> 8) & 255, value >> 16];

/**
 * @typedef {object} HandMadeFrame
 * @property {Uint8Array} file a still image; its size is the frame's
 * @property {number} width
 * @property {number} height
 * @property {number} left even
 * @property {number} top even
 * @property {number} duration ms
 * @property {boolean} blend over what is there, else in place of it
 * @property {boolean} dispose clear the rectangle afterwards
 */

/**
 * An animation of these frames.
 * @param {number} width @param {number} height @param {number} loops @param {HandMadeFrame[]} frames
 */
export function animationOf(width, height, loops, frames) {
  const [alpha, animation] = [0x10, 0x02];
  return fileOf([
    { name: 'VP8X', payload: Uint8Array.from([alpha | animation, 0, 0, 0, ...le24(width - 1), ...le24(height - 1)]) },
    { name: 'ANIM', payload: Uint8Array.from([1, 2, 3, 4, loops & 255, loops >> 8]) },
    ...frames.map((frame) => ({ name: 'ANMF', payload: framePayload(frame) })),
  ]);
}

/** @param {HandMadeFrame} frame */
function framePayload({ file, left, top, width, height, duration, blend, dispose }) {
  const image = chunksOf(file).filter(({ name }) => ['ALPH', 'VP8 ', 'VP8L'].includes(name));
  return Uint8Array.from([
    ...le24(left / 2),
    ...le24(top / 2),
    ...le24(width - 1),
    ...le24(height - 1),
    ...le24(duration),
    (blend ? 0 : 2) | (dispose ? 1 : 0),
    ...image.flatMap(chunkBytes),
  ]);
}

/**
 * What an animation shows, frame by frame, composed in numbers: `over` counts as much as its alpha, `under` as what that leaves.
 * @param {number} width @param {number} height
 * @param {(HandMadeFrame & { pixels: Uint8ClampedArray })[]} frames
 */
export function composed(width, height, frames) {
  const canvas = new Float64Array(4 * width * height);
  /** @type {HandMadeFrame | undefined} */
  let last;
  return frames.map((frame) => {
    if (last?.dispose) eachPixel(last, width, (at) => canvas.fill(0, at, at + 4));
    eachPixel(frame, width, (at, from) => {
      const over = frame.pixels.subarray(from, from + 4);
      if (!frame.blend || over[3] === 255 || canvas[at + 3] === 0) return canvas.set(over, at);
      const [a, b] = [over[3] / 255, (canvas[at + 3] / 255) * (1 - over[3] / 255)];
      for (let i = 0; i < 3; i++) canvas[at + i] = (over[i] * a + canvas[at + i] * b) / (a + b);
      canvas[at + 3] = 255 * (a + b);
    });
    last = frame;
    return Float64Array.from(canvas);
  });
}

/** @param {HandMadeFrame} frame @param {number} canvasWidth @param {(at: number, from: number) => void} use */
function eachPixel({ left, top, width, height }, canvasWidth, use) {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) use(4 * ((top + y) * canvasWidth + left + x), 4 * (y * width + x));
  }
}
