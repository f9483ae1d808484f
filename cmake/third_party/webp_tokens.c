// libwebp's src/dec/vp8_dec.c with another reader of coefficients, which is where lossy decoding spends most of its time.
//
// The boolean decoder (RFC 6386, sections 7 and 13) keeps three numbers. Upstream's stand in memory and are written back at every bit,
// because the compiler cannot know that nobody else looks; here they are copied to local variables for a block of 16 coefficients. The
// value is kept at the top of its 64 bits, so that the comparison needs no shift by a variable amount.
#include "src/dec/vp8i_dec.h"
#include "src/utils/bit_reader_inl_utils.h"

#if BITS != 56
#error "the window below is one of 64 bits"
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef struct {
  uint64_t value;  // bits + 8 of them are known, from the top
  uint32_t range;  // minus 1: 127 to 254
  int bits;
} Window;

ALWAYS_INLINE Window Open(const VP8BitReader* br) {
  const Window w = {br->value << (56 - br->bits), br->range, br->bits};
  return w;
}

ALWAYS_INLINE void Close(const Window* w, VP8BitReader* br) {
  br->value = w->value >> (56 - w->bits);
  br->range = w->range;
  br->bits = w->bits;
}

// The end of the data: a byte at a time, as upstream does it.
static __attribute__((noinline)) Window LoadLast(Window w, VP8BitReader* br) {
  Close(&w, br);
  VP8LoadFinalBytes(br);
  return Open(br);
}

ALWAYS_INLINE void Fill(Window* w, VP8BitReader* br) {
  if (__builtin_expect(w->bits >= 0, 1)) return;
  if (br->buf < br->buf_max) {
    uint64_t next;
    memcpy(&next, br->buf, sizeof(next));
    br->buf += 7;
    w->value |= (__builtin_bswap64(next) >> 8) << -w->bits;
    w->bits += 56;
  } else {
    *w = LoadLast(*w, br);
  }
}

ALWAYS_INLINE int Bit(Window* w, VP8BitReader* br, int probability) {
  Fill(w, br);
  const uint32_t split = (w->range * (uint32_t)probability >> 8) + 1;
  const uint64_t at = (uint64_t)split << 56;
  const int bit = w->value >= at;
  uint32_t range = split;
  if (bit) {
    w->value -= at;
    range = w->range + 1 - split;
  }
  const int shift = __builtin_clz(range) - 24;
  w->value <<= shift;
  w->bits -= shift;
  w->range = (range << shift) - 1;
  return bit;
}

// v or -v. As a bit of probability 1/2, which always shifts by one.
ALWAYS_INLINE int Signed(Window* w, VP8BitReader* br, int v) {
  Fill(w, br);
  const uint64_t at = (uint64_t)((w->range >> 1) + 1) << 56;
  const int negative = w->value >= at;
  w->value = (w->value - (negative ? at : 0)) << 1;
  w->range = (w->range - (uint32_t)negative) | 1;
  w->bits -= 1;
  return negative ? -v : v;
}

// Probabilities of the bits that follow a category, ended by 0.
static const uint8_t kExtra[4][12] = {
    {173, 148, 140}, {176, 155, 140, 135}, {180, 157, 141, 134, 130}, {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}};

// A value above 1.
ALWAYS_INLINE int Large(Window* w, VP8BitReader* br, const uint8_t* p) {
  if (!Bit(w, br, p[3])) {
    if (!Bit(w, br, p[4])) return 2;
    return 3 + Bit(w, br, p[5]);
  }
  if (!Bit(w, br, p[6])) {
    if (!Bit(w, br, p[7])) return 5 + Bit(w, br, 159);
    const int high = Bit(w, br, 165);
    return 7 + 2 * high + Bit(w, br, 145);
  }
  const int high = Bit(w, br, p[8]);
  const int category = 2 * high + Bit(w, br, p[9 + high]);
  int v = 0;
  for (const uint8_t* extra = kExtra[category]; *extra != 0; ++extra) v = 2 * v + Bit(w, br, *extra);
  return v + 3 + (8 << category);
}

static const uint8_t kOrder[16] = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

// Reads coefficients from number n on; answers how many there are, the zeros between them counted.
static int GetCoeffsFast(VP8BitReader* const br, const VP8BandProbas* const prob[], int ctx, const quant_t dq, int n, int16_t* out) {
  Window w = Open(br);
  const uint8_t* p = prob[n]->probas[ctx];
  int count = 16;
  while (n < 16) {
    if (!Bit(&w, br, p[0])) {
      count = n;
      break;
    }
    while (!Bit(&w, br, p[1])) {
      p = prob[++n]->probas[0];
      if (n == 16) goto end;
    }
    const VP8ProbaArray* const next = prob[n + 1]->probas;
    int v = 1;
    if (!Bit(&w, br, p[2])) {
      p = next[1];
    } else {
      v = Large(&w, br, p);
      p = next[2];
    }
    out[kOrder[n]] = (int16_t)(Signed(&w, br, v) * dq[n > 0]);
    ++n;
  }
end:
  Close(&w, br);
  return count;
}

// Upstream has two of them, for faster and for slower processors. Their definitions get other names; where they are taken by name, it is
// ours.
static int (*const GetCoeffsAlt)(VP8BitReader* const, const VP8BandProbas* const[], int, const quant_t, int, int16_t*) = GetCoeffsFast;
#define GetCoeffsFast(br, prob, ctx, dq, n, out) __attribute__((unused)) FastOfUpstream(br, prob, ctx, dq, n, out)
#define GetCoeffsAlt(br, prob, ctx, dq, n, out) __attribute__((unused)) AltOfUpstream(br, prob, ctx, dq, n, out)
#include "src/dec/vp8_dec.c"
