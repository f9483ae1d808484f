// Sums of products, two products an instruction, for windows too large to be unrolled. Compiled once a target.
//
// The instruction multiplies 16-bit values in pairs and adds the two products into 32 bits. Were the pairs made where they are summed,
// making them would cost as much as summing; so each row is brought into pairs once, and then serves every tap by a plain load.

#if defined(PIXLANE_CONVOLVE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_CONVOLVE_INL_H_
#undef PIXLANE_CONVOLVE_INL_H_
#else
#define PIXLANE_CONVOLVE_INL_H_
#endif

#include <algorithm>

#include "hwy/highway.h"
#include "kernels/convolve.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Pixels first .. first + count - 1 of a row, and beyond it its outermost ones: lane i of each plane holds the channel of pixel first + i
// and, in its high half, that of the next pixel.
inline void SplitPairs(const uint8_t* HWY_RESTRICT row, ptrdiff_t width, ptrdiff_t first, ptrdiff_t count, uint32_t* HWY_RESTRICT planes) {
  const U32x4 d;
  const U8x16 d8;
  const ptrdiff_t inside = std::clamp<ptrdiff_t>(-first, 0, count);
  const ptrdiff_t last = std::clamp<ptrdiff_t>(width - 1 - first, 0, count);
  for (ptrdiff_t i = inside; i <= std::min(last, count - 1); i += 4) {
    const uint8_t* const from = row + (first + i) * 4;
    const auto here = hn::LoadU(d8, from);
    const auto next = hn::LoadU(d8, from + 4);
    constexpr int kNone = 128;
    const auto channel = [&](int c) HWY_ATTR {
      const auto low = static_cast<uint8_t>(c);
      const auto at = hn::Dup128VecFromValues(d8, low, kNone, kNone, kNone, low + 4, kNone, kNone, kNone, low + 8, kNone, kNone, kNone,
                                              low + 12, kNone, kNone, kNone);
      const auto behind = hn::Dup128VecFromValues(d8, kNone, kNone, low, kNone, kNone, kNone, low + 4, kNone, kNone, kNone, low + 8, kNone,
                                                  kNone, kNone, low + 12, kNone);
      return hn::BitCast(d, hn::Or(bytes_or_zero(here, at), bytes_or_zero(next, behind)));
    };
    hn::StoreU(channel(0), d, planes + i);
    hn::StoreU(channel(1), d, planes + kPairPlane + i);
    hn::StoreU(channel(2), d, planes + 2 * kPairPlane + i);
  }
  for (size_t c = 0; c < 3; ++c) {
    uint32_t* const plane = planes + c * kPairPlane;
    std::fill(plane, plane + inside, row[c] * 0x10001u);
    std::fill(plane + last, plane + count, row[(width - 1) * 4 + static_cast<ptrdiff_t>(c)] * 0x10001u);
  }
}

// Sums of eight pixels: four lanes each.
struct PairSums {
  hn::VFromD<I32x4> r0, r1, g0, g1, b0, b1;
};
HWY_INLINE PairSums SumPairs(const PairTaps& taps, ptrdiff_t x, int32_t start) {
  const I32x4 d32;
  const I16x8 d16;
  const auto begin = hn::Set(d32, start);
  PairSums s{begin, begin, begin, begin, begin, begin};
  const auto add = [&](const PairTaps::Tap& tap) HWY_ATTR {
    const uint32_t* const from = tap.from + x;
    const auto weights = hn::BitCast(d16, hn::Set(U32x4(), tap.weights));
    const auto product = [&](const uint32_t* lanes)
                             HWY_ATTR { return hn::WidenMulPairwiseAdd(d32, hn::BitCast(d16, hn::LoadU(U32x4(), lanes)), weights); };
    s.r0 = hn::Add(s.r0, product(from));
    s.r1 = hn::Add(s.r1, product(from + 4));
    s.g0 = hn::Add(s.g0, product(from + kPairPlane));
    s.g1 = hn::Add(s.g1, product(from + kPairPlane + 4));
    s.b0 = hn::Add(s.b0, product(from + 2 * kPairPlane));
    s.b1 = hn::Add(s.b1, product(from + 2 * kPairPlane + 4));
  };
  // Two a turn: what a turn costs beside its sums is a third of it otherwise.
  const PairTaps::Tap* tap = taps.taps;
  const PairTaps::Tap* const end = tap + taps.count;
  for (; end - tap >= 2; tap += 2) {
    add(tap[0]);
    add(tap[1]);
  }
  if (tap != end) add(tap[0]);
  return s;
}

// A row's bytes clamp8(sum >> shift), with the alphas of `alpha_from`.
inline void SumPairsToBytes(const PairTaps& taps, int32_t start, int shift, const uint8_t* HWY_RESTRICT alpha_from,
                            uint8_t* HWY_RESTRICT to, ptrdiff_t count) {
  const I16x8 d16;
  const U32x4 d;
  const U8x16 d8;
  for (ptrdiff_t x = 0; x < count; x += 8) {
    const PairSums s = SumPairs(taps, x, start);
    const auto put = [&](auto r, auto g, auto b, ptrdiff_t at) HWY_ATTR {
      const auto shifted = [&](auto v) HWY_ATTR { return hn::ShiftRightSame(v, shift); };
      // Both demotions saturate, which is the clamp; they leave four reds, four greens, ..., a 4 x 4 transpose from pixels.
      const auto rg = hn::OrderedDemote2To(d16, shifted(r), shifted(g));
      const auto planes = hn::OrderedDemote2To(d8, rg, hn::OrderedDemote2To(d16, shifted(b), hn::Zero(I32x4())));
      const auto pixels = hn::TableLookupBytes(planes, hn::Dup128VecFromValues(d8, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
      const auto alphas = hn::BitCast(d, hn::LoadU(d8, alpha_from + at * 4));
      store_bytes(d8, with_alpha_of(d, alphas, hn::BitCast(d, pixels)), to + at * 4, static_cast<size_t>(count - at) * 4);
    };
    put(s.r0, s.g0, s.b0, x);
    if (x + 4 < count) put(s.r1, s.g1, s.b1, x + 4);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
