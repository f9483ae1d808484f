// lut: each channel through a table of its own.

#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels_gen.h"

namespace pixlane {
namespace {

constexpr size_t kEntries = 256;
constexpr size_t kColours = 3;

// Entries already where the channel is in a pixel's word.
struct Entries {
  uint32_t channel[kChannels][kEntries];
};

// One table for all colours, or one a colour; alpha has its own or is kept.
void to_entries(const Table& table, Entries* entries) {
  for (size_t c = 0; c < kChannels; ++c) {
    const bool given = c < kColours || table.count == kChannels * kEntries;
    const float* const from = table.data + (table.count == kEntries ? 0 : c * kEntries);
    for (size_t i = 0; i < kEntries; ++i) {
      const auto value = given ? static_cast<uint32_t>(std::floor(static_cast<double>(from[i]) + 0.5)) : static_cast<uint32_t>(i);
      entries->channel[c][i] = value << (8 * c);
    }
  }
}

}  // namespace

// out = round(table[c][x]), halves up.
void lut(View src, View dst, const LutParams& params, Pool& pool, Scratch) {
  Entries entries;
  to_entries(params.table, &entries);
  const size_t grain = 1 + (size_t{1} << 13) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      for (size_t x = 0; x < src.row_bytes(); x += kChannels) {
        uint32_t p;
        std::memcpy(&p, from + x, kChannels);
        p = entries.channel[0][p & 255] | entries.channel[1][(p >> 8) & 255] | entries.channel[2][(p >> 16) & 255] |
            entries.channel[3][p >> 24];
        std::memcpy(to + x, &p, kChannels);
      }
    }
  });
}

}  // namespace pixlane
