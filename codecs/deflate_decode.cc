// Unpacks zlib streams. What is fast here: 64 bits of input in a register, up to three literals a look into the table (a filtered
// photograph is little else), and nothing that stops between two looks as long as input and room are far from their ends.

#include <algorithm>
#include <cstring>

#include "codecs/deflate.h"

namespace pixlane {
namespace {

constexpr size_t kWindow = 32768;
// What may be written past the last byte that is wanted: a match, in whole words.
constexpr size_t kBehind = 258 + 64;
// A turn of the fast loop takes at most 20 bytes of input, in whole words, and gives at most 12 literals and a match.
constexpr size_t kInputAhead = 32;
constexpr size_t kOutputAhead = 16 + 258 + 32;
constexpr size_t kChunk = 128 << 10;

uint64_t load64(const uint8_t* from) {
  uint64_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

// May write 15 bytes too many.
inline void copy_match(uint8_t* to, size_t distance, size_t length) {
  const uint8_t* from = to - distance;
  const uint8_t* const end = to + length;
  if (distance >= 16) {
    do {
      std::memcpy(to, from, 16);
      to += 16;
      from += 16;
    } while (to < end);
  } else if (distance >= 8) {
    do {
      std::memcpy(to, from, 8);
      to += 8;
      from += 8;
    } while (to < end);
  } else if (distance == 1) {
    std::memset(to, *from, length);
  } else {
    // Each store is right in its first `distance` bytes, which makes the next load right.
    do {
      std::memcpy(to, from, 8);
      to += distance;
      from += distance;
    } while (to < end);
  }
}

}  // namespace

size_t Inflater::room_for(size_t most) { return kWindow + std::max(kChunk, most + kOutputAhead) + kBehind; }

void Inflater::start(uint8_t* buffer, size_t room, NextPiece next, void* context) {
  in_ = in_end_ = nullptr;
  next_ = next;
  context_ = context;
  bits_ = 0;
  bit_count_ = 0;
  buffer_ = buffer;
  room_ = room;
  begin_ = end_ = 0;
  sum_ = 1;
  block_ = Block::kNone;
  last_block_ = begun_ = false;
  state_ = State::kGoing;
}

void Inflater::copy_stored() {
  while (stored_left_ > 0 && end_ + kBehind < room_) {
    if (bit_count_ >= 8) {
      buffer_[end_++] = static_cast<uint8_t>(bits_);
      bits_ >>= 8;
      bit_count_ -= 8;
      --stored_left_;
      continue;
    }
    bits_ = 0;
    if (!more_input()) return fail(State::kTruncated);
    const size_t count = std::min({size_t{stored_left_}, room_ - kBehind - end_, static_cast<size_t>(in_end_ - in_)});
    std::memcpy(buffer_ + end_, in_, count);
    in_ += count;
    end_ += count;
    stored_left_ -= static_cast<uint32_t>(count);
  }
  if (stored_left_ == 0) block_ = Block::kNone;
}

// One look into the table, near the end of a piece or of the room.
void Inflater::decode_one() {
  refill();
  uint64_t bits = bits_;
  int used = 0;
  const auto look = [&](const uint32_t* table, int table_bits) {
    uint32_t entry = table[bits & ((1u << table_bits) - 1)];
    if (literals_of_entry(entry) == 0 && (entry & kLink) != 0) {
      bits >>= table_bits;
      used += table_bits;
      entry = table[linked_by(entry, bits)];
    }
    used += static_cast<int>(bits_of_entry(entry));
    return entry;
  };
  const uint32_t entry = look(literals_, kLiteralBits);
  size_t length = 0, distance = 0;
  const size_t literals = literals_of_entry(entry);
  if (literals == 0 && (entry & kStop) == 0) {
    length = value_of_entry(entry, bits);
    bits >>= bits_of_entry(entry);
    const uint32_t apart = look(distances_, kDistanceBits);
    if ((apart & kStop) == 0) distance = value_of_entry(apart, bits);
  }
  if (used > bit_count_) return fail(State::kTruncated);
  if (literals > 0) {
    const uint32_t bytes = entry >> 8;
    std::memcpy(buffer_ + end_, &bytes, 3);
    end_ += literals;
  } else if (length > 0) {
    if (distance == 0 || distance > end_) return fail(State::kCorrupt);
    copy_match(buffer_ + end_, distance, length);
    end_ += length;
  } else {
    if ((entry & kNoCode) != 0) return fail(State::kCorrupt);
    block_ = Block::kNone;
  }
  bits_ >>= used;
  bit_count_ -= used;
}

// As decode_one, as long as a whole turn fits into this piece of input and the room.
void Inflater::decode_fast() {
  const uint8_t* in = in_;
  const uint8_t* const in_end = in_end_ - kInputAhead;
  uint8_t* out = buffer_ + end_;
  uint8_t* const out_end = buffer_ + (room_ - kBehind);
  uint64_t bits = bits_;
  uint32_t count = static_cast<uint32_t>(bit_count_);
  const uint32_t* const literals = literals_;
  const uint32_t* const distances = distances_;
  constexpr uint64_t kMask = (1u << kLiteralBits) - 1;
  // At least 56 bits. What the load brings beyond those is there again in the next one.
  const auto fill = [&] {
    bits |= load64(in) << count;
    in += (63 - count) >> 3;
    count |= 56;
  };
  const auto drop = [&](uint32_t entry) {
    bits >>= entry & 63;
    count -= entry & 63;
  };
  const auto put = [&](uint32_t entry) {
    const uint32_t bytes = entry >> 8;
    std::memcpy(out, &bytes, sizeof bytes);
    out += literals_of_entry(entry);
    drop(entry);
  };
  fill();
  uint32_t entry = literals[bits & kMask];
  while (in < in_end && out < out_end) {
    if (literals_of_entry(entry) != 0) {
      put(entry);
      entry = literals[bits & kMask];
      if (literals_of_entry(entry) != 0) {
        put(entry);
        entry = literals[bits & kMask];
        if (literals_of_entry(entry) != 0) {
          put(entry);
          entry = literals[bits & kMask];
          if (literals_of_entry(entry) != 0) {
            put(entry);
            // 12 bits are left, enough for the next look.
            entry = literals[bits & kMask];
            fill();
            continue;
          }
        }
      }
    }
    fill();
    if ((entry & (kLink | kStop)) != 0) {
      if ((entry & kLink) != 0) {
        drop(entry);
        entry = literals[linked_by(entry, bits)];
        if (literals_of_entry(entry) != 0) {
          put(entry);
          entry = literals[bits & kMask];
          fill();
          continue;
        }
      }
      if ((entry & kStop) != 0) {
        if ((entry & kNoCode) != 0) fail(State::kCorrupt);
        drop(entry);
        block_ = Block::kNone;
        break;
      }
    }
    const size_t length = value_of_entry(entry, bits);
    drop(entry);
    uint32_t apart = distances[bits & ((1u << kDistanceBits) - 1)];
    if ((apart & (kLink | kStop)) != 0) {
      if ((apart & kLink) != 0) {
        drop(apart);
        apart = distances[linked_by(apart, bits)];
      }
      if ((apart & kStop) != 0) {
        fail(State::kCorrupt);
        break;
      }
    }
    const size_t distance = value_of_entry(apart, bits);
    drop(apart);
    if (distance > static_cast<size_t>(out - buffer_)) {
      fail(State::kCorrupt);
      break;
    }
    fill();
    entry = literals[bits & kMask];
    copy_match(out, distance, length);
    out += length;
  }
  end_ = static_cast<size_t>(out - buffer_);
  in_ = in;
  bits_ = bits;
  bit_count_ = static_cast<int>(count);
}

void Inflater::count_sum(size_t from) { sum_ = adler32_of(sum_, buffer_ + from, end_ - from); }

// To the front goes what waits and the window of what matches may still ask for.
void Inflater::slide() {
  const size_t keep = std::min(begin_, end_ > kWindow ? end_ - kWindow : 0);
  if (keep == 0) return;
  std::memmove(buffer_, buffer_ + keep, end_ - keep);
  begin_ -= keep;
  end_ -= keep;
}

// Until the room is full, or nothing more comes.
void Inflater::unpack() {
  const size_t from = end_;
  const size_t most = room_ - kBehind - kOutputAhead;
  size_t counted = from;
  if (!begun_) begin_stream();
  while (state_ == State::kGoing && end_ < most) {
    if (block_ == Block::kNone) {
      // The checksum at the end is over all that came.
      count_sum(counted);
      counted = end_;
      begin_block();
    } else if (block_ == Block::kStored) {
      copy_stored();
    } else if (in_end_ - in_ > static_cast<ptrdiff_t>(kInputAhead)) {
      decode_fast();
    } else {
      decode_one();
    }
  }
  count_sum(counted);
}

const uint8_t* Inflater::need(size_t count) {
  if (waiting() < count) {
    slide();
    while (state_ == State::kGoing && waiting() < count) {
      unpack();
      if (waiting() < count) slide();
    }
  }
  return waiting() >= count ? buffer_ + begin_ : nullptr;
}

}  // namespace pixlane
