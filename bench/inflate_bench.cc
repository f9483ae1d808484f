#include "bench/inflate_bench.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "codecs/deflate.h"
#include "libdeflate.h"
#include "zlib.h"

namespace pixlane {
namespace {

using Buffer = std::vector<uint8_t>;

// What all three unpack: rows of RGB, filtered by Sub as PNG files have them, packed by zlib at its usual level.
struct Stream {
  size_t row = 0, rows = 0;
  Buffer packed;
  size_t unpacked() const { return row * rows; }
};

const Stream& stream_of(const Image& photo) {
  static const Stream* const made = [&photo] {
    const View view = photo.view();
    auto* const stream = new Stream{1 + size_t{view.width} * 3, view.height, {}};
    Buffer rows(stream->unpacked());
    for (uint32_t y = 0; y < view.height; ++y) {
      const uint8_t* const from = view.row(y);
      uint8_t* to = rows.data() + y * stream->row;
      *to++ = 1;
      for (uint32_t x = 0; x < view.width; ++x) {
        for (uint32_t c = 0; c < 3; ++c) *to++ = static_cast<uint8_t>(from[x * 4 + c] - (x == 0 ? 0 : from[x * 4 + c - 4]));
      }
    }
    uLongf size = compressBound(static_cast<uLong>(rows.size()));
    stream->packed.resize(size);
    compress2(stream->packed.data(), &size, rows.data(), static_cast<uLong>(rows.size()), Z_DEFAULT_COMPRESSION);
    stream->packed.resize(size);
    return stream;
  }();
  return *made;
}

// Row by row through a window, as the PNG decoder does.
bool by_pixlane(const Stream& stream, Buffer*) {
  Bytes left{stream.packed.data(), stream.packed.size()};
  const auto next = [](void* context, Bytes* piece) {
    auto* const rest = static_cast<Bytes*>(context);
    *piece = *rest;
    *rest = {};
    return piece->size > 0;
  };
  Buffer window(Inflater::room_for(stream.row));
  const auto inflater = std::make_unique<Inflater>();
  inflater->start(window.data(), window.size(), next, &left);
  for (size_t y = 0; y < stream.rows; ++y) {
    const uint8_t* row = inflater->need(stream.row);
    if (row == nullptr) return false;
    benchmark::DoNotOptimize(row);
    inflater->consume(stream.row);
  }
  return inflater->need(1) == nullptr && inflater->state() == Inflater::State::kEnded;
}

// Row by row too, as libpng does.
bool by_zlib(const Stream& stream, Buffer* row) {
  row->resize(stream.row);
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return false;
  z.next_in = const_cast<Bytef*>(stream.packed.data());
  z.avail_in = static_cast<uInt>(stream.packed.size());
  int code = Z_OK;
  for (size_t y = 0; y < stream.rows && code == Z_OK; ++y) {
    z.next_out = row->data();
    z.avail_out = static_cast<uInt>(stream.row);
    while (z.avail_out > 0 && code == Z_OK) code = inflate(&z, Z_NO_FLUSH);
  }
  if (code == Z_OK) code = inflate(&z, Z_FINISH);
  inflateEnd(&z);
  return code == Z_STREAM_END;
}

// Into a buffer for all of it: it has no other way.
bool by_libdeflate(const Stream& stream, Buffer* all) {
  all->resize(stream.unpacked());
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  if (decompressor == nullptr) return false;
  const libdeflate_result result =
      libdeflate_zlib_decompress(decompressor, stream.packed.data(), stream.packed.size(), all->data(), all->size(), nullptr);
  libdeflate_free_decompressor(decompressor);
  return result == LIBDEFLATE_SUCCESS;
}

using Unpack = bool (*)(const Stream&, Buffer*);

void measure(benchmark::State& state, const Image& photo, Unpack unpack) {
  const Stream& stream = stream_of(photo);
  Buffer buffer;
  // Unmeasured, so that the buffer is there.
  bool sound = unpack(stream, &buffer);
  for (auto _ : state) sound = sound && unpack(stream, &buffer);
  if (!sound) state.SkipWithError("the stream was not unpacked to its end");
}

}  // namespace

std::vector<Inflation> inflations() {
  return {{"inflate-pixlane", [](benchmark::State& state, const Image& photo) { measure(state, photo, by_pixlane); }},
          {"inflate-zlib", [](benchmark::State& state, const Image& photo) { measure(state, photo, by_zlib); }},
          {"inflate-libdeflate", [](benchmark::State& state, const Image& photo) { measure(state, photo, by_libdeflate); }}};
}

}  // namespace pixlane
