// The rows of a PNG file: IDAT chunks, unpacked, unfiltered two at a time.

#include <algorithm>
#include <cstring>
#include <utility>

#include "codecs/png_filters.h"
#include "codecs/png_parts.h"

namespace pixlane {
namespace {

// So many bytes are summed up before they are unpacked: they are in the cache then.
constexpr size_t kPiece = 64 << 10;

struct Pass {
  uint8_t left, top, across, down;
};
// Adam7, and the whole image behind it.
constexpr Pass kPasses[8] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                             {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}, {0, 0, 1, 1}};

uint32_t part_of(uint32_t side, uint32_t from, uint32_t step) { return side <= from ? 0 : (side - from - 1) / step + 1; }

}  // namespace

bool PngPieces::next(Bytes* piece) {
  while (status_.ok()) {
    if (in_chunk_ && left_.size > 0) {
      *piece = {left_.data, std::min(left_.size, kPiece)};
      left_ = {left_.data + piece->size, left_.size - piece->size};
      crc_ = crc32_of(crc_, piece->data, piece->size);
      return true;
    }
    if (in_chunk_) {
      // The checksum lies behind the data, and the next chunk behind that.
      in_chunk_ = false;
      const uint8_t* const sum = left_.data;
      if (file_.size - static_cast<size_t>(sum - file_.data) < 4) {
        status_ = {Code::kTruncated, "the PNG file ends too early"};
      } else if (big_endian32(sum) != crc_) {
        status_ = {Code::kCorrupt, "the checksum of the PNG file's pixels is wrong"};
      } else {
        at_ = static_cast<size_t>(sum - file_.data) + 4;
      }
      continue;
    }
    PngChunk chunk;
    const Status status = png_chunk_at(file_, at_, &chunk);
    if (chunk.type == png_type("IDAT")) {
      left_ = chunk.data;
      crc_ = crc32_of(0, chunk.data.data - 4, 4);
      in_chunk_ = true;
    } else if (!status.ok()) {
      status_ = status;
    } else {
      return false;
    }
  }
  return false;
}

void PngPieces::skip() {
  Bytes piece;
  while (next(&piece)) continue;
}

uint64_t PngRows::memory_for(const PngHead& head) {
  const uint64_t bytes = head.row_bytes(head.width);
  if (bytes > 0x10000000) return ~uint64_t{0};
  return 3 * (bytes + 2 * kPngRowMargin) + Inflater::room_for(static_cast<size_t>(2 * (bytes + 1)));
}

void PngRows::start(Bytes file, size_t first_data, const PngHead& head, uint8_t* memory) {
  head_ = head;
  status_ = {};
  pieces_.start(file, first_data);
  const auto bytes = static_cast<size_t>(head.row_bytes(head.width));
  for (uint8_t*& row : rows_) {
    std::memset(memory, 0, bytes + 2 * kPngRowMargin);
    row = memory + kPngRowMargin;
    memory += bytes + 2 * kPngRowMargin;
  }
  const auto next = [](void* context, Bytes* piece) { return static_cast<PngPieces*>(context)->next(piece); };
  inflater_.start(memory, Inflater::room_for(2 * (bytes + 1)), next, &pieces_);
  ready_ = false;
  pass_ = head.interlaced ? 0 : 7;
  passes_ = head.interlaced ? 7 : 8;
  begin_pass();
}

// The next pass that has pixels.
void PngRows::begin_pass() {
  for (; pass_ < passes_; ++pass_) {
    const Pass& pass = kPasses[pass_];
    const uint32_t width = part_of(head_.width, pass.left, pass.across);
    left_ = part_of(head_.height, pass.top, pass.down);
    if (width == 0 || left_ == 0) continue;
    bytes_ = static_cast<size_t>(head_.row_bytes(width));
    fresh_ = true;
    return;
  }
}

void PngRows::fail() {
  if (!status_.ok()) return;
  status_ = pieces_.status();
  if (!status_.ok()) return;
  // The file goes on behind its pixels, so it was not cut off.
  const bool damaged = inflater_.state() == Inflater::State::kCorrupt;
  status_ = {Code::kCorrupt, damaged ? "the pixels of the PNG file cannot be unpacked" : "the PNG file has fewer pixels than it says"};
}

// Unfilters the next one or two rows.
bool PngRows::unpack(uint32_t count) {
  const uint8_t* const first = inflater_.need(count * (bytes_ + 1));
  if (first == nullptr) return false;
  const uint8_t* const second = first + bytes_ + 1;
  if (first[0] >= kPngFilters) {
    status_ = {Code::kCorrupt, "a row of the PNG file is filtered in no known way"};
    return false;
  }
  const int pixel = head_.pixel_bytes();
  if (count == 2 && second[0] >= kPngFilters) count = 1;
  if (count == 2) {
    png_unfilter_pair(first[0], first + 1, second[0], second + 1, rows_[0], rows_[1], rows_[2], bytes_, pixel);
  } else {
    png_unfilter(first[0], first + 1, rows_[0], rows_[1], bytes_, pixel);
  }
  ready_ = count == 2;
  inflater_.consume(count * (bytes_ + 1));
  return true;
}

const uint8_t* PngRows::next(size_t* bytes) {
  if (done() || !status_.ok()) return nullptr;
  // Above the first row of a pass is nothing. Not before now: the last row of the pass before was there.
  if (std::exchange(fresh_, false)) std::memset(rows_[0], 0, bytes_);
  if (ready_) {
    // rows_[1] was given; rows_[2] is its successor, and above what follows.
    ready_ = false;
    std::swap(rows_[1], rows_[2]);
  } else if (!(left_ >= 2 && unpack(2)) && !(status_.ok() && unpack(1))) {
    fail();
    return nullptr;
  }
  const uint8_t* const row = rows_[1];
  *bytes = bytes_;
  if (!ready_) std::swap(rows_[0], rows_[1]);
  if (--left_ == 0) {
    ++pass_;
    begin_pass();
  }
  return row;
}

void PngRows::finish() {
  // Of more than the image needs libpng makes nothing, and so do we; a checksum that comes right behind it must be right.
  const bool more = inflater_.need(1) != nullptr;
  if (more) inflater_.consume(inflater_.waiting());
  if (!more && inflater_.state() != Inflater::State::kEnded) return fail();
  pieces_.skip();
  if (status_.ok()) status_ = pieces_.status();
}

}  // namespace pixlane
