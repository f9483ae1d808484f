// Decoding with any options: the last bytes of an input choose them, the rest is the file.

#include "bindings/module.h"
#include "tests/fuzz/fuzz.h"

namespace pixlane {

Pool& pool() {
  static Pool alone(1);
  return alone;
}

const double* call_parameters() { return nullptr; }

namespace {

DecodeSettings any_settings(Choices* choices, uint32_t width, uint32_t height) {
  DecodeSettings settings;
  settings.orient = choices->flag();
  settings.keepDepth = choices->flag();
  settings.partial = choices->flag();
  settings.scale = 8 - choices->up_to(7);
  settings.frame = choices->up_to(3);
  if (choices->flag()) settings.profile = DecodeSettingsProfile::kSrgb;
  // Mostly inside of the image.
  settings.left = choices->up_to(width);
  settings.top = choices->up_to(height);
  settings.width = choices->up_to(width);
  settings.height = choices->up_to(height);
  return settings;
}

// A region is what the whole image shows there.
void require_same(View whole, View part, const DecodeSettings& settings) {
  require(part.pixel_bytes == whole.pixel_bytes, "one depth");
  require(settings.left + part.width <= whole.width && settings.top + part.height <= whole.height, "the region lies inside");
  const View there = whole.part(settings.left, settings.top, part.width, part.height);
  for (uint32_t y = 0; y < part.height; ++y) {
    require(std::memcmp(there.row(y), part.row(y), part.row_bytes()) == 0, "a region shows what the whole image shows there");
  }
}

}  // namespace
}  // namespace pixlane

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pixlane;
  const Limits limits = small_limits();
  Choices choices({data, size});
  const uint32_t width = choices.up_to(400);
  const uint32_t height = choices.up_to(400);
  const DecodeSettings settings = any_settings(&choices, width, height);
  const Bytes file = choices.left();
  if (sniff(file) == nullptr) return 0;
  Upright part;
  const Status status = decode_upright(file, limits, settings, &part);
  if (!status.ok()) {
    require(status.reason[0] != 0, "an error has a reason");
    require(part.image == nullptr || settings.partial, "pixels beside an error only where they are asked for");
    return 0;
  }
  require(part.image != nullptr, "an image where there is no error");
  DecodeSettings all = settings;
  all.left = all.top = all.width = all.height = 0;
  Upright whole;
  // Damage outside of the region need not be seen in it.
  if (decode_upright(file, limits, all, &whole).ok()) require_same(whole.image->view(), part.image->view(), settings);
  return 0;
}
