// Scratch memory that kernels reuse from call to call: allocating and zeroing tens of megabytes would cost more than many a kernel.

/** @type {ArrayBuffer[]} */
const buffers = [];

/**
 * At least `bytes` bytes, contents unspecified; the same memory again for the same slot, until it has to grow.
 *
 * @param {number} slot a small integer; slots in use at one time must differ
 * @param {number} bytes
 * @returns {ArrayBuffer}
 */
function scratch(slot, bytes) {
  const old = buffers[slot];
  if (old !== undefined && old.byteLength >= bytes) return old;
  // Room for the next, slightly larger image; a multiple of 8 for every kind of view.
  const grown = new ArrayBuffer(Math.ceil((bytes * 1.125) / 8) * 8);
  buffers[slot] = grown;
  return grown;
}

/**
 * @param {number} slot
 * @param {number} length
 */
export function scratchInt32(slot, length) {
  return new Int32Array(scratch(slot, length * 4), 0, length);
}

/**
 * @param {number} slot
 * @param {number} length
 */
export function scratchFloat64(slot, length) {
  return new Float64Array(scratch(slot, length * 8), 0, length);
}

/**
 * @param {number} slot
 * @param {number} length
 */
export function scratchFloat32(slot, length) {
  return new Float32Array(scratch(slot, length * 4), 0, length);
}
