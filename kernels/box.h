// Shrinking by means over boxes: what image hashes look at.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// The image itself where both sides are at most 100, else its reduction to 100 on the longer side. Output pixel i is the mean of columns
// i in / out to (i + 1) in / out - 1, both rounded down, and of rows likewise: colours weighed by alpha, halves up.
class Boxes {
 public:
  // Lays out the memory; `shrink` fills it.
  Boxes(View src, const Pool& pool, Scratch& scratch);
  View shrink(Pool& pool) const;

  View small() const { return small_; }

 private:
  View src_, small_;
  uint32_t* columns_ = nullptr;  // where each box begins, and the last ends
  int64_t* sums_ = nullptr;      // of a row of boxes, one a thread
};

}  // namespace pixlane
