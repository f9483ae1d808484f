// lut: each channel through a table of its own.

#include <cmath>
#include <cstdint>

#include "kernels/colour.h"
#include "kernels_gen.h"

namespace pixlane {

// out = round(table[c][x]), halves up. One table for all colours, or one a colour; alpha has its own, a fourth, or is kept.
void lut(View src, View dst, const LutParams& params, Pool& pool, Scratch) {
  constexpr size_t kEntries = 256;
  const Table& table = params.table;
  ByteTables tables;
  tables.alpha = table.count == kChannels * kEntries;
  const size_t given = tables.alpha ? kChannels : kChannels - 1;
  for (size_t c = 0; c < given; ++c) {
    const float* const from = table.data + (table.count == kEntries ? 0 : c * kEntries);
    for (size_t i = 0; i < kEntries; ++i) tables.of[c][i] = static_cast<uint8_t>(std::floor(static_cast<double>(from[i]) + 0.5));
  }
  map_by_tables(src, dst, tables, pool);
}

}  // namespace pixlane
