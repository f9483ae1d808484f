#include "kernels/fit.h"

#include <algorithm>

namespace pixlane {

namespace {

// a b / c, rounded half up. Sides are below 2^16 as a rule and below 2^31 for certain.
uint64_t proportion(uint64_t a, uint64_t b, uint64_t c) { return (2 * a * b + c) / (2 * c); }

enum class Align : int8_t { kStart, kCentre, kEnd };

Align align_x(ResizePosition position) {
  switch (position) {
    case ResizePosition::kLeft:
    case ResizePosition::kLeftTop:
    case ResizePosition::kLeftBottom: return Align::kStart;
    case ResizePosition::kRight:
    case ResizePosition::kRightTop:
    case ResizePosition::kRightBottom: return Align::kEnd;
    default: return Align::kCentre;
  }
}

Align align_y(ResizePosition position) {
  switch (position) {
    case ResizePosition::kTop:
    case ResizePosition::kLeftTop:
    case ResizePosition::kRightTop: return Align::kStart;
    case ResizePosition::kBottom:
    case ResizePosition::kLeftBottom:
    case ResizePosition::kRightBottom: return Align::kEnd;
    default: return Align::kCentre;
  }
}

// `space` is what is left over, `half` the part of it that comes before what is centred.
uint64_t before(Align align, uint64_t space, uint64_t half) {
  if (align == Align::kStart) return 0;
  return align == Align::kEnd ? space : half;
}

Fitted cover(View src, View dst, ResizePosition position) {
  Fitted fitted;
  const uint64_t sw = src.width, sh = src.height, dw = dst.width, dh = dst.height;
  const bool by_width = sw * dh < sh * dw;
  const uint64_t width = by_width ? dw : std::max(dw, proportion(sw, dh, sh));
  const uint64_t height = by_width ? std::max(dh, proportion(sh, dw, sw)) : dh;
  fitted.x = {src.width, width, before(align_x(position), width - dw, (width - dw + 1) / 2), dst.width};
  fitted.y = {src.height, height, before(align_y(position), height - dh, (height - dh + 1) / 2), dst.height};
  return fitted;
}

Fitted contain(View src, View dst, const ResizeParams& params) {
  Fitted fitted;
  const uint64_t sw = src.width, sh = src.height, dw = dst.width, dh = dst.height;
  const bool by_width = sw * dh > sh * dw;
  uint64_t width = by_width ? dw : std::clamp<uint64_t>(proportion(sw, dh, sh), 1, dw);
  uint64_t height = by_width ? std::clamp<uint64_t>(proportion(sh, dw, sw), 1, dh) : dh;
  if (params.withoutEnlargement && (by_width ? dw > sw : dh > sh)) {
    width = sw;
    height = sh;
  }
  fitted.x = {src.width, width, 0, static_cast<uint32_t>(width)};
  fitted.y = {src.height, height, 0, static_cast<uint32_t>(height)};
  fitted.left = static_cast<uint32_t>(before(align_x(params.position), dw - width, (dw - width) / 2));
  fitted.top = static_cast<uint32_t>(before(align_y(params.position), dh - height, (dh - height) / 2));
  return fitted;
}

}  // namespace

Fitted fit_image(View src, View dst, const ResizeParams& params) {
  if (params.fit == ResizeFit::kCover) return cover(src, dst, params.position);
  if (params.fit == ResizeFit::kContain) return contain(src, dst, params);
  Fitted fitted;
  fitted.x = {src.width, dst.width, 0, dst.width};
  fitted.y = {src.height, dst.height, 0, dst.height};
  return fitted;
}

}  // namespace pixlane
