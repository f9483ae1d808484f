// lut3d: colours through a cube of n x n x n nodes, between which four of them are interpolated.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut3d.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/mix-inl.h"

#ifndef PIXLANE_LUT3D_ONCE
#define PIXLANE_LUT3D_ONCE
namespace pixlane {

// A node: red, green, blue and 0 as 14-bit fractions.
inline constexpr uint32_t kNodeLanes = 4;
inline constexpr uint32_t kNodeBytes = kNodeLanes * sizeof(int16_t);

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// What a row of four pixels needs of the cube, a pixel a lane: offsets of three nodes (the fourth is a fixed step from the first) and the
// four weights as pairs of 16-bit lanes, in quarters of 255ths.
struct Corners {
  hn::VFromD<U32x4> first, second, third;
  hn::VFromD<U32x4> weights_01, weights_23;
};

// The upper 16 bits of each lane, below.
HWY_INLINE hn::VFromD<U32x4> upper_half(hn::VFromD<U32x4> v) {
  const U8x16 d8;
  constexpr int kNone = 128;
  return hn::BitCast(U32x4(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, 2, 3, kNone, kNone, 6, 7, kNone, kNone, 10, 11,
                                                                                        kNone, kNone, 14, 15, kNone, kNone)));
}
// The lower 16 bits of each lane, above.
HWY_INLINE hn::VFromD<U32x4> lower_half_above(hn::VFromD<U16x8> v) {
  const U8x16 d8;
  constexpr int kNone = 128;
  return hn::BitCast(U32x4(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, kNone, kNone, 0, 1, kNone, kNone, 4, 5, kNone,
                                                                                        kNone, 8, 9, kNone, kNone, 12, 13)));
}

// The cell of each 16-bit lane and how far in it the lane lies, 0..1020: with t = x (n - 1), cell = ceil(t / 255) - 1 = (257 t) >> 16 and
// 0 for t = 0, so that 255 lies at the far end of the last cell rather than in a cell too many.
struct Position {
  hn::VFromD<U16x8> cell, part;
};
HWY_INLINE Position position_of(hn::VFromD<U16x8> x, uint32_t n) {
  const U16x8 d16;
  const U32x4 d32;
  const auto t = hn::Mul(x, hn::Set(d16, static_cast<uint16_t>(n - 1)));
  const auto cell = odd_bytes(d32, hn::BitCast(d32, hn::Add(t, odd_bytes(d32, hn::BitCast(d32, t)))));
  const auto part = hn::Sub(hn::Mul(x, hn::Set(d16, static_cast<uint16_t>(4 * (n - 1)))), hn::Mul(cell, hn::Set(d16, 1020)));
  return {cell, part};
}

// The cell is cut into six tetrahedra along its diagonal. From its first node the way leads along the axis on which the colour lies
// furthest in the cell, then along the second, then the third: those four nodes are the corners. Each axis is a lane of how far (upper
// half) and of its step (lower half), which the step's order follows where they are sorted.
HWY_INLINE Corners corners_of(hn::VFromD<U32x4> v, uint32_t n) {
  const U32x4 d32;
  const I32x4 di32;
  const I16x8 di16;
  const auto rb = position_of(even_bytes(d32, v), n);
  const auto ga = position_of(odd_bytes(d32, v), n);
  const auto index =
      hn::Add(hn::WidenMulPairwiseAdd(di32, hn::BitCast(di16, rb.cell), hn::BitCast(di16, hn::Set(d32, 1 | ((n * n) << 16)))),
              hn::WidenMulPairwiseAdd(di32, hn::BitCast(di16, ga.cell), hn::BitCast(di16, hn::Set(d32, n))));
  const auto above = hn::Set(d32, 0xFFFF0000u);
  const auto below = hn::Set(d32, 0xFFFFu);
  const auto axis = [&](auto part, uint32_t step) HWY_ATTR { return hn::BitCast(di32, hn::Or(part, hn::Set(d32, step * kNodeBytes))); };
  const auto r = axis(lower_half_above(rb.part), 1);
  const auto g = axis(lower_half_above(ga.part), n);
  const auto b = axis(hn::And(hn::BitCast(d32, rb.part), above), n * n);
  const auto larger = hn::Max(r, g), smaller = hn::Min(r, g);
  const auto most = hn::BitCast(d32, hn::Max(larger, b));
  const auto least = hn::BitCast(d32, hn::Min(smaller, b));
  const auto middle = hn::BitCast(d32, hn::Max(smaller, hn::Min(larger, b)));
  Corners corners;
  corners.first = hn::BitCast(d32, hn::ShiftLeft<3>(index));
  corners.second = hn::Add(corners.first, hn::And(most, below));
  corners.third = hn::Add(corners.second, hn::And(middle, below));
  // (1020 - most, most - middle), (middle - least, least)
  const auto middle_part = hn::And(middle, above);
  corners.weights_01 = hn::Or(hn::Sub(hn::And(most, above), middle_part), hn::Sub(hn::Set(d32, 1020u), upper_half(most)));
  const auto least_part = hn::And(least, above);
  corners.weights_23 = hn::Or(least_part, upper_half(hn::Sub(middle_part, least_part)));
  return corners;
}

// Four pixels.
HWY_INLINE hn::VFromD<U32x4> through_cube(hn::VFromD<U32x4> v, const uint8_t* nodes, uint32_t n) {
  const U32x4 d32;
  const I32x4 di32;
  const I16x8 di16;
  const U8x16 d8;
  const Corners corners = corners_of(v, n);
  const uint32_t diagonal = (1 + n + n * n) * kNodeBytes;
  HWY_ALIGN uint32_t first[4];
  HWY_ALIGN uint32_t second[4];
  HWY_ALIGN uint32_t third[4];
  hn::Store(corners.first, d32, first);
  hn::Store(corners.second, d32, second);
  hn::Store(corners.third, d32, third);
  const auto node = [&](uint32_t offset) HWY_ATTR { return hn::BitCast(di16, hn::LoadU(d8, nodes + offset)); };
  // The sum of a pixel's four nodes, (r, g, b, 0), rounded: the result is in the upper halves.
  const auto pixel = [&](int i, auto weights_01, auto weights_23) HWY_ATTR {
    const auto near = hn::InterleaveLower(di16, node(first[i]), node(second[i]));
    const auto far = hn::InterleaveLower(di16, node(third[i]), node(first[i] + diagonal));
    const auto sum = hn::Add(hn::WidenMulPairwiseAdd(di32, near, hn::BitCast(di16, weights_01)),
                             hn::WidenMulPairwiseAdd(di32, far, hn::BitCast(di16, weights_23)));
    return hn::BitCast(di16, hn::Add(sum, hn::Set(di32, 1 << 15)));
  };
  const auto& w = corners.weights_01;
  const auto& u = corners.weights_23;
  const auto p0 = pixel(0, hn::Broadcast<0>(w), hn::Broadcast<0>(u));
  const auto p1 = pixel(1, hn::Broadcast<1>(w), hn::Broadcast<1>(u));
  const auto p2 = pixel(2, hn::Broadcast<2>(w), hn::Broadcast<2>(u));
  const auto p3 = pixel(3, hn::Broadcast<3>(w), hn::Broadcast<3>(u));
  const auto bytes = hn::OrderedDemote2To(d8, hn::ConcatOdd(di16, p1, p0), hn::ConcatOdd(di16, p3, p2));
  return with_alpha_of(d32, v, hn::BitCast(d32, bytes));
}

void Lut3dRows(View src, View dst, const int16_t* nodes, uint32_t n, Pool& pool) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(nodes);
  const size_t grain = 1 + (size_t{1} << 12) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    const U8x16 d8;
    const U32x4 d32;
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      for (size_t x = 0; x < src.row_bytes(); x += 16) {
        store_bytes(d8, through_cube(hn::BitCast(d32, hn::LoadU(d8, from + x)), bytes, n), to + x, src.row_bytes() - x);
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Lut3dRows);

namespace {

constexpr size_t kColours = 3;

// The side of a cube of so many values.
uint32_t side_of(size_t count) {
  uint32_t n = 2;
  while (kColours * n * n * n < count) ++n;
  return n;
}

// Whole vectors are loaded from the last node too.
int16_t* lay_out(Scratch* scratch, size_t count) { return scratch->take<int16_t>(count / kColours * kNodeLanes + 8); }

}  // namespace

size_t lut3d_scratch(View, View, const Lut3dParams& params, const Pool&) {
  Scratch scratch = Scratch::measure();
  lay_out(&scratch, params.table.count);
  return scratch.used();
}

// out = clamp((w0 v0 + w1 v1 + w2 v2 + w3 v3 + 8192) >> 14): nodes v = min(32767, round(16384 value)), weights w in 255ths, whole numbers
// of sum 255. A channel x lies x (n - 1) / 255 nodes from the first: w0 = 255 - f1, w1 = f1 - f2, w2 = f2 - f3, w3 = f3 with the fractions
// f1, f2, f3 of the three channels in falling order. Here weights are four times that, so that the result is the upper half of the sum.
void lut3d(View src, View dst, const Lut3dParams& params, Pool& pool, Scratch scratch) {
  const Table& table = params.table;
  const uint32_t n = side_of(table.count);
  int16_t* const nodes = lay_out(&scratch, table.count);
  pool.rows(size_t{n} * n, 64, [&](size_t begin, size_t end, unsigned) {
    for (size_t i = begin * n; i < end * n; ++i) {
      for (size_t c = 0; c < kColours; ++c) {
        const double value = std::floor(static_cast<double>(table.data[i * kColours + c]) * 16384.0 + 0.5);
        nodes[i * kNodeLanes + c] = static_cast<int16_t>(std::min(value, 32767.0));
      }
      nodes[i * kNodeLanes + kColours] = 0;
    }
  });
  HWY_DYNAMIC_DISPATCH(Lut3dRows)(src, dst, nodes, n, pool);
}

}  // namespace pixlane
#endif
