// PNG's predictions of bytes from their neighbours: https://www.w3.org/TR/png-3/#9Filters
#pragma once

#include <cstddef>
#include <cstdint>

namespace pixlane {

inline constexpr int kPngFilters = 5;  // none, sub, up, average, paeth
// Rows are preceded by so many zeros and may be read and written so many bytes past their ends.
inline constexpr size_t kPngRowMargin = 64;

// Undoes filter `kind` of a row: `before` is the row above as it was, zeros for the first. pixel: bytes of a whole pixel, 1 to 8.
void png_unfilter(int kind, const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes, int pixel);
// Two rows, the second below the first, at once: each waits for its own pixels, and the other's time is free meanwhile.
void png_unfilter_pair(int first_kind, const uint8_t* first, int second_kind, const uint8_t* second, const uint8_t* before, uint8_t* row,
                       uint8_t* row_below, size_t bytes, int pixel);

// Filters a row in all five ways into `rows`, of which the first is the row itself, and sums up the absolute values of the bytes as
// signed ones.
void png_filter_all(const uint8_t* row, const uint8_t* before, uint8_t* const rows[kPngFilters], size_t bytes, int pixel,
                    uint64_t sums[kPngFilters]);
// In one way.
void png_filter(int kind, const uint8_t* row, const uint8_t* before, uint8_t* filtered, size_t bytes, int pixel);

// RGB to RGBA, opaque. May read 16 bytes past the end of `rgb`.
void png_rgb_to_rgba(const uint8_t* rgb, uint8_t* rgba, size_t pixels);

}  // namespace pixlane
