// extract: a part of an image. Rows are copied.
//
//   out(x, y) = in(left + x, top + y)

#include <cstdint>
#include <cstring>

#include "kernels_gen.h"

namespace pixlane {

void extract(View src, View dst, const ExtractParams& params, Pool& pool, Scratch) {
  const View part = src.part(static_cast<uint32_t>(params.left), static_cast<uint32_t>(params.top), dst.width, dst.height);
  // About 64 KB of pixels: less is not worth waking another thread.
  pool.rows(dst.height, 1 + (size_t{1} << 16) / (dst.row_bytes() + 1), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) std::memcpy(dst.row(y), part.row(y), dst.row_bytes());
  });
}

}  // namespace pixlane
