// What blur does to a row: halve, filter, double. Compiled once a target.
//
// A row is two planes, red/blue and green/alpha, of one 32-bit lane a pixel, each two 16-bit values in P6; every step treats all alike.

#if defined(PIXLANE_BLUR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_BLUR_INL_H_
#undef PIXLANE_BLUR_INL_H_
#else
#define PIXLANE_BLUR_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/blur.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using V16 = hn::VFromD<U16x8>;

HWY_INLINE V16 Load(const Lane* from) { return hn::BitCast(U16x8(), hn::LoadU(U32x4(), from)); }
HWY_INLINE void Store(V16 v, Lane* to) { hn::StoreU(hn::BitCast(U32x4(), v), U32x4(), to); }

// (a + 3 b + 3 c + d) / 8 and (3 near + far) / 4, by rounding averages.
HWY_INLINE V16 Halve(V16 a, V16 b, V16 c, V16 d) {
  const auto inner = hn::AverageRound(b, c);
  return hn::AverageRound(hn::AverageRound(hn::AverageRound(a, d), inner), inner);
}
HWY_INLINE V16 Double(V16 near, V16 far) { return hn::AverageRound(hn::AverageRound(near, far), near); }

// Lanes [begin, end) replicated outwards by `by` on either side.
inline void ReplicateEnds(Lane* row, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t by) {
  for (ptrdiff_t i = 1; i <= by; ++i) {
    row[begin - i] = row[begin];
    row[end - 1 + i] = row[end - 1];
  }
}

// A row as P6; returns whether it is opaque. It is taken for opaque where `guess` says so, and looked at on the way: rows of photos are
// read once.
inline bool LoadP6(const uint8_t* HWY_RESTRICT from, ptrdiff_t width, bool guess, Lane* HWY_RESTRICT rb, Lane* HWY_RESTRICT ga) {
  const U32x4 d;
  const auto load = [&](ptrdiff_t x) HWY_ATTR { return hn::BitCast(d, hn::LoadU(U8x16(), from + x * 4)); };
  const auto store = [&](P6 p, ptrdiff_t x) HWY_ATTR {
    Store(p.rb, rb + x);
    Store(p.ga, ga + x);
  };
  const bool opaque = !guess && is_opaque(from, static_cast<size_t>(width));
  if (guess || opaque) {
    auto all = hn::Set(d, kAlphaMask);
    ptrdiff_t x = 0;
    for (; x + 4 <= width; x += 4) {
      const auto v = load(x);
      all = hn::And(all, v);
      store(to_p6<true>(v), x);
    }
    if (x < width) store(to_p6<true>(load(x)), x);
    bool found = hn::AllTrue(d, hn::Eq(all, hn::Set(d, kAlphaMask)));
    for (; x < width; ++x) found = found && from[x * 4 + 3] == 255;
    if (found) return true;
  }
  for (ptrdiff_t x = 0; x < width; x += 4) store(to_p6<false>(load(x)), x);
  return false;
}

inline void HalveVertically(const Lane* a, const Lane* b, const Lane* c, const Lane* d, Lane* HWY_RESTRICT to, ptrdiff_t begin,
                            ptrdiff_t end) {
  for (ptrdiff_t x = begin; x < end; x += 4) Store(Halve(Load(a + x), Load(b + x), Load(c + x), Load(d + x)), to + x);
}

inline void HalveHorizontally(const Lane* HWY_RESTRICT from, Lane* HWY_RESTRICT to, ptrdiff_t begin, ptrdiff_t end) {
  const U32x4 d;
  for (ptrdiff_t i = begin; i < end; i += 4) {
    const auto v0 = hn::LoadU(d, from + 2 * i - 1), v1 = hn::LoadU(d, from + 2 * i + 3);
    const auto w0 = hn::LoadU(d, from + 2 * i + 1), w1 = hn::LoadU(d, from + 2 * i + 5);
    const U16x8 d16;
    Store(Halve(hn::BitCast(d16, hn::ConcatEven(d, v1, v0)), hn::BitCast(d16, hn::ConcatOdd(d, v1, v0)),
                hn::BitCast(d16, hn::ConcatEven(d, w1, w0)), hn::BitCast(d16, hn::ConcatOdd(d, w1, w0))),
          to + i);
  }
}

// The two neighbouring outputs of each of four samples: the nearer sample weighs 3/4.
struct Doubled {
  V16 even, odd;
};
HWY_INLINE Doubled DoubleHorizontally(const Lane* from) {
  const auto near = Load(from);
  return {Double(near, Load(from - 1)), Double(near, Load(from + 1))};
}

inline void DoubleVertically(const Lane* near, const Lane* far, Lane* HWY_RESTRICT to, ptrdiff_t begin, ptrdiff_t end) {
  for (ptrdiff_t x = begin; x < end; x += 4) Store(Double(Load(near + x), Load(far + x)), to + x);
}

// Four lanes of the symmetric filter: minus[i] and plus[i] are the samples i before and i behind. Pairs of (sums of) samples are
// multiplied and added by one instruction.
template <int kRadius>
HWY_INLINE V16 Filter(const BlurPlan& plan, const Lane* const* minus, const Lane* const* plus, ptrdiff_t x) {
  const I16x8 d16;
  const I32x4 d32;
  auto low = hn::Set(d32, 1 << 14);
  auto high = low;
  const auto sum = [&](int i)
                       HWY_ATTR { return hn::BitCast(d16, i == 0 ? Load(minus[0] + x) : hn::Add(Load(minus[i] + x), Load(plus[i] + x))); };
  for (int i = 0; i <= kRadius; i += 2) {
    const auto a = sum(i);
    const auto b = i + 1 <= kRadius ? sum(i + 1) : hn::Zero(d16);
    const auto weights = hn::BitCast(
        d16, hn::Set(U32x4(), static_cast<uint16_t>(plan.weights[i]) | (uint32_t{static_cast<uint16_t>(plan.weights[i + 1])} << 16)));
    low = hn::Add(low, hn::WidenMulPairwiseAdd(d32, hn::InterleaveLower(d16, a, b), weights));
    high = hn::Add(high, hn::WidenMulPairwiseAdd(d32, hn::InterleaveUpper(d16, a, b), weights));
  }
  return hn::BitCast(U16x8(), hn::OrderedDemote2To(d16, hn::ShiftRight<15>(low), hn::ShiftRight<15>(high)));
}

template <int kRadius>
void FilterLanes(const BlurPlan& plan, const Lane* const* minus, const Lane* const* plus, Lane* HWY_RESTRICT to, ptrdiff_t begin,
                 ptrdiff_t end) {
  for (ptrdiff_t x = begin; x < end; x += 4) Store(Filter<kRadius>(plan, minus, plus, x), to + x);
}

inline void FilterRow(const BlurPlan& plan, const Lane* const* minus, const Lane* const* plus, Lane* to, ptrdiff_t begin, ptrdiff_t end) {
  switch (plan.radius) {
    case 1: return FilterLanes<1>(plan, minus, plus, to, begin, end);
    case 2: return FilterLanes<2>(plan, minus, plus, to, begin, end);
    case 3: return FilterLanes<3>(plan, minus, plus, to, begin, end);
    case 4: return FilterLanes<4>(plan, minus, plus, to, begin, end);
    case 5: return FilterLanes<5>(plan, minus, plus, to, begin, end);
    default: return FilterLanes<6>(plan, minus, plus, to, begin, end);
  }
}

// The horizontal pass over one plane's row, whose lanes [begin, end) hold samples; writes [to_begin, to_end).
inline void FilterHorizontally(const BlurPlan& plan, Lane* row, ptrdiff_t begin, ptrdiff_t end, Lane* to, ptrdiff_t to_begin,
                               ptrdiff_t to_end) {
  ReplicateEnds(row, begin, end, plan.radius);
  const Lane* minus[kMaxRadius + 1];
  const Lane* plus[kMaxRadius + 1];
  for (int i = 0; i <= plan.radius; ++i) {
    minus[i] = row - i;
    plus[i] = row + i;
  }
  FilterRow(plan, minus, plus, to, to_begin, to_end);
}

template <bool kOpaque>
void DoubleRowToImage(const Lane* rb_row, const Lane* ga_row, uint8_t* HWY_RESTRICT to, ptrdiff_t width) {
  const U32x4 d;
  const auto bytes = [](V16 rb, V16 ga) HWY_ATTR { return kOpaque ? from_p6_opaque({rb, ga}) : from_p6({rb, ga}); };
  for (ptrdiff_t x = 0; x < width; x += 8) {
    const Doubled rb = DoubleHorizontally(rb_row + x / 2);
    const Doubled ga = DoubleHorizontally(ga_row + x / 2);
    // Bytes first: that halves what has to be interleaved.
    const auto even = bytes(rb.even, ga.even);
    const auto odd = bytes(rb.odd, ga.odd);
    store_bytes(U8x16(), hn::InterleaveLower(d, even, odd), to + x * 4, static_cast<size_t>(width - x) * 4);
    if (x + 4 < width) store_bytes(U8x16(), hn::InterleaveUpper(d, even, odd), to + x * 4 + 16, static_cast<size_t>(width - x - 4) * 4);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
