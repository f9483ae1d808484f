#include "kernels/palette.h"

#include <algorithm>
#include <cmath>

namespace pixlane {
namespace {

struct Amount {
  double pixels = 0, sums[kChannels] = {};

  void add(double more, const double* of) {
    pixels += more;
    for (size_t c = 0; c < kChannels; ++c) sums[c] += of[c];
  }
  Amount without(const Amount& part) const {
    Amount rest;
    rest.pixels = pixels - part.pixels;
    for (size_t c = 0; c < kChannels; ++c) rest.sums[c] = sums[c] - part.sums[c];
    return rest;
  }
  // What a mean saves of the sum of squares.
  double weight() const { return (sums[0] * sums[0] + sums[1] * sums[1] + sums[2] * sums[2] + sums[3] * sums[3]) / pixels; }
};

struct Box {
  size_t begin = 0, end = 0;
  Amount all;
  // The best split: cells up to step `last` of `channel` are the first part. No gain: there is none.
  double gain = 0;
  int channel = 0, last = 0;
};

void find_split(const ColourCell* cells, Box* box) {
  Amount slices[kChannels][kMostSteps];
  for (size_t i = box->begin; i < box->end; ++i) {
    for (size_t c = 0; c < kChannels; ++c) slices[c][cells[i].at[c]].add(cells[i].pixels, cells[i].sums);
  }
  box->all = {};
  for (const Amount& slice : slices[0]) box->all.add(slice.pixels, slice.sums);
  box->gain = 0;
  const double whole = box->all.weight();
  for (size_t c = 0; c < kChannels; ++c) {
    Amount first;
    for (int step = 0; step < kMostSteps; ++step) {
      const Amount& slice = slices[c][step];
      if (slice.pixels == 0) continue;
      first.add(slice.pixels, slice.sums);
      if (first.pixels == box->all.pixels) break;
      const double gain = first.weight() + box->all.without(first).weight() - whole;
      if (gain <= box->gain) continue;
      box->gain = gain;
      box->channel = static_cast<int>(c);
      box->last = step;
    }
  }
}

}  // namespace

int choose_colours(ColourCell* cells, size_t count, int colours, uint8_t (*palette)[kChannels]) {
  Box boxes[kMostColours];
  boxes[0].end = count;
  find_split(cells, &boxes[0]);
  int found = 1;
  for (; found < colours; ++found) {
    Box* const from = std::max_element(boxes, boxes + found, [](const Box& a, const Box& b) { return a.gain < b.gain; });
    if (from->gain <= 0) break;
    const ColourCell* const middle = std::partition(cells + from->begin, cells + from->end,
                                                    [&](const ColourCell& cell) { return cell.at[from->channel] <= from->last; });
    Box& made = boxes[found];
    made.begin = static_cast<size_t>(middle - cells);
    made.end = from->end;
    from->end = made.begin;
    find_split(cells, from);
    find_split(cells, &made);
  }
  for (int i = 0; i < found; ++i) {
    for (size_t c = 0; c < kChannels; ++c) {
      palette[i][c] = static_cast<uint8_t>(std::floor(boxes[i].all.sums[c] / boxes[i].all.pixels + 0.5));
    }
  }
  return found;
}

}  // namespace pixlane
