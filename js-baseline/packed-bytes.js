// Four bytes of a word at a time.

const HIGH = 0x80808080 | 0;
const LOW = 0x7f7f7f7f;

/**
 * What makes the smaller bytes of two words and the larger ones: with e = exchange(a, b), min = a ^ e and max = b ^ e.
 *
 * @param {number} a four bytes
 * @param {number} b four bytes
 * @returns {number} a ^ b in the bytes where a >= b, else 0
 */
export function exchange(a, b) {
  const differ = a ^ b;
  // The high bit of each byte: of the lower seven bits, whether a's are at least b's.
  const lower = ((a | HIGH) - (b & LOW)) | 0;
  // Where the high bits differ, a's decides.
  const least = (lower ^ ((lower ^ a) & differ)) & HIGH;
  return differ & ((least << 1) - (least >>> 7));
}
