// Runs kernels natively, once a Highway target, for the parity test.
//
// Each line of standard input is a case:
//   kernel depth dstDepth srcWidth srcHeight secondWidth secondHeight dstWidth dstHeight seed opaque|mixed|sparse tableLength table...
//   parameter...
// with the parameters as the doubles the bindings hand over (a table's address is filled in here). Answers one line a case:
// "target/threads=hash" for every target this machine can run and 1 and 3 threads, FNV-1a of the output's rows, or of its numbers' bytes
// where the output's size is 0. All images are parts of larger ones: a byte written outside the destination ends the program with an error.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "hwy/targets.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

constexpr uint32_t kMargin = 3;  // pixels around a part
constexpr uint8_t kUntouched = 0xA5;

// The generator and the alphas of tests/parity/core.mjs.
void fill_random(View view, uint32_t seed, const std::string& alpha_kind) {
  uint32_t state = seed;
  const auto next = [&] {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return static_cast<uint8_t>(state & 255);
  };
  // Of 16 bits, the low byte comes first; the high byte decides which alphas are sparse.
  const uint32_t channel_bytes = view.pixel_bytes / kChannels;
  for (uint32_t y = 0; y < view.height; ++y) {
    uint8_t* pixel = view.row(y);
    for (uint32_t x = 0; x < view.width; ++x, pixel += view.pixel_bytes) {
      for (uint32_t i = 0; i < view.pixel_bytes; ++i) pixel[i] = next();
      uint8_t* const alpha = pixel + 3 * channel_bytes;
      if (alpha_kind == "opaque") std::fill_n(alpha, channel_bytes, uint8_t{255});
      if (alpha_kind == "sparse" && pixel[view.pixel_bytes - 1] < 192) std::fill_n(alpha, channel_bytes, uint8_t{0});
    }
  }
}

uint32_t hash_on(uint32_t h, const void* from, size_t count) {
  const auto* bytes = static_cast<const uint8_t*>(from);
  for (size_t i = 0; i < count; ++i) h = (h ^ bytes[i]) * 16777619u;
  return h;
}
constexpr uint32_t kHashStart = 2166136261u;

uint32_t hash(View view) {
  uint32_t h = kHashStart;
  for (uint32_t y = 0; y < view.height; ++y) h = hash_on(h, view.row(y), view.row_bytes());
  return h;
}
uint32_t hash(const std::vector<double>& results, size_t count) { return hash_on(kHashStart, results.data(), count * sizeof(double)); }

// A part of `image`, filled as the tests fill an image, with other pixels around it.
View random_part(const Image& image, uint32_t seed, const std::string& alpha_kind) {
  const View all = image.view();
  fill_random(all, seed + 1, "mixed");
  const View part = all.part(kMargin, kMargin, all.width - 2 * kMargin, all.height - 2 * kMargin);
  fill_random(part, seed, alpha_kind);
  return part;
}

bool untouched_around(const Image& image, View part) {
  const View all = image.view();
  for (uint32_t y = 0; y < all.height; ++y) {
    for (size_t i = 0; i < all.row_bytes(); ++i) {
      const size_t begin = size_t{kMargin} * all.pixel_bytes;
      const bool inside = y >= kMargin && y < kMargin + part.height && i >= begin && i < begin + part.row_bytes();
      if (!inside && all.row(y)[i] != kUntouched) return false;
    }
  }
  return true;
}

// The kernel called `name` on these views; false when there is none.
bool run(const std::string& name, const Operands& on, const double* parameters, Pool& pool) {
#define PIXLANE_RUN(kernel, Params)                                                                                                \
  if (name == #kernel) {                                                                                                           \
    const Params params = read_##kernel##_params(parameters);                                                                      \
    const size_t bytes = scratch_of_##kernel(on, params, pool);                                                                    \
    const std::unique_ptr<void, void (*)(void*)> memory(std::aligned_alloc(kRowAlign, round_up(bytes + 1, kRowAlign)), std::free); \
    run_##kernel(on, params, pool, Scratch(static_cast<uint8_t*>(memory.get()), bytes));                                           \
    return true;                                                                                                                   \
  }
  PIXLANE_KERNELS(PIXLANE_RUN)
#undef PIXLANE_RUN
  return false;
}

int answer(const std::string& line, Pool* const* pools, size_t pool_count) {
  std::istringstream in(line);
  std::string kernel, alpha_kind;
  uint32_t depth, dst_depth, src_width, src_height, second_width, second_height, dst_width, dst_height, seed;
  size_t table_length;
  if (!(in >> kernel >> depth >> dst_depth)) return 1;
  if (!(in >> src_width >> src_height >> second_width >> second_height >> dst_width >> dst_height >> seed)) return 1;
  if (!(in >> alpha_kind >> table_length)) return 1;
  std::vector<float> table(table_length);
  for (float& value : table) in >> value;
  std::vector<double> parameters;
  for (double p; in >> p;) parameters.push_back(p);
  parameters.resize(kParameterArea);
  if (!table.empty()) parameters[0] = static_cast<double>(reinterpret_cast<uintptr_t>(table.data()));

  const auto pixel_bytes = [](uint32_t bits) { return bits == 16 ? kPixelBytes16 : kPixelBytes8; };
  const Image source(src_width + 2 * kMargin, src_height + 2 * kMargin, pixel_bytes(depth));
  const View src = random_part(source, seed, alpha_kind);
  const Image other(second_width + 2 * kMargin, second_height + 2 * kMargin, pixel_bytes(depth));
  const View second = random_part(other, seed + 2, alpha_kind == "sparse" ? "opaque" : "mixed");
  std::vector<double> results(kMostResults);
  std::string out;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    for (size_t p = 0; p < pool_count; ++p) {
      const Image destination(dst_width + 2 * kMargin, dst_height + 2 * kMargin, pixel_bytes(dst_depth));
      const View dst = destination.view().part(kMargin, kMargin, dst_width, dst_height);
      std::fill_n(destination.data(), destination.view().stride * destination.view().height, kUntouched);
      if (!run(kernel, {src, second, dst, results.data()}, parameters.data(), *pools[p])) {
        std::fprintf(stderr, "no kernel called %s\n", kernel.c_str());
        return 1;
      }
      if (!untouched_around(destination, dst)) {
        std::fprintf(stderr, "%s wrote outside its destination: %s\n", hwy::TargetName(target), line.c_str());
        return 1;
      }
      char text[64];
      std::snprintf(text, sizeof(text), "%s%s/%u=%08x", out.empty() ? "" : " ", hwy::TargetName(target), pools[p]->threads(),
                    dst_width == 0 ? hash(results, result_count(kernel)) : hash(dst));
      out += text;
    }
  }
  hwy::SetSupportedTargetsForTest(0);
  std::puts(out.c_str());
  return 0;
}

}  // namespace
}  // namespace pixlane

int main() {
  pixlane::Pool one(1);
  pixlane::Pool three(3);
  pixlane::Pool* const pools[] = {&one, &three};
  for (std::string line; std::getline(std::cin, line);) {
    if (const int failed = pixlane::answer(line, pools, 2)) return failed;
  }
}
