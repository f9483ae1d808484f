// lut3d of 16 bits a channel: colours through a cube of n x n x n nodes, between which four of them are interpolated.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut3d16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using PixelLanes = hn::VFromD<U32x4>;  // four pixels, one a lane

// The cell of each lane, and how far in it the lane lies, 0..65535, in the upper half: with t = x (n - 1), cell = ceil(t / 65535) - 1 =
// (65537 t) >> 32 and 0 for t = 0, so that 65535 lies at the far end of the last cell rather than in a cell too many.
struct Place {
  PixelLanes cell, part;
};
HWY_INLINE Place PlaceOf(PixelLanes x, uint32_t n) {
  const U32x4 d32;
  const auto t = hn::Mul(x, hn::Set(d32, n - 1));
  const auto cell = hn::ShiftRight<16>(hn::Add(t, hn::ShiftRight<16>(t)));
  return {cell, hn::ShiftLeft<16>(hn::Add(t, cell))};  // t - 65535 cell, of which 65536 cell falls off above
}

// The cell is cut into six tetrahedra along its diagonal. From its first node the way leads along the axis on which the colour lies
// furthest in the cell, then along the second, then the third: those four nodes are the corners. Each axis is a lane of how far (upper
// half) and of its step in floats (lower half), which the step's order follows where they are sorted. Weights are in 65535ths, which makes
// values of 16 bits of the nodes' 0..1.
void Lut3dBlock(const float* nodes, uint32_t n, const uint16_t* from, uint16_t* to, size_t left) {
  const U16x8 d16;
  const U32x4 d32;
  const I32x4 di32;
  const F32x4 df;
  const auto v0 = hn::BitCast(d32, hn::LoadU(d16, from)), v1 = hn::BitCast(d32, hn::LoadU(d16, from + 8));
  const auto rg = hn::ConcatEven(d32, v1, v0), ba = hn::ConcatOdd(d32, v1, v0);
  const auto low = hn::Set(d32, 0xFFFFu);
  const Place red = PlaceOf(hn::And(rg, low), n), green = PlaceOf(hn::ShiftRight<16>(rg), n), blue = PlaceOf(hn::And(ba, low), n);
  const uint32_t step_g = 3 * n, step_b = step_g * n;
  const auto index = hn::Add(hn::Mul(blue.cell, hn::Set(d32, step_b)),
                             hn::Add(hn::Mul(green.cell, hn::Set(d32, step_g)), hn::Mul(red.cell, hn::Set(d32, 3u))));
  const auto r = hn::Or(red.part, hn::Set(d32, 3u)), g = hn::Or(green.part, hn::Set(d32, step_g));
  const auto b = hn::Or(blue.part, hn::Set(d32, step_b));
  const auto larger = hn::Max(r, g), smaller = hn::Min(r, g);
  const auto most = hn::Max(larger, b), least = hn::Min(smaller, b), middle = hn::Max(smaller, hn::Min(larger, b));
  HWY_ALIGN uint32_t first[4];
  HWY_ALIGN uint32_t second[4];
  HWY_ALIGN uint32_t third[4];
  hn::Store(index, d32, first);
  const auto along = hn::Add(index, hn::And(most, low));
  hn::Store(along, d32, second);
  hn::Store(hn::Add(along, hn::And(middle, low)), d32, third);
  const auto whole = [&](auto v) HWY_ATTR { return hn::ConvertTo(df, hn::BitCast(di32, any_sign(v))); };
  const auto f1 = whole(hn::ShiftRight<16>(most)), f2 = whole(hn::ShiftRight<16>(middle)), f3 = whole(hn::ShiftRight<16>(least));
  const auto w0 = hn::Sub(hn::Set(df, kWhite16), f1), w1 = hn::Sub(f1, f2), w2 = hn::Sub(f2, f3);
  // A node is three floats, loaded with the next node's first. The last node of all, which only the fourth corner can be, has none: there
  // the float before is loaded instead.
  const float* const last = nodes + 2 + step_g + step_b;
  const auto pixel = [&](int i, auto a0, auto a1, auto a2, auto a3) HWY_ATTR {
    const auto fourth = hn::Shuffle0321(hn::LoadU(df, last + first[i]));
    const auto near = hn::Add(hn::Mul(a0, hn::LoadU(df, nodes + first[i])), hn::Mul(a1, hn::LoadU(df, nodes + second[i])));
    const auto sum = hn::Add(hn::Add(near, hn::Mul(a2, hn::LoadU(df, nodes + third[i]))), hn::Mul(a3, fourth));
    return hn::ConvertTo(di32, hn::Add(sum, hn::Set(df, 0.5f)));
  };
  const auto p0 = pixel(0, hn::Broadcast<0>(w0), hn::Broadcast<0>(w1), hn::Broadcast<0>(w2), hn::Broadcast<0>(f3));
  const auto p1 = pixel(1, hn::Broadcast<1>(w0), hn::Broadcast<1>(w1), hn::Broadcast<1>(w2), hn::Broadcast<1>(f3));
  const auto p2 = pixel(2, hn::Broadcast<2>(w0), hn::Broadcast<2>(w1), hn::Broadcast<2>(w2), hn::Broadcast<2>(f3));
  const auto p3 = pixel(3, hn::Broadcast<3>(w0), hn::Broadcast<3>(w1), hn::Broadcast<3>(w2), hn::Broadcast<3>(f3));
  // Demotion clamps to 0..65535.
  auto* const bytes = reinterpret_cast<uint8_t*>(to);
  store_bytes(d32, with_alpha16_of(d32, v0, hn::BitCast(d32, hn::OrderedDemote2To(d16, p0, p1))), bytes, left);
  if (left > 16) store_bytes(d32, with_alpha16_of(d32, v1, hn::BitCast(d32, hn::OrderedDemote2To(d16, p2, p3))), bytes + 16, left - 16);
}

void Lut3d16(View src, View dst, const float* nodes, uint32_t n, Pool& pool) {
  const size_t grain = 1 + (size_t{1} << 12) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      const uint16_t* from = src.row16(y);
      uint16_t* to = dst.row16(y);
      for (size_t x = 0; x < src.width; x += 4) Lut3dBlock(nodes, n, from + 4 * x, to + 4 * x, 8 * (src.width - x));
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Lut3d16);

// out = clamp(round(65535 (w0 v0 + w1 v1 + w2 v2 + w3 v3))), halves up. A channel x lies x (n - 1) / 65535 nodes from the first: w0 = 1 -
// f1, w1 = f1 - f2, w2 = f2 - f3, w3 = f3 with the fractions f1, f2, f3 of the three channels in falling order. Weights are exact; the
// products with the nodes and their sum are floats.
void lut3d16(View src, View dst, const Lut3dParams& params, Pool& pool, Scratch) {
  uint32_t n = 2;
  while (3 * n * n * n < params.table.count) ++n;
  HWY_DYNAMIC_DISPATCH(Lut3d16)(src, dst, params.table.data, n, pool);
}

}  // namespace pixlane
#endif
