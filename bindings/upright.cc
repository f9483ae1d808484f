// Decoding as callers see it: sizes first, the region of the upright image, the orientation applied.

#include <cstring>
#include <utility>

#include "bindings/module.h"
#include "codecs/icc.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

using Orient = void (*)(View, View);

template <class Params, void (*kernel)(View, View, const Params&, Pool&, Scratch)>
void orient_with(View src, View dst) {
  kernel(src, dst, Params{}, pool(), Scratch(nullptr, 0));
}

// The kernel that undoes each EXIF orientation.
constexpr Orient kOrient[9] = {
    nullptr,
    nullptr,
    orient_with<FlopParams, flop>,
    orient_with<Rotate180Params, rotate180>,
    orient_with<FlipParams, flip>,
    orient_with<TransposeParams, transpose>,
    orient_with<Rotate90Params, rotate90>,
    orient_with<TransverseParams, transverse>,
    orient_with<Rotate270Params, rotate270>,
};

bool turned(int orientation) { return orientation >= 5; }

// Where the stored image of width x height shows what is left, top, width, height of the upright one.
DecodeOptions stored_region(DecodeOptions upright, int orientation, uint32_t width, uint32_t height) {
  DecodeOptions region = upright;
  if (turned(orientation)) {
    std::swap(region.left, region.top);
    std::swap(region.width, region.height);
  }
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  if (from_right) region.left = width - region.left - region.width;
  if (from_bottom) region.top = height - region.top - region.height;
  return region;
}

// The region that was asked for in the stored image; an error where it leaves the image.
Status region_of(const Header& header, const DecodeSettings& settings, int orientation, DecodeOptions* region) {
  const uint32_t stored_width = scaled(header.width, settings.scale);
  const uint32_t stored_height = scaled(header.height, settings.scale);
  const uint32_t width = turned(orientation) ? stored_height : stored_width;
  const uint32_t height = turned(orientation) ? stored_width : stored_height;
  DecodeOptions upright{settings.scale, settings.left, settings.top, settings.width, settings.height, settings.frame};
  if (upright.left >= width || upright.top >= height) return {Code::kInvalidArgument, "the region begins outside of the image"};
  if (upright.width == 0) upright.width = width - upright.left;
  if (upright.height == 0) upright.height = height - upright.top;
  if (upright.width > width - upright.left || upright.height > height - upright.top) {
    return {Code::kInvalidArgument, "the region reaches beyond the image"};
  }
  *region = stored_region(upright, orientation, stored_width, stored_height);
  return {};
}

// Rows that did not come are transparent.
void clear_below(View view, uint32_t rows) {
  for (uint32_t y = rows; y < view.height; ++y) std::memset(view.row(y), 0, view.row_bytes());
}

}  // namespace

std::unique_ptr<Image> stand_up(std::unique_ptr<Image> stored, int orientation) {
  if (kOrient[orientation] == nullptr) return stored;
  const View from = stored->view();
  const uint32_t depth = from.is_16() ? 16 : 8;
  std::unique_ptr<Image> upright =
      turned(orientation) ? make_image(from.height, from.width, depth) : make_image(from.width, from.height, depth);
  if (upright) kOrient[orientation](from, upright->view());
  return upright;
}

Status decode_upright(Bytes bytes, const Limits& limits, const DecodeSettings& settings, Upright* out) {
  const Codec* const codec = sniff(bytes);
  if (codec == nullptr) return {Code::kNotAnImage, "not a JPEG, PNG or WebP file"};
  Header header;
  Status status = codec->read_header(bytes, limits, &header, &out->blocks);
  if (!status.ok()) return status;
  const int orientation = settings.orient ? header.orientation : 1;
  // The limits hold for what is made: a large file may be decoded small.
  Header asked = header;
  asked.width = scaled(header.width, settings.scale);
  asked.height = scaled(header.height, settings.scale);
  DecodeOptions region;
  if (header.width != 0 && header.height != 0) {
    status = region_of(header, settings, orientation, &region);
    if (!status.ok()) return status;
    region.inks_by_profile = settings.profile == DecodeSettingsProfile::kSrgb;
    asked.width = region.width;
    asked.height = region.height;
  }
  status = check_limits(asked, limits);
  if (!status.ok()) return status;
  const uint32_t depth = settings.keepDepth && header.bits > 8 ? 16 : 8;
  std::unique_ptr<Image> stored = make_image(region.width, region.height, depth);
  if (!stored) return {Code::kOutOfMemory, "no memory for the pixels"};
  status = codec->decode(bytes, limits, region, stored->view(), &out->rows);
  if (status.ok()) out->rows = region.height;
  if (!status.ok() && !(settings.partial && out->rows > 0)) return status;
  settle_profile(header, settings.profile == DecodeSettingsProfile::kSrgb, stored->view().part(0, 0, region.width, out->rows), pool(),
                 &out->blocks.icc);
  clear_below(stored->view(), out->rows);
  out->image = stand_up(std::move(stored), orientation);
  if (!out->image) return {Code::kOutOfMemory, "no memory to apply the orientation"};
  return status;
}

}  // namespace pixlane
