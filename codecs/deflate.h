// DEFLATE (RFC 1951) in its zlib wrapping (RFC 1950), as PNG uses it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codecs/codec.h"

namespace pixlane {

// The checksum of PNG's chunks over more bytes; begins at 0.
uint32_t crc32_of(uint32_t crc, const uint8_t* data, size_t size);
// The checksum of zlib's streams over more bytes; begins at 1.
uint32_t adler32_of(uint32_t adler, const uint8_t* data, size_t size);

// Unpacks a zlib stream whose input lies in pieces, into a buffer that it slides along. Nothing is allocated; an object is 14 KB.
class Inflater {
 public:
  // Gives the next piece of input; false at the end.
  using NextPiece = bool (*)(void* context, Bytes* piece);
  enum class State { kGoing, kEnded, kCorrupt, kTruncated };

  // The buffer must hold room_for(the most that `need` will ask for).
  void start(uint8_t* buffer, size_t room, NextPiece next, void* context);
  static size_t room_for(size_t most);

  // Unpacks until at least `count` bytes wait; null when the stream has no more of them. What the last call gave is gone.
  const uint8_t* need(size_t count);
  // The first bytes that wait are done with.
  void consume(size_t count) { begin_ += count; }
  // How many bytes wait.
  size_t waiting() const { return end_ - begin_; }
  // kEnded: the checksum was there and right.
  State state() const { return state_; }

 private:
  static constexpr int kLiteralBits = 11, kDistanceBits = 8;
  // What complete codes of 288 and of 32 symbols, 15 bits at most, need for these first tables and those behind them.
  static constexpr size_t kLiteralRoom = 2342, kDistanceRoom = 402;
  enum class Block { kNone, kStored, kCoded };

  bool more_input();
  void refill();
  bool bits_of(int count, uint32_t* value);
  void fail(State state) { state_ = state; }
  bool begin_stream();
  bool begin_block();
  bool begin_stored();
  bool read_codes();
  bool end_stream();
  void slide();
  void unpack();
  void copy_stored();
  void decode_fast();
  void decode_one();
  void count_sum(size_t from);

  const uint8_t* in_ = nullptr;
  const uint8_t* in_end_ = nullptr;
  NextPiece next_ = nullptr;
  void* context_ = nullptr;
  uint64_t bits_ = 0;  // the next bit lowest; above bit_count_ there may already be bits of the byte at in_
  int bit_count_ = 0;
  uint8_t* buffer_ = nullptr;
  size_t room_ = 0, begin_ = 0, end_ = 0;
  uint32_t sum_ = 1;
  uint32_t stored_left_ = 0;
  Block block_ = Block::kNone;
  bool last_block_ = false, begun_ = false;
  State state_ = State::kGoing;
  uint32_t literals_[kLiteralRoom];
  uint32_t distances_[kDistanceRoom];
};

// Entries of Inflater's tables. The low 6 bits say how many bits of input an entry takes, extra bits included: a shift by all of the entry
// is a shift by these. The next two say how many literals it gives, which are its upper bytes. 0 of them: it is a length or a distance
// (from bit 8 the least, from bit 24 the bits of the code alone), or one of the following; a link takes the first table's bits, and has
// from bit 8 the place of the further table, from bit 24 how many bits choose in it.
inline constexpr uint32_t kLink = 1u << 31;
inline constexpr uint32_t kStop = 1u << 30;  // the end of a block, or with kNoCode no code at all
inline constexpr uint32_t kNoCode = 1u << 29;

inline uint32_t bits_of_entry(uint32_t entry) { return entry & 63; }
inline uint32_t literals_of_entry(uint32_t entry) { return entry >> 6 & 3; }
// The place in a table that a link leads to, with the bits behind its own next.
inline uint32_t linked_by(uint32_t entry, uint64_t bits) {
  return (entry >> 8 & 0xFFFF) + static_cast<uint32_t>(bits & ((1u << (entry >> 24 & 15)) - 1));
}
// A length or distance, of the bits from its code on.
inline uint32_t value_of_entry(uint32_t entry, uint64_t bits) {
  return (entry >> 8 & 0xFFFF) + static_cast<uint32_t>((bits & ((uint64_t{1} << bits_of_entry(entry)) - 1)) >> (entry >> 24 & 15));
}

// Fills a table for codes of these lengths; false where they are no code. Bits of the codes are read lowest first.
bool make_literal_table(const uint8_t* lengths, int count, int table_bits, uint32_t* table);
bool make_distance_table(const uint8_t* lengths, int count, int table_bits, uint32_t* table);
// The code of the code lengths: entries are length | bits << 8, 7 bits choose.
bool make_length_table(const uint8_t* lengths, uint16_t* table);

// Unpacks all of a zlib stream: kLimit for more than `most` bytes, kCorrupt for what is none.
Status inflate_all(Bytes packed, size_t most, Output* out);

// A zlib stream of `data`, appended. level: 0 to 9.
Status deflate_all(Bytes data, int level, Output* out);

// A zlib stream in pieces, as fast as is sensible: codes of single bytes, made for each block, and runs of one byte.
class FastDeflater {
 public:
  explicit FastDeflater(Output* out) : out_(out) {}
  // Bytes of a block: larger ones save headers, smaller ones follow the image.
  static constexpr size_t kBlock = 96 << 10;

  bool begin();
  // The next bytes, at most about kBlock; the byte before them must be readable and be the one that came before.
  bool block(const uint8_t* data, size_t size, bool first, bool last);
  bool end();

 private:
  Output* out_;
  uint64_t bits_ = 0;
  int bit_count_ = 0;
  uint32_t sum_ = 1;
};

}  // namespace pixlane
