// The threads that codecs may use.
#pragma once

#include "kernels/parallel.h"

namespace pixlane {

// The pool that kernels run on, once it was given; else null. Codecs and kernels never run at the same time.
Pool* codec_pool();
void give_codecs(Pool* pool);

}  // namespace pixlane
