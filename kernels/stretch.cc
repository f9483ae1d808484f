// normalise and equalise: contrast stretched by what the image holds. Alpha is kept, and fully transparent pixels do not count.

#include <algorithm>
#include <cstdint>

#include "kernels/colour.h"
#include "kernels/tally.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/stretch.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/line-inl.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void StretchByLine(View src, View dst, const ByteLine& line, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) line_row(line, src.row(y), dst.row(y), src.row_bytes());
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(StretchByLine);

namespace {

// The smallest value that occurs and that at least `percent` of all pixels do not exceed; 0 where there are no pixels.
int percentile(const Tally& tally, double percent) {
  double count = 0;
  for (const uint32_t n : tally.of) count += n;
  double up_to = 0;
  for (int i = 0; i < 256; ++i) {
    up_to += tally.of[i];
    if (up_to > 0 && up_to * 100 >= percent * count) return i;
  }
  return 0;
}

// Pillow's ImageOps.equalize: n pixels below x become (step / 2 + n) / step, step = (all pixels - those of the highest value) / 255, in
// integers; unchanged where there is one value only, or too few pixels for a step.
void equalising_table(const Tally& tally, uint8_t* table) {
  uint64_t count = 0;
  uint64_t highest = 0;
  for (const uint32_t n : tally.of) {
    count += n;
    if (n != 0) highest = n;
  }
  const uint64_t step = (count - highest) / 255;
  uint64_t n = step / 2;
  for (uint64_t i = 0; i < 256; ++i) {
    table[i] = static_cast<uint8_t>(step == 0 ? i : std::min<uint64_t>(n / step, 255));
    n += tally.of[i];
  }
}

}  // namespace

size_t normalise_scratch(View, View, const NormaliseParams&, const Pool& pool) { return tally_scratch(pool); }

// clamp8(round((x - low) 255 / (high - low))), halves up, of all colours alike; low and high are percentiles of the luma. Unchanged where
// high is not above low.
void normalise(View src, View dst, const NormaliseParams& params, Pool& pool, Scratch scratch) {
  Tally tally;
  tally_luma(src, pool, scratch, &tally);
  const int low = percentile(tally, params.lower);
  const int high = percentile(tally, params.upper);
  const ByteLine line = high > low ? byte_line(low, high - low, 0, 255) : byte_line(0, 255, 0, 255);
  HWY_DYNAMIC_DISPATCH(StretchByLine)(src, dst, line, pool);
}

size_t equalise_scratch(View, View, const EqualiseParams&, const Pool& pool) { return tally_scratch(pool); }

// A table a colour, each from its own counts: see equalising_table.
void equalise(View src, View dst, const EqualiseParams&, Pool& pool, Scratch scratch) {
  Tally tallies[3];
  tally_colours(src, pool, scratch, tallies);
  ByteTables tables;
  for (int c = 0; c < 3; ++c) equalising_table(tallies[c], tables.of[c]);
  map_by_tables(src, dst, tables, pool);
}

}  // namespace pixlane
#endif
