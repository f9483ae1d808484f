// Where the second image of `composite` lies: what both depths share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels_gen.h"

namespace pixlane {

// Composites a part of a row.
using CompositeSpan = void (*)(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes);

// `inside` where the second image lies. Elsewhere nothing is left of the source, or what `keep` makes of it, which looks at no overlay but
// may load one: it is given the source's own pixels.
void composite_rows(View src, View second, View dst, const CompositeParams& params, Pool& pool, Scratch scratch, CompositeSpan inside,
                    CompositeSpan keep);
size_t composite_rows_scratch(View src, const CompositeParams& params, const Pool& pool);

}  // namespace pixlane
