// What lies around and between the symbols of a zlib stream: its header, its blocks and their codes, its checksum. Bit by bit, for there
// is little of it.

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "codecs/deflate.h"

namespace pixlane {

bool Inflater::more_input() {
  while (in_ == in_end_) {
    Bytes piece;
    if (!next_(context_, &piece)) return false;
    in_ = piece.data;
    in_end_ = piece.data + piece.size;
  }
  return true;
}

// Byte by byte, so that it never looks past a piece.
void Inflater::refill() {
  while (bit_count_ <= 55 && more_input()) {
    bits_ = (bits_ & ((uint64_t{1} << bit_count_) - 1)) | uint64_t{*in_++} << bit_count_;
    bit_count_ += 8;
  }
}

bool Inflater::bits_of(int count, uint32_t* value) {
  if (bit_count_ < count) refill();
  if (bit_count_ < count) {
    fail(State::kTruncated);
    return false;
  }
  *value = static_cast<uint32_t>(bits_ & ((uint64_t{1} << count) - 1));
  bits_ >>= count;
  bit_count_ -= count;
  return true;
}

bool Inflater::begin_stream() {
  uint32_t head;
  if (!bits_of(16, &head)) return false;
  const uint32_t method = head & 255, flags = head >> 8;
  // 8: deflate, with a window of at most 32 KB; a preset dictionary is nothing PNG knows.
  if ((method & 15) != 8 || method >> 4 > 7 || (method << 8 | flags) % 31 != 0 || (flags & 32) != 0) fail(State::kCorrupt);
  begun_ = true;
  return state_ == State::kGoing;
}

bool Inflater::end_stream() {
  uint32_t rest;
  if (!bits_of(bit_count_ & 7, &rest)) return false;
  uint32_t sum = 0;
  for (int i = 0; i < 4; ++i) {
    uint32_t byte;
    if (!bits_of(8, &byte)) return false;
    sum = sum << 8 | byte;
  }
  fail(sum == sum_ ? State::kEnded : State::kCorrupt);
  return false;
}

bool Inflater::begin_stored() {
  uint32_t rest, length, inverse;
  if (!bits_of(bit_count_ & 7, &rest) || !bits_of(16, &length) || !bits_of(16, &inverse)) return false;
  if (length != (inverse ^ 0xFFFF)) {
    fail(State::kCorrupt);
    return false;
  }
  stored_left_ = length;
  block_ = Block::kStored;
  return true;
}

bool Inflater::read_codes() {
  constexpr uint8_t kOrder[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  constexpr uint32_t kMostLiterals = 286, kMostDistances = 30;
  uint32_t literals, distances, count;
  if (!bits_of(5, &literals) || !bits_of(5, &distances) || !bits_of(4, &count)) return false;
  literals += 257;
  distances += 1;
  uint8_t length_lengths[19] = {};
  for (uint32_t i = 0; i < count + 4; ++i) {
    uint32_t value;
    if (!bits_of(3, &value)) return false;
    length_lengths[kOrder[i]] = static_cast<uint8_t>(value);
  }
  uint16_t table[128];
  if (literals > kMostLiterals || distances > kMostDistances || !make_length_table(length_lengths, table)) {
    fail(State::kCorrupt);
    return false;
  }
  uint8_t lengths[kMostLiterals + kMostDistances];
  const uint32_t all = literals + distances;
  for (uint32_t i = 0; i < all;) {
    refill();
    const uint32_t entry = table[bits_ & 127];
    uint32_t unused, more = 0, repeat = 1;
    uint8_t value = static_cast<uint8_t>(entry & 255);
    if (!bits_of(static_cast<int>(entry >> 8), &unused)) return false;
    if (value >= 16) {
      const int extra = value == 16 ? 2 : value == 17 ? 3 : 7;
      if (!bits_of(extra, &more)) return false;
      repeat = more + (value == 18 ? 11 : 3);
      if ((value == 16 && i == 0) || repeat > all - i) {
        fail(State::kCorrupt);
        return false;
      }
      value = value == 16 ? lengths[i - 1] : uint8_t{0};
    }
    std::memset(lengths + i, value, repeat);
    i += repeat;
  }
  if (lengths[256] == 0 || !make_literal_table(lengths, static_cast<int>(literals), kLiteralBits, literals_) ||
      !make_distance_table(lengths + literals, static_cast<int>(distances), kDistanceBits, distances_)) {
    fail(State::kCorrupt);
    return false;
  }
  return true;
}

bool Inflater::begin_block() {
  if (last_block_) return end_stream();
  uint32_t last, type;
  if (!bits_of(1, &last) || !bits_of(2, &type)) return false;
  last_block_ = last != 0;
  if (type == 0) return begin_stored();
  if (type == 2 && !read_codes()) return false;
  if (type == 3) fail(State::kCorrupt);
  if (type == 1) {
    uint8_t lengths[288];
    for (int i = 0; i < 288; ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    make_literal_table(lengths, 288, kLiteralBits, literals_);
    std::memset(lengths, 5, 32);
    make_distance_table(lengths, 32, kDistanceBits, distances_);
  }
  block_ = Block::kCoded;
  return state_ == State::kGoing;
}

namespace {

struct Piece {
  Bytes bytes;
  bool given = false;
};

}  // namespace

Status inflate_all(Bytes packed, size_t most, Output* out) {
  Piece piece{packed};
  const auto next = [](void* context, Bytes* bytes) {
    auto* const from = static_cast<Piece*>(context);
    *bytes = from->bytes;
    return !std::exchange(from->given, true);
  };
  Output memory;
  const size_t room = Inflater::room_for(1);
  constexpr size_t kObject = sizeof(Inflater) + alignof(Inflater);
  if (!memory.reserve(kObject + room)) return {Code::kOutOfMemory, "no memory to unpack metadata"};
  auto* const inflater = new (memory.end()) Inflater;
  inflater->start(memory.end() + kObject, room, next, &piece);
  while (const uint8_t* bytes = inflater->need(1)) {
    const size_t count = inflater->waiting();
    if (count > most - out->size()) return {Code::kLimit, "metadata is larger than the limit"};
    if (!out->append(bytes, count)) return {Code::kOutOfMemory, "no memory for metadata"};
    inflater->consume(count);
  }
  if (inflater->state() != Inflater::State::kEnded) return {Code::kCorrupt, "the data breaks the rules of zlib"};
  return {};
}

}  // namespace pixlane
