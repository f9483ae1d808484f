// packTensor: pixels as the input of a neural network, in a block of memory that has an image's shape.

#include <algorithm>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tensor.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_TENSOR_ONCE
#define PIXLANE_TENSOR_ONCE
namespace pixlane {

// How four pixels become three vectors of four elements: each vector's bytes, and what its elements are multiplied by and moved by. In
// planes a vector is four reds, greens or blues; otherwise the twelve elements follow one another.
struct TensorPlan {
  bool planes;
  int channels[3];  // of the source, in the order of the tensor
  HWY_ALIGN uint8_t elements[3][16];
  HWY_ALIGN float factors[3][4], offsets[3][4];

  int pixel(int vector, int element) const { return planes ? element : (vector * 4 + element) / 3; }
  int place(int vector, int element) const { return planes ? vector : (vector * 4 + element) % 3; }
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void FloatTensor(View src, View dst, const TensorPlan& plan, size_t begin, size_t end) {
  const U8x16 d8;
  const I32x4 d32;
  const F32x4 df;
  const auto e0 = hn::Load(d8, plan.elements[0]), e1 = hn::Load(d8, plan.elements[1]), e2 = hn::Load(d8, plan.elements[2]);
  const auto f0 = hn::Load(df, plan.factors[0]), f1 = hn::Load(df, plan.factors[1]), f2 = hn::Load(df, plan.factors[2]);
  const auto o0 = hn::Load(df, plan.offsets[0]), o1 = hn::Load(df, plan.offsets[1]), o2 = hn::Load(df, plan.offsets[2]);
  const size_t width = src.width, height = src.height;
  const size_t row_bytes = dst.row_bytes();
  for (size_t y = begin; y < end; ++y) {
    const uint8_t* HWY_RESTRICT from = src.row(y);
    // A vector's distance from the one before: a plane, or itself.
    uint8_t* to[3];
    for (size_t i = 0; i < 3; ++i) to[i] = plan.planes ? dst.row(y + i * height) : dst.row(y) + i * 16;
    const size_t step = plan.planes ? 16 : 48;
    for (size_t x = 0, at = 0; x < width; x += 4, at += step) {
      const auto v = hn::LoadU(d8, from + x * kChannels);
      const auto element = [&](auto bytes, auto factor, auto offset) HWY_ATTR {
        const auto value = hn::ConvertTo(df, hn::BitCast(d32, bytes_or_zero(v, bytes)));
        return hn::Add(hn::Mul(value, factor), offset);
      };
      const auto v0 = element(e0, f0, o0), v1 = element(e1, f1, o1), v2 = element(e2, f2, o2);
      if (x + 4 <= width) {
        hn::StoreU(hn::BitCast(d8, v0), d8, to[0] + at);
        hn::StoreU(hn::BitCast(d8, v1), d8, to[1] + at);
        hn::StoreU(hn::BitCast(d8, v2), d8, to[2] + at);
        continue;
      }
      const size_t apart = plan.planes ? 0 : 16;
      const auto rest = [&](size_t i) { return row_bytes - std::min(row_bytes, at + i * apart); };
      store_bytes(df, v0, to[0] + at, rest(0));
      if (rest(1) > 0) store_bytes(df, v1, to[1] + at, rest(1));
      if (rest(2) > 0) store_bytes(df, v2, to[2] + at, rest(2));
    }
  }
}

// Sixteen elements of a row of `length`, which zeros fill up to `row_bytes`.
HWY_INLINE void StoreElements(hn::VFromD<U8x16> v, uint8_t* HWY_RESTRICT row, size_t at, size_t length, size_t row_bytes) {
  const U8x16 d8;
  if (at + 16 <= length) return hn::StoreU(v, d8, row + at);
  if (at >= row_bytes) return;
  store_bytes(d8, hn::IfThenElseZero(hn::FirstN(d8, length - std::min(length, at)), v), row + at, row_bytes - at);
}

void ByteTensor(View src, View dst, const TensorPlan& plan, size_t begin, size_t end) {
  const U8x16 d8;
  const U32x4 d32;
  // Of four pixels: reds, greens, blues; or twelve elements one after the other.
  HWY_ALIGN uint8_t order[16];
  for (int i = 0; i < 16; ++i) {
    const int pixel = plan.planes ? i % 4 : i / 3, place = plan.planes ? i / 4 : i % 3;
    order[i] = i < 12 ? static_cast<uint8_t>(4 * pixel + plan.channels[place]) : 128;
  }
  const auto by = hn::Load(d8, order);
  const size_t width = src.width, height = src.height;
  const size_t row_bytes = dst.row_bytes();
  for (size_t y = begin; y < end; ++y) {
    const uint8_t* HWY_RESTRICT from = src.row(y);
    for (size_t x = 0; x < width; x += 16) {
      const auto four = [&](size_t i) HWY_ATTR { return bytes_or_zero(hn::LoadU(d8, from + (x + 4 * i) * kChannels), by); };
      const auto v0 = four(0), v1 = four(1), v2 = four(2), v3 = four(3);
      if (plan.planes) {
        const auto w0 = hn::BitCast(d32, v0), w1 = hn::BitCast(d32, v1), w2 = hn::BitCast(d32, v2), w3 = hn::BitCast(d32, v3);
        const auto low01 = hn::InterleaveLower(d32, w0, w1), low23 = hn::InterleaveLower(d32, w2, w3);
        const auto high01 = hn::InterleaveUpper(d32, w0, w1), high23 = hn::InterleaveUpper(d32, w2, w3);
        const auto store = [&](auto v, size_t plane)
                               HWY_ATTR { StoreElements(hn::BitCast(d8, v), dst.row(y + plane * height), x, width, row_bytes); };
        store(hn::ConcatLowerLower(d32, low23, low01), 0);
        store(hn::ConcatUpperUpper(d32, low23, low01), 1);
        store(hn::ConcatLowerLower(d32, high23, high01), 2);
      } else {
        const auto store = [&](auto v, size_t i) HWY_ATTR { StoreElements(v, dst.row(y), x * 3 + i * 16, width * 3, row_bytes); };
        store(hn::Or(v0, hn::ShiftLeftBytes<12>(d8, v1)), 0);
        store(hn::Or(hn::ShiftRightBytes<4>(d8, v1), hn::ShiftLeftBytes<8>(d8, v2)), 1);
        store(hn::Or(hn::ShiftRightBytes<8>(d8, v2), hn::ShiftLeftBytes<4>(d8, v3)), 2);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(FloatTensor);
HWY_EXPORT(ByteTensor);

// float32: x a + b with a = 1 / (255 std) and b = -mean / std, each rounded to a float; uint8: x. Planes are dst's thirds from top to
// bottom, otherwise a pixel is three elements of its row; four bytes to a pixel of dst.
void packTensor(View src, View dst, const PackTensorParams& params, Pool& pool, Scratch) {
  TensorPlan plan{};
  plan.planes = params.layout == PackTensorLayout::kNchw;
  for (int i = 0; i < 3; ++i) plan.channels[i] = params.order == PackTensorOrder::kRgb ? i : 2 - i;
  for (int v = 0; v < 3; ++v) {
    for (int i = 0; i < 4; ++i) {
      const int channel = plan.channels[plan.place(v, i)];
      const double deviation = params.std.values[channel];
      plan.elements[v][4 * i] = static_cast<uint8_t>(4 * plan.pixel(v, i) + channel);
      for (int j = 1; j < 4; ++j) plan.elements[v][4 * i + j] = 128;
      plan.factors[v][i] = static_cast<float>(1 / (255 * deviation));
      plan.offsets[v][i] = static_cast<float>(-params.mean.values[channel] / deviation);
    }
  }
  const bool floats = params.type == PackTensorType::kFloat32;
  pool.rows(src.height, 1 + (size_t{1} << 14) / (src.width + 1), [&](size_t begin, size_t end, unsigned) {
    if (floats) {
      HWY_DYNAMIC_DISPATCH(FloatTensor)(src, dst, plan, begin, end);
    } else {
      HWY_DYNAMIC_DISPATCH(ByteTensor)(src, dst, plan, begin, end);
    }
  });
}

}  // namespace pixlane
#endif
