#include "codecs/icc_lcms.h"

#include <lcms2_plugin.h>

#include <cstdlib>
#include <utility>

namespace pixlane {
namespace {

// The largest block of a real profile is a table of a few megabytes; a hostile one asks for as much as there is.
constexpr cmsUInt32Number kMostBytes = 64u << 20;

void* allocate(cmsContext, cmsUInt32Number size) { return size == 0 || size > kMostBytes ? nullptr : std::malloc(size); }
void release(cmsContext, void* block) { std::free(block); }
void* reallocate(cmsContext, void* block, cmsUInt32Number size) { return size > kMostBytes ? nullptr : std::realloc(block, size); }

}  // namespace

LcmsContext::LcmsContext() {
  cmsPluginMemHandler memory = {
      {cmsPluginMagicNumber, LCMS_VERSION, cmsPluginMemHandlerSig, nullptr}, allocate, release, reallocate, nullptr, nullptr, nullptr};
  context_ = cmsCreateContext(&memory, nullptr);
}
LcmsContext::~LcmsContext() {
  if (context_ != nullptr) cmsDeleteContext(context_);
}
cmsContext LcmsContext::take() { return std::exchange(context_, nullptr); }

LcmsProfile::~LcmsProfile() {
  if (profile_ != nullptr) cmsCloseProfile(profile_);
}

LcmsCurve::~LcmsCurve() {
  if (curve_ != nullptr) cmsFreeToneCurve(curve_);
}

cmsHPROFILE open_profile(cmsContext context, Bytes profile) {
  // A null context would be the global one.
  if (context == nullptr || profile.size == 0 || profile.size > kMostBytes) return nullptr;
  return cmsOpenProfileFromMemTHR(context, profile.data, static_cast<cmsUInt32Number>(profile.size));
}

double luminance_of(double lightness) {
  const double l = 100 * lightness;
  const double root = (l + 16) / 116;
  return l > 8 ? root * root * root : l * 27 / 24389;
}

void clear(Output* bytes) { std::free(bytes->take()); }

}  // namespace pixlane
