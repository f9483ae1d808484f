// Forward DCT (islow, jfdctint.c), what comes before it and the quantisation behind it (jcdctmgr.c).

#include "codecs/jpeg_simd/upstream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/jpeg_simd/fdct.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// After highway.h.
#include "codecs/jpeg_simd/dct-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Samples around 0.
void ConvertSamples(JSAMPARRAY rows, size_t column, int16_t* block) {
  const DctTag d;
  for (int row = 0; row < 8; ++row) {
    const Dct v = hn::PromoteTo(d, hn::LoadU(HalfByteTag(), rows[row] + column));
    hn::StoreU(hn::Sub(v, hn::Set(d, 128)), d, block + row * 8);
  }
}

// One dimension over eight lanes. The first pass scales up by 2^kPass1Bits, the second takes that away again.
template <bool kFirst>
HWY_INLINE void forward(Dct& v0, Dct& v1, Dct& v2, Dct& v3, Dct& v4, Dct& v5, Dct& v6, Dct& v7) {
  const DctTag d;
  constexpr int kShift = kFirst ? kConstBits - kPass1Bits : kConstBits + kPass1Bits;
  const Dct t0 = hn::Add(v0, v7), t7 = hn::Sub(v0, v7), t1 = hn::Add(v1, v6), t6 = hn::Sub(v1, v6);
  const Dct t2 = hn::Add(v2, v5), t5 = hn::Sub(v2, v5), t3 = hn::Add(v3, v4), t4 = hn::Sub(v3, v4);
  const Dct t10 = hn::Add(t0, t3), t13 = hn::Sub(t0, t3), t11 = hn::Add(t1, t2), t12 = hn::Sub(t1, t2);
  if constexpr (kFirst) {
    v0 = hn::ShiftLeft<kPass1Bits>(hn::Add(t10, t11));
    v4 = hn::ShiftLeft<kPass1Bits>(hn::Sub(t10, t11));
  } else {
    const Dct half = hn::Set(d, 1 << (kPass1Bits - 1));
    v0 = hn::ShiftRight<kPass1Bits>(hn::Add(hn::Add(t10, t11), half));
    v4 = hn::ShiftRight<kPass1Bits>(hn::Add(hn::Sub(t10, t11), half));
  }
  const Wide half = rounding<kShift>();
  const Pairs p = pairs(t12, t13);
  v2 = narrow<kShift>(dot(p, kF0541, kF0541 + kF0765) + half);
  v6 = narrow<kShift>(dot(p, kF0541 - kF1847, kF0541) + half);
  const Pairs sums = pairs(hn::Add(t4, t6), hn::Add(t5, t7));
  const Wide z3 = dot(sums, kF1175 - kF1961, kF1175) + half;
  const Wide z4 = dot(sums, kF1175, kF1175 - kF0390) + half;
  const Pairs p47 = pairs(t4, t7), p56 = pairs(t5, t6);
  v7 = narrow<kShift>(dot(p47, kF0298 - kF0899, -kF0899) + z3);
  v1 = narrow<kShift>(dot(p47, -kF0899, kF1501 - kF0899) + z4);
  v5 = narrow<kShift>(dot(p56, kF2053 - kF2562, -kF2562) + z4);
  v3 = narrow<kShift>(dot(p56, -kF2562, kF3072 - kF2562) + z3);
}

void ForwardIslow(int16_t* block) {
  const DctTag d;
  const auto row = [&](int i) HWY_ATTR { return hn::LoadU(d, block + i * 8); };
  Dct v0 = row(0), v1 = row(1), v2 = row(2), v3 = row(3), v4 = row(4), v5 = row(5), v6 = row(6), v7 = row(7);
  transpose(v0, v1, v2, v3, v4, v5, v6, v7);
  forward<true>(v0, v1, v2, v3, v4, v5, v6, v7);
  transpose(v0, v1, v2, v3, v4, v5, v6, v7);
  forward<false>(v0, v1, v2, v3, v4, v5, v6, v7);
  const auto store = [&](int i, Dct v) HWY_ATTR { hn::StoreU(v, d, block + i * 8); };
  store(0, v0);
  store(1, v1);
  store(2, v2);
  store(3, v3);
  store(4, v4);
  store(5, v5);
  store(6, v6);
  store(7, v7);
}

// Divides by multiplying: `divisors` are 64 reciprocals, corrections and scales each (compute_reciprocal of jcdctmgr.c).
void Quantise(int16_t* coefficients, const int16_t* divisors, const int16_t* block) {
  const DctTag d;
  const hn::FixedTag<uint16_t, 8> du;
  for (int i = 0; i < 64; i += 8) {
    const Dct v = hn::LoadU(d, block + i);
    const auto corrected = hn::Add(hn::BitCast(du, hn::Abs(v)), hn::BitCast(du, hn::LoadU(d, divisors + 64 + i)));
    const auto product = hn::MulHigh(corrected, hn::BitCast(du, hn::LoadU(d, divisors + i)));
    const Dct quotient = hn::BitCast(d, hn::MulHigh(product, hn::BitCast(du, hn::LoadU(d, divisors + 128 + i))));
    const Dct sign = hn::BroadcastSignBit(v);
    hn::StoreU(hn::Sub(hn::Xor(quotient, sign), sign), d, coefficients + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ConvertSamples);
HWY_EXPORT(ForwardIslow);
HWY_EXPORT(Quantise);

extern "C" {

int jsimd_can_convsamp(void) { return 1; }
int jsimd_can_fdct_islow(void) { return 1; }
int jsimd_can_quantize(void) { return 1; }

void jsimd_convsamp(JSAMPARRAY rows, JDIMENSION column, DCTELEM* block) { HWY_DYNAMIC_DISPATCH(ConvertSamples)(rows, column, block); }
void jsimd_fdct_islow(DCTELEM* block) { HWY_DYNAMIC_DISPATCH(ForwardIslow)(block); }
void jsimd_quantize(JCOEFPTR coefficients, DCTELEM* divisors, DCTELEM* block) {
  HWY_DYNAMIC_DISPATCH(Quantise)(coefficients, divisors, block);
}

// Fast but inexact transforms are not used.
int jsimd_can_convsamp_float(void) { return 0; }
int jsimd_can_fdct_ifast(void) { return 0; }
int jsimd_can_fdct_float(void) { return 0; }
int jsimd_can_quantize_float(void) { return 0; }
void jsimd_convsamp_float(JSAMPARRAY, JDIMENSION, FAST_FLOAT*) {}
void jsimd_fdct_ifast(DCTELEM*) {}
void jsimd_fdct_float(FAST_FLOAT*) {}
void jsimd_quantize_float(JCOEFPTR, FAST_FLOAT*, FAST_FLOAT*) {}

}  // extern "C"

}  // namespace pixlane
#endif
