// How many bytes this program has from its heap at the moment, to the byte.
#pragma once

#include <cstddef>

namespace pixlane {

size_t allocated_bytes();

}  // namespace pixlane
