// Every raced case of the registry on one 12.2 megapixel image, beside the memory copy of the same bytes: natively and, from the same
// source, as wasm under Node. bench.mjs divides by the copy of the same run.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "kernels_gen.h"

namespace pixlane {
namespace {

constexpr uint32_t kWidth = 4288;
constexpr uint32_t kHeight = 2848;

// Smooth gradients with noise on top, opaque as a photo.
const Image& photo() {
  static const Image* const image = [] {
    auto* made = new Image(kWidth, kHeight);
    uint32_t state = 1;
    for (uint32_t y = 0; y < kHeight; ++y) {
      uint8_t* row = made->view().row(y);
      for (uint32_t x = 0; x < kWidth; ++x) {
        state = state * 1664525u + 1013904223u;
        row[x * 4 + 0] = static_cast<uint8_t>(x / 20 + (state >> 27));
        row[x * 4 + 1] = static_cast<uint8_t>(y / 14 + (state >> 28));
        row[x * 4 + 2] = static_cast<uint8_t>((x + y) / 30 + (state >> 26));
        row[x * 4 + 3] = 255;
      }
    }
    return made;
  }();
  return *image;
}

void copy(benchmark::State& state) {
  const View src = photo().view();
  const Image destination(kWidth, kHeight);
  uint8_t* pixels = destination.data();
  benchmark::DoNotOptimize(pixels);
  for (auto _ : state) {
    for (uint32_t y = 0; y < kHeight; ++y) std::memcpy(destination.view().row(y), src.row(y), src.row_bytes());
    benchmark::ClobberMemory();
  }
}

template <class Params, class Scratched, class Kernel>
void loop(benchmark::State& state, const Params& params, const Scratched& scratched, const Kernel& kernel, View src, View dst) {
  Pool pool(1);
  const size_t bytes = round_up(scratched(src, dst, params, pool) + 1, kRowAlign);
  const std::unique_ptr<void, void (*)(void*)> memory(std::aligned_alloc(kRowAlign, bytes), std::free);
  for (auto _ : state) {
    kernel(src, dst, params, pool, Scratch(static_cast<uint8_t*>(memory.get()), bytes));
    benchmark::ClobberMemory();
  }
}

void kernel_case(benchmark::State& state, const Case& raced) {
  const View src = photo().view();
  uint32_t width = kWidth * raced.numerator / raced.denominator;
  uint32_t height = kHeight * raced.numerator / raced.denominator;
  if (raced.transposed) std::swap(width, height);
  const Image destination(width, height);
#define PIXLANE_CASE(name, Params)           \
  if (std::strcmp(raced.kernel, #name) == 0) \
    loop(state, read_##name##_params(raced.parameters), name##_scratch, name, src, destination.view());
  PIXLANE_KERNELS(PIXLANE_CASE)
#undef PIXLANE_CASE
}

}  // namespace
}  // namespace pixlane

int main(int argc, char** argv) {
  using pixlane::kCases;
  // The yardstick runs first and last: bench.mjs takes the faster, since a neighbour on the machine can only slow it down.
  benchmark::RegisterBenchmark("copy", pixlane::copy)->Unit(benchmark::kMillisecond);
  for (const pixlane::Case& raced : kCases) {
    benchmark::RegisterBenchmark(raced.name, [&raced](benchmark::State& state) {
      pixlane::kernel_case(state, raced);
    })->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark("copy/again", pixlane::copy)->Unit(benchmark::kMillisecond);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
