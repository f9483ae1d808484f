// The decoders of DEFLATE that there are to choose from, on the same stream.
#pragma once

#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/image.h"

namespace pixlane {

// A decoder: its benchmark unpacks the rows of a PNG file of `photo` without alpha.
struct Inflation {
  const char* name;
  void (*run)(benchmark::State& state, const Image& photo);
};
std::vector<Inflation> inflations();

}  // namespace pixlane
