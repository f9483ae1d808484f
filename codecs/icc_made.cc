// Profiles that no file holds: of what a PNG says in their place, and of grey.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "codecs/icc_lcms.h"

namespace pixlane {
namespace {

// White, red, green, blue, each x and y, as cHRM has them.
struct Primaries {
  double at[8];
};
constexpr Primaries kSrgb = {{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06}};

// Primaries of ITU-T H.273 for cICP; those of a white that is not D65 are adapted like all.
struct Code {
  int code;
  Primaries primaries;
};
constexpr Code kPrimaries[] = {
    {1, kSrgb},
    {4, {{0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08}}},
    {5, {{0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06}}},
    {6, {{0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070}}},
    {7, {{0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070}}},
    {9, {{0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046}}},
    {11, {{0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}}},
    {12, {{0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}}},
};

// (a x + b)^g from d on, c x below: Little CMS's type 4, g alone its type 1.
cmsToneCurve* curve_of(cmsContext context, double g, double a, double b, double c, double d) {
  const double parameters[5] = {g, a, b, c, d};
  return cmsBuildParametricToneCurve(context, 4, parameters);
}
cmsToneCurve* power(cmsContext context, double g) { return cmsBuildParametricToneCurve(context, 1, &g); }
cmsToneCurve* srgb_curve(cmsContext context) { return curve_of(context, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045); }

// To linear light, for the transfer characteristics of H.273 that have one: not those of high dynamic range.
cmsToneCurve* transfer(cmsContext context, int code) {
  switch (code) {
    case 1:
    case 6:
    case 14:
    case 15: return curve_of(context, 1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081);
    case 4: return power(context, 2.2);
    case 5: return power(context, 2.8);
    case 8: return power(context, 1);
    case 13: return srgb_curve(context);
    default: return nullptr;
  }
}

// The time of its making is no part of a profile: it would tell when the image was decoded, and no two would be alike.
constexpr size_t kDateAt = 24, kDateBytes = 12;
constexpr uint8_t kNoDate[kDateBytes] = {0x07, 0xD0, 0, 1, 0, 1};  // the first of January 2000

bool save(cmsContext context, const Primaries& primaries, cmsToneCurve* curve, Output* icc) {
  if (curve == nullptr) return false;
  const double* const at = primaries.at;
  const cmsCIExyY white = {at[0], at[1], 1};
  const cmsCIExyYTRIPLE colours = {{at[2], at[3], 1}, {at[4], at[5], 1}, {at[6], at[7], 1}};
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  const LcmsProfile profile(cmsCreateRGBProfileTHR(context, &white, &colours, curves));
  cmsUInt32Number size = 0;
  if (profile.get() == nullptr || !cmsSaveProfileToMem(profile.get(), nullptr, &size) || size < kDateAt + kDateBytes) return false;
  Output made;
  if (!made.reserve(size) || !cmsSaveProfileToMem(profile.get(), made.end(), &size)) return false;
  made.commit(size);
  clear(icc);
  std::memcpy(made.end() - size + kDateAt, kNoDate, kDateBytes);
  return icc->append(made.data(), made.size());
}

// Whether chromaticities are worth a matrix: none is far from what eyes see, and no white is black.
bool sensible(const Primaries& primaries) {
  for (int i = 0; i < 8; i += 2) {
    const double x = primaries.at[i], y = primaries.at[i + 1];
    if (!(x >= 0 && y >= 0 && x <= 2 && y <= 2)) return false;
  }
  return primaries.at[1] > 0.01;
}

bool near(const Primaries& a, const Primaries& b) {
  for (int i = 0; i < 8; ++i) {
    if (std::fabs(a.at[i] - b.at[i]) > 0.001) return false;
  }
  return true;
}

void make_of_cicp(cmsContext context, const int (&cicp)[4], Output* icc) {
  // Of RGB, with the full range: PNG allows nothing else for the matrix, and narrow ranges are video's.
  if (cicp[2] != 0 || cicp[3] != 1) return;
  for (const Code& known : kPrimaries) {
    if (known.code != cicp[0]) continue;
    const LcmsCurve curve(transfer(context, cicp[1]));
    static_cast<void>(save(context, known.primaries, curve.get(), icc));
  }
}

void make_of_gamma(cmsContext context, const Header& header, Output* icc) {
  Primaries primaries = kSrgb;
  const bool stated = header.chromaticities[1] > 0;
  if (stated) std::memcpy(primaries.at, header.chromaticities, sizeof primaries.at);
  if (!sensible(primaries)) return;
  const bool has_gamma = header.gamma > 0.05 && header.gamma < 20;
  // 1 / 2.2 with sRGB's primaries or none is how writers of sRGB have always put it, for readers who know no better.
  const bool like_srgb = !has_gamma || std::fabs(header.gamma - 1 / 2.2) < 0.0006;
  if (like_srgb && near(primaries, kSrgb)) return;
  const LcmsCurve curve(has_gamma ? power(context, 1 / header.gamma) : srgb_curve(context));
  static_cast<void>(save(context, primaries, curve.get(), icc));
}

}  // namespace

void make_profile(const Header& header, Output* icc) {
  // Where cICP says what is not known here, gAMA and cHRM are no more than a part of it.
  const bool has_cicp = header.cicp[0] >= 0;
  const bool has_gamma = header.gamma > 0 || header.chromaticities[1] > 0;
  if (!has_cicp && (icc->size() != 0 || header.srgb_intent >= 0 || !has_gamma)) return;
  const LcmsContext context;
  if (context.get() == nullptr) return;
  if (has_cicp) {
    make_of_cicp(context.get(), header.cicp, icc);
  } else {
    make_of_gamma(context.get(), header, icc);
  }
}

bool make_rgb_of_grey(Output* icc) {
  const LcmsContext context;
  const LcmsProfile grey(open_profile(context.get(), {icc->data(), icc->size()}));
  if (grey.get() == nullptr) return false;
  auto* const curve = static_cast<cmsToneCurve*>(cmsReadTag(grey.get(), cmsSigGrayTRCTag));
  if (curve == nullptr) return false;
  if (grey.connection_space() != cmsSigLabData) return save(context.get(), kSrgb, curve, icc);
  cmsUInt16Number luminance[1024];
  for (size_t i = 0; i < std::size(luminance); ++i) {
    const float lightness = cmsEvalToneCurveFloat(curve, static_cast<float>(i) / (std::size(luminance) - 1));
    const double y = luminance_of(lightness >= 0 && lightness <= 1 ? static_cast<double>(lightness) : lightness > 1 ? 1.0 : 0.0);
    luminance[i] = static_cast<cmsUInt16Number>(std::lround(y * 65535));
  }
  const LcmsCurve linear(cmsBuildTabulatedToneCurve16(context.get(), std::size(luminance), luminance));
  return save(context.get(), kSrgb, linear.get(), icc);
}

}  // namespace pixlane
