// Little CMS, tamed: a context of its own for every profile, whose blocks are bounded, and handles that close.
#pragma once

#include <lcms2.h>

#include "codecs/codec.h"

// For what a library in C hands out as an enumeration, whatever the file has.
#define PIXLANE_ANY_ENUM __attribute__((no_sanitize("enum")))

namespace pixlane {

// Null where memory is short.
class LcmsContext {
 public:
  LcmsContext();
  LcmsContext(const LcmsContext&) = delete;
  LcmsContext& operator=(const LcmsContext&) = delete;
  ~LcmsContext();
  cmsContext get() const { return context_; }
  cmsContext take();

 private:
  cmsContext context_;
};

class LcmsProfile {
 public:
  explicit LcmsProfile(cmsHPROFILE profile) : profile_(profile) {}
  LcmsProfile(const LcmsProfile&) = delete;
  LcmsProfile& operator=(const LcmsProfile&) = delete;
  ~LcmsProfile();
  // Null where there is none.
  cmsHPROFILE get() const { return profile_; }
  bool has(cmsTagSignature tag) const { return cmsIsTag(profile_, tag) != 0; }

  // What the header says, as numbers: a file may have any, and an enumeration holds its own values only.
  PIXLANE_ANY_ENUM cmsUInt32Number device_class() const { return static_cast<cmsUInt32Number>(cmsGetDeviceClass(profile_)); }
  PIXLANE_ANY_ENUM cmsUInt32Number space() const { return static_cast<cmsUInt32Number>(cmsGetColorSpace(profile_)); }
  PIXLANE_ANY_ENUM cmsUInt32Number connection_space() const { return static_cast<cmsUInt32Number>(cmsGetPCS(profile_)); }

 private:
  cmsHPROFILE profile_;
};

class LcmsCurve {
 public:
  explicit LcmsCurve(cmsToneCurve* curve) : curve_(curve) {}
  LcmsCurve(const LcmsCurve&) = delete;
  LcmsCurve& operator=(const LcmsCurve&) = delete;
  ~LcmsCurve();
  cmsToneCurve* get() const { return curve_; }

 private:
  cmsToneCurve* curve_;
};

// A file's profile; null where the context or the profile is no good.
cmsHPROFILE open_profile(cmsContext context, Bytes profile);

// L* of 0..1 to luminance, where the curve of grey leads to it.
double luminance_of(double lightness);

// Replaces `icc` by a profile of what a PNG says of its colours in place of one: cICP goes before everything, gAMA and cHRM count where
// there is nothing else. What is sRGB in all but name is nothing; of a cICP that is not known here the profile stays, if there is one.
void make_profile(const Header& header, Output* icc);
// Replaces a profile of grey by one of RGB whose greys are the same; false where that fails.
bool make_rgb_of_grey(Output* icc);

// Leaves nothing.
void clear(Output* bytes);

}  // namespace pixlane
