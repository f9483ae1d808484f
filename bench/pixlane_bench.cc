// Every raced case of the registry on one 12.2 megapixel image, beside the memory copy of the same bytes, and decoders of DEFLATE: natively
// and, from the same source, as wasm under Node. bench.mjs divides by the copy of the same run.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/inflate_bench.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

constexpr uint32_t kWidth = kMeasuredWidth;
constexpr uint32_t kHeight = kMeasuredHeight;

// Smooth gradients with noise on top.
template <class Alpha>
const Image* gradients(uint32_t seed, const Alpha& alpha) {
  auto* made = new Image(kWidth, kHeight);
  uint32_t state = seed;
  for (uint32_t y = 0; y < kHeight; ++y) {
    uint8_t* row = made->view().row(y);
    for (uint32_t x = 0; x < kWidth; ++x) {
      state = state * 1664525u + 1013904223u;
      row[x * 4 + 0] = static_cast<uint8_t>(x / 20 + (state >> 27));
      row[x * 4 + 1] = static_cast<uint8_t>(y / 14 + (state >> 28));
      row[x * 4 + 2] = static_cast<uint8_t>((x + y) / 30 + (state >> 26));
      row[x * 4 + 3] = alpha(x);
    }
  }
  return made;
}

// Opaque, as a photo is.
const Image& photo() {
  static const Image* const image = gradients(1, [](uint32_t) -> uint8_t { return 255; });
  return *image;
}

// The second image: from transparent to opaque.
const Image& overlay() {
  static const Image* const image = gradients(2, [](uint32_t x) { return static_cast<uint8_t>(x * 255 / (kWidth - 1)); });
  return *image;
}

// The same in 16 bits a channel, made once.
View in_16_bits(const Image& image) {
  static std::map<const Image*, std::unique_ptr<Image>> made;
  std::unique_ptr<Image>& deep = made[&image];
  if (!deep) {
    deep = std::make_unique<Image>(kWidth, kHeight, kPixelBytes16);
    Pool pool(1);
    to16Bit(image.view(), deep->view(), {}, pool, Scratch(nullptr, 0));
  }
  return deep->view();
}

// Calls it once unmeasured: memory that is new has to be brought in page by page, which takes longer than some kernels, and a first
// iteration that is long would be the only one.
template <class Call>
void measure(benchmark::State& state, const Call& call) {
  call();
  for (auto _ : state) {
    call();
    benchmark::ClobberMemory();
  }
}

void copy(benchmark::State& state, View src) {
  const Image destination(kWidth, kHeight, src.pixel_bytes);
  uint8_t* pixels = destination.data();
  benchmark::DoNotOptimize(pixels);
  measure(state, [&] {
    for (uint32_t y = 0; y < kHeight; ++y) std::memcpy(destination.view().row(y), src.row(y), src.row_bytes());
  });
}

template <class Params, class Scratched, class Kernel>
void loop(benchmark::State& state, const Params& params, const Scratched& scratched, const Kernel& kernel, const Operands& on) {
  Pool pool(1);
  const size_t bytes = round_up(scratched(on, params, pool) + 1, kRowAlign);
  const std::unique_ptr<void, void (*)(void*)> memory(std::aligned_alloc(kRowAlign, bytes), std::free);
  measure(state, [&] { kernel(on, params, pool, Scratch(static_cast<uint8_t*>(memory.get()), bytes)); });
}

// What "sample/count" stands for in the registry: values that rise, three times over.
std::vector<float> sample_table(size_t count, float low, float high) {
  std::vector<float> table(count);
  for (size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i * 3 % count) / static_cast<double>(count);
    table[i] = static_cast<float>(low + (high - low) * share);
  }
  return table;
}

void kernel_case(benchmark::State& state, const Case& raced) {
  const Image destination(std::max(raced.width, 1u), std::max(raced.height, 1u), raced.output_bytes);
  std::vector<double> results(kMostResults);
  const bool deep = raced.source_bytes == kPixelBytes16;
  const View src = deep ? in_16_bits(photo()) : photo().view();
  const View second = deep ? in_16_bits(overlay()) : overlay().view();
  const Operands on{src, second, destination.view(), results.data()};
  double parameters[kParameterArea];
  std::copy(std::begin(raced.parameters), std::end(raced.parameters), parameters);
  std::vector<float> table;
  if (raced.table_range[1] > raced.table_range[0]) {
    table = sample_table(static_cast<size_t>(parameters[1]), raced.table_range[0], raced.table_range[1]);
    parameters[0] = static_cast<double>(reinterpret_cast<uintptr_t>(table.data()));
  }
#define PIXLANE_CASE(name, Params) \
  if (std::strcmp(raced.kernel, #name) == 0) loop(state, read_##name##_params(parameters), scratch_of_##name, run_##name, on);
  PIXLANE_KERNELS(PIXLANE_CASE)
#undef PIXLANE_CASE
}

}  // namespace
}  // namespace pixlane

int main(int argc, char** argv) {
  using pixlane::kCases;
  // The yardstick runs first and last: bench.mjs takes the faster, since a neighbour on the machine can only slow it down.
  const auto yardsticks = [](const std::string& suffix) {
    const auto add = [&](const std::string& name, const auto& view) {
      benchmark::RegisterBenchmark(name + suffix, [view](benchmark::State& state) {
        pixlane::copy(state, view());
      })->Unit(benchmark::kMillisecond);
    };
    add("copy", [] { return pixlane::photo().view(); });
    add("copy-16bit", [] { return pixlane::in_16_bits(pixlane::photo()); });
  };
  yardsticks("");
  for (const pixlane::Case& raced : kCases) {
    benchmark::RegisterBenchmark(raced.name, [&raced](benchmark::State& state) {
      pixlane::kernel_case(state, raced);
    })->Unit(benchmark::kMillisecond);
  }
  for (const pixlane::Inflation& inflation : pixlane::inflations()) {
    benchmark::RegisterBenchmark(inflation.name, [inflation](benchmark::State& state) {
      inflation.run(state, pixlane::photo());
    })->Unit(benchmark::kMillisecond);
  }
  yardsticks("/again");
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
