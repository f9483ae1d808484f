#include "codecs/icc.h"

#include <cmath>
#include <cstring>
#include <iterator>

#include "codecs/icc_lcms.h"
#include "codecs/icc_matrix.h"

namespace pixlane {
namespace {

// From D50's XYZ to linear sRGB: the inverse of its primaries, adapted from D65 by Bradford's matrix.
constexpr double kFromXyz[3][3] = {
    {3.13418636423682, -1.6172089589982745, -0.490694064006384},
    {-0.9787485041906939, 1.916130096773586, 0.03343339915999553},
    {0.07196392780224675, -0.2289938734532031, 1.405753732896444},
};

double encode_srgb(double light) {
  if (!(light > 0)) return 0;
  if (light >= 1) return 1;
  return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

// The curves of an open profile.
struct OpenMatrix final : MatrixProfile {
  const cmsToneCurve* curves[3];
  bool to_lightness = false;  // the curve of grey may lead to L* instead of Y

  double curve(int channel, double x) const override {
    const double y = static_cast<double>(cmsEvalToneCurveFloat(curves[channel], static_cast<float>(x)));
    if (!(y > 0)) return 0;
    const double bounded = y < 1 ? y : 1;
    return to_lightness ? luminance_of(bounded) : bounded;
  }
};

bool is_device(const LcmsProfile& profile) {
  const cmsUInt32Number of = profile.device_class();
  return of == cmsSigInputClass || of == cmsSigDisplayClass || of == cmsSigOutputClass || of == cmsSigColorSpaceClass;
}

bool read_grey(const LcmsProfile& profile, OpenMatrix* matrix) {
  const auto* const curve = static_cast<const cmsToneCurve*>(cmsReadTag(profile.get(), cmsSigGrayTRCTag));
  if (curve == nullptr) return false;
  for (int c = 0; c < 3; ++c) {
    matrix->curves[c] = curve;
    for (int row = 0; row < 3; ++row) matrix->matrix[row][c] = row == c ? 1 : 0;
  }
  matrix->to_lightness = profile.connection_space() == cmsSigLabData;
  return true;
}

bool read_colours(const LcmsProfile& profile, OpenMatrix* matrix) {
  static constexpr cmsTagSignature kColorants[3] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
  static constexpr cmsTagSignature kCurves[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  for (int c = 0; c < 3; ++c) {
    const auto* const colorant = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile.get(), kColorants[c]));
    matrix->curves[c] = static_cast<const cmsToneCurve*>(cmsReadTag(profile.get(), kCurves[c]));
    if (colorant == nullptr || matrix->curves[c] == nullptr) return false;
    for (int row = 0; row < 3; ++row) {
      matrix->matrix[row][c] = kFromXyz[row][0] * colorant->X + kFromXyz[row][1] * colorant->Y + kFromXyz[row][2] * colorant->Z;
    }
  }
  return true;
}

// True for profiles of curves, or of curves and a matrix. Where there are tables too, they count.
bool read_matrix(const LcmsProfile& profile, OpenMatrix* matrix) {
  if (profile.has(cmsSigAToB0Tag) || profile.has(cmsSigDToB0Tag)) return false;
  const cmsUInt32Number space = profile.space();
  if (space == cmsSigGrayData) return read_grey(profile, matrix);
  return space == cmsSigRgbData && read_colours(profile, matrix);
}

// Formats of rows, as Little CMS describes them. What lies behind the colours is not touched.
enum class Rows : cmsUInt32Number {
  kRgb8 = TYPE_RGB_8,
  kRgba8 = TYPE_RGBA_8,
  kRgba16 = TYPE_RGBA_16,
  kCmyk8 = TYPE_CMYK_8,
  kInvertedCmyk8 = TYPE_CMYK_8_REV,
};

// Below so many pixels it takes longer to make tables than to do without.
constexpr size_t kManyPixels = 1 << 15;

// The way of tables from a profile to sRGB; null where there is none. `from` and `to` are of the same depth.
cmsHTRANSFORM table_transform(cmsContext context, const LcmsProfile& profile, Rows from, Rows to, size_t pixels) {
  // Chains of processing elements may be as long as a file is large, and each runs for every colour: they are refused.
  if (!profile.has(cmsSigAToB0Tag) || profile.has(cmsSigDToB0Tag)) return nullptr;
  const LcmsProfile srgb(cmsCreate_sRGBProfileTHR(context));
  if (srgb.get() == nullptr) return nullptr;
  // Version 4 on both sides means that the black point is compensated, which is right for perceptual tables of version 4 alone.
  if (cmsGetEncodedICCversion(profile.get()) < 0x4000000) cmsSetProfileVersion(srgb.get(), 2.1);
  cmsUInt32Number flags = cmsFLAGS_NOCACHE;
  if (pixels < kManyPixels) flags |= cmsFLAGS_NOOPTIMIZE;
  if (to == Rows::kRgba16) flags |= cmsFLAGS_HIGHRESPRECALC;
  return cmsCreateTransformTHR(context, profile.get(), static_cast<cmsUInt32Number>(from), srgb.get(), static_cast<cmsUInt32Number>(to),
                               INTENT_PERCEPTUAL, flags);
}

class Transform {
 public:
  explicit Transform(cmsHTRANSFORM transform) : transform_(transform) {}
  Transform(const Transform&) = delete;
  Transform& operator=(const Transform&) = delete;
  ~Transform() {
    if (transform_ != nullptr) cmsDeleteTransform(transform_);
  }
  cmsHTRANSFORM get() const { return transform_; }

 private:
  cmsHTRANSFORM transform_;
};

enum class Kind : uint8_t { kUseless, kSrgb, kRgb, kGrey };

// Greys first: where a curve is another one, they tell.
bool like_srgb(const OpenMatrix& profile) {
  double light[3][256];
  for (int c = 0; c < 3; ++c) {
    for (int x = 0; x < 256; ++x) light[c][x] = profile.curve(c, x / 255.0);
  }
  const auto differs = [&](const int(&colour)[3]) {
    for (int row = 0; row < 3; ++row) {
      double sum = 0;
      for (int c = 0; c < 3; ++c) sum += profile.matrix[row][c] * light[c][colour[c]];
      if (!(std::fabs(255 * encode_srgb(sum) - colour[row]) <= 1)) return true;
    }
    return false;
  };
  for (int x = 0; x < 256; ++x) {
    if (differs({x, x, x})) return false;
  }
  for (int r = 0; r < 256; r += 51) {
    for (int g = 0; g < 256; g += 51) {
      for (int b = 0; b < 256; b += 51) {
        if (differs({r, g, b})) return false;
      }
    }
  }
  return true;
}

Kind kind_of_tables(cmsContext context, const LcmsProfile& profile) {
  const Transform transform(table_transform(context, profile, Rows::kRgb8, Rows::kRgb8, 1));
  if (transform.get() == nullptr) return Kind::kUseless;
  for (int r = 0; r < 256; r += 51) {
    for (int g = 0; g < 256; g += 51) {
      uint8_t in[18], out[18];
      for (int i = 0; i < 6; ++i) {
        in[3 * i] = static_cast<uint8_t>(r);
        in[3 * i + 1] = static_cast<uint8_t>(g);
        in[3 * i + 2] = static_cast<uint8_t>(51 * i);
      }
      cmsDoTransform(transform.get(), in, out, 6);
      for (size_t i = 0; i < std::size(in); ++i) {
        if (std::abs(in[i] - out[i]) > 1) return Kind::kRgb;
      }
    }
  }
  return Kind::kSrgb;
}

Kind find_kind(Bytes bytes) {
  const LcmsContext context;
  const LcmsProfile profile(open_profile(context.get(), bytes));
  if (profile.get() == nullptr || !is_device(profile)) return Kind::kUseless;
  OpenMatrix matrix;
  if (read_matrix(profile, &matrix)) {
    if (like_srgb(matrix)) return Kind::kSrgb;
    return profile.space() == cmsSigGrayData ? Kind::kGrey : Kind::kRgb;
  }
  return profile.space() == cmsSigRgbData ? kind_of_tables(context.get(), profile) : Kind::kUseless;
}

// FNV-1a: a collision, by accident or made on purpose, costs its own image the right colours and nothing else.
uint64_t hash_of(Bytes bytes) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < bytes.size; ++i) hash = (hash ^ bytes.data[i]) * 0x100000001B3u;
  return hash;
}

Kind kind_of(Bytes profile) {
  struct Answer {
    uint64_t hash;
    size_t size;
    Kind kind;
  };
  // Most images of a batch have the same profile.
  static thread_local Answer last{};
  const uint64_t hash = hash_of(profile);
  if (last.size != profile.size || last.hash != hash || last.size == 0) last = {hash, profile.size, find_kind(profile)};
  return last.kind;
}

}  // namespace

bool is_srgb(Bytes profile) { return kind_of(profile) == Kind::kSrgb; }

Status to_srgb(Bytes bytes, View pixels, Pool& pool) {
  const LcmsContext context;
  const LcmsProfile profile(open_profile(context.get(), bytes));
  if (profile.get() == nullptr) return {Code::kCorrupt, "the profile is damaged"};
  if (!is_device(profile)) return {Code::kUnsupported, "the profile is not one of a device or colour space"};
  OpenMatrix matrix;
  if (read_matrix(profile, &matrix)) {
    MatrixToSrgb own;
    if (!own.open(matrix, pixels.is_16())) return {Code::kUnsupported, "the profile's colours are too far away, or memory is short"};
    own.convert(pixels, pixels, pool);
    return {};
  }
  if (profile.space() != cmsSigRgbData) return {Code::kUnsupported, "the profile is not one of RGB or grey"};
  const Rows rows = pixels.is_16() ? Rows::kRgba16 : Rows::kRgba8;
  const Transform transform(table_transform(context.get(), profile, rows, rows, size_t{pixels.width} * pixels.height));
  if (transform.get() == nullptr) return {Code::kUnsupported, "the profile's tables cannot be used"};
  const size_t grain = 1 + (size_t{1} << 12) / (pixels.width + 1);
  pool.rows(pixels.height, grain, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) cmsDoTransform(transform.get(), pixels.row(y), pixels.row(y), pixels.width);
  });
  return {};
}

void settle_profile(const Header& header, bool convert, View pixels, Pool& pool, Output* icc) {
  const auto is = [&](const char* colour) { return std::strcmp(header.colour, colour) == 0; };
  if (is("cmyk") || is("ycck")) return clear(icc);
  make_profile(header, icc);
  if (icc->size() == 0) return;
  const Bytes profile{icc->data(), icc->size()};
  const Kind kind = kind_of(profile);
  const bool of_use = kind == Kind::kRgb || (kind == Kind::kGrey && is("grey"));
  if (!of_use || (convert && to_srgb(profile, pixels, pool).ok())) return clear(icc);
  if (kind == Kind::kGrey && !make_rgb_of_grey(icc)) clear(icc);
}

CmykToSrgb::~CmykToSrgb() {
  if (transform_ != nullptr) cmsDeleteTransform(transform_);
  if (context_ != nullptr) cmsDeleteContext(static_cast<cmsContext>(context_));
}

Status CmykToSrgb::open(Bytes bytes, bool inverted, size_t pixels) {
  LcmsContext context;
  {
    const LcmsProfile profile(open_profile(context.get(), bytes));
    if (profile.get() == nullptr) return {Code::kCorrupt, "the profile is damaged"};
    if (!is_device(profile) || profile.space() != cmsSigCmykData) {
      return {Code::kUnsupported, "the profile is not one of CMYK"};
    }
    transform_ = table_transform(context.get(), profile, inverted ? Rows::kInvertedCmyk8 : Rows::kCmyk8, Rows::kRgba8, pixels);
  }
  if (transform_ == nullptr) return {Code::kUnsupported, "the profile's tables cannot be used"};
  context_ = context.take();
  return {};
}

void CmykToSrgb::row(const uint8_t* cmyk, uint8_t* rgba, size_t count) const {
  cmsDoTransform(transform_, cmyk, rgba, static_cast<cmsUInt32Number>(count));
  for (size_t i = 0; i < count; ++i) rgba[i * kChannels + kChannels - 1] = 255;
}

}  // namespace pixlane
