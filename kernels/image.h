// Pixels: who owns them, what is aligned, what lies past the end of a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace pixlane {

inline constexpr size_t kChannels = 4;
// A row starts on this boundary, and this many bytes past its last pixel may be read (never written): so a kernel loads whole
// vectors of any target up to 512 bits and needs no remainder loop for its loads.
inline constexpr size_t kRowAlign = 64;

// Bytes of a pixel of 8 and of 16 bits a channel.
inline constexpr uint32_t kPixelBytes8 = 4;
inline constexpr uint32_t kPixelBytes16 = 8;

// Somebody else's RGBA pixels, of 8 or 16 bits a channel. A part of an image is a View with the same stride.
struct View {
  uint8_t* data = nullptr;
  uint32_t width = 0;
  uint32_t height = 0;
  size_t stride = 0;  // bytes from one row to the next
  uint32_t pixel_bytes = kPixelBytes8;

  bool is_16() const { return pixel_bytes == kPixelBytes16; }
  uint8_t* row(size_t y) const { return data + y * stride; }
  // Of an image of 16 bits a channel.
  uint16_t* row16(size_t y) const { return reinterpret_cast<uint16_t*>(row(y)); }
  size_t row_bytes() const { return size_t{width} * pixel_bytes; }
  View part(uint32_t x, uint32_t y, uint32_t w, uint32_t h) const { return {row(y) + size_t{x} * pixel_bytes, w, h, stride, pixel_bytes}; }
};

inline constexpr size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

// Bytes from row to row: the row, at least kRowAlign readable bytes after it, rounded up to kRowAlign. A multiple of 4096 is
// avoided, because rows that far apart share the same few cache sets, which makes a walk down a column several times slower.
inline constexpr size_t stride_for(uint32_t width, uint32_t pixel_bytes = kPixelBytes8) {
  const size_t stride = round_up(size_t{width} * pixel_bytes + kRowAlign, kRowAlign);
  return stride % 4096 == 0 ? stride + kRowAlign : stride;
}

// Owns its pixels; not initialised. `data()` is null when memory was short.
//
// Aligned here rather than by aligned_alloc: that gives what lies before the aligned address back to the heap, a thread that starts may
// take it, and then the place of a large image that was freed is a few bytes too small for the next one like it.
class Image {
 public:
  Image(uint32_t width, uint32_t height, uint32_t pixel_bytes = kPixelBytes8)
      : memory_(std::malloc(stride_for(width, pixel_bytes) * height + kRowAlign)),
        view_{aligned(memory_), width, height, stride_for(width, pixel_bytes), pixel_bytes} {}
  ~Image() { std::free(memory_); }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  uint8_t* data() const { return view_.data; }
  const View& view() const { return view_; }

 private:
  static uint8_t* aligned(void* memory) {
    return memory == nullptr ? nullptr : reinterpret_cast<uint8_t*>(round_up(reinterpret_cast<uintptr_t>(memory), kRowAlign));
  }

  void* memory_;
  View view_;
};

// Memory a kernel was handed for its own use. A kernel lays its memory out in one function, which runs twice: first over a
// measuring Scratch, which only counts, then over the memory itself.
class Scratch {
 public:
  Scratch(uint8_t* data, size_t bytes) : start_(reinterpret_cast<uintptr_t>(data)), next_(start_), end_(start_ + bytes) {}
  static Scratch measure() { return {}; }

  // The next `count` elements, aligned like a row. Null when measuring, or past the end of what was handed.
  template <class T>
  T* take(size_t count) {
    const uintptr_t taken = next_;
    next_ += round_up(count * sizeof(T), kRowAlign);
    return next_ <= end_ ? reinterpret_cast<T*>(taken) : nullptr;
  }
  // Bytes taken so far.
  size_t used() const { return next_ - start_; }

 private:
  Scratch() = default;
  uintptr_t start_ = 0, next_ = 0, end_ = 0;
};

}  // namespace pixlane
