// Our own inflater against zlib, on any stream and in pieces of any size; and what our deflaters write, against both.

#include <zlib.h>

#include <algorithm>

#include "codecs/deflate.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace pixlane;

constexpr size_t kMost = 1u << 20;

bool same(Bytes a, const Output& b) { return a.size == b.size() && (a.size == 0 || std::memcmp(a.data, b.data(), a.size) == 0); }

// What zlib makes of a stream; false where it refuses it.
bool unpack_by_zlib(Bytes packed, Output* out) {
  require(out->reserve(kMost + 1), "memory for what zlib unpacks");
  uLongf size = kMost + 1;
  uLong used = packed.size;
  const int code = uncompress2(out->end(), &size, packed.data, &used);
  if (code != Z_OK || size > kMost) return false;
  out->commit(size);
  return true;
}

void require_same_as_zlib(Bytes packed) {
  Output theirs;
  Output ours;
  const Status status = inflate_all(packed, kMost, &ours);
  if (unpack_by_zlib(packed, &theirs)) {
    require(status.ok(), "what zlib reads is read");
    require(same({theirs.data(), theirs.size()}, ours), "what zlib reads is the same");
  } else {
    require(!status.ok() && status.reason[0] != 0, "what zlib refuses is refused");
  }
}

struct Pieces {
  Bytes left;
  size_t size;
};

bool next_piece(void* context, Bytes* piece) {
  auto* const pieces = static_cast<Pieces*>(context);
  const size_t size = std::min(pieces->size, pieces->left.size);
  if (size == 0) return false;
  *piece = {pieces->left.data, size};
  pieces->left = {pieces->left.data + size, pieces->left.size - size};
  return true;
}

// The same stream, its input and its output in small parts.
void require_same_in_pieces(Bytes packed, size_t piece, size_t row) {
  Output whole;
  const Status status = inflate_all(packed, kMost, &whole);
  Pieces pieces{packed, piece};
  const size_t room = Inflater::room_for(row);
  const std::unique_ptr<uint8_t[]> buffer(new uint8_t[room]);
  const auto inflater = std::make_unique<Inflater>();
  inflater->start(buffer.get(), room, next_piece, &pieces);
  size_t at = 0;
  for (const uint8_t* bytes = inflater->need(row); bytes != nullptr && at < kMost; bytes = inflater->need(row)) {
    if (status.ok()) require(at + row <= whole.size() && std::memcmp(whole.data() + at, bytes, row) == 0, "pieces are parts of the whole");
    at += row;
    inflater->consume(row);
  }
  if (status.ok())
    require(whole.size() - at == inflater->waiting() && inflater->state() == Inflater::State::kEnded, "pieces make the whole");
}

void require_round_trip(Bytes data, int level) {
  Output packed;
  Output again;
  require(deflate_all(data, level, &packed).ok(), "any bytes are packed");
  require(inflate_all({packed.data(), packed.size()}, kMost, &again).ok() && same(data, again), "what is packed is unpacked");
}

void require_fast_round_trip(Bytes data, size_t block) {
  Output packed;
  Output theirs;
  FastDeflater deflater(&packed);
  bool held = deflater.begin();
  for (size_t at = 0; held && at < data.size; at += block) {
    const size_t size = std::min(block, data.size - at);
    held = deflater.block(data.data + at, size, at == 0, at + size == data.size);
  }
  require(held && deflater.end(), "any bytes are packed fast");
  if (data.size == 0) return;
  require(unpack_by_zlib({packed.data(), packed.size()}, &theirs) && same(data, theirs), "what is packed fast is unpacked by zlib");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Choices choices({data, size});
  const size_t piece = 1 + choices.up_to(300);
  const size_t row = 1 + choices.up_to(3000);
  const int level = static_cast<int>(choices.up_to(9));
  const Bytes bytes = choices.left();
  require_same_as_zlib(bytes);
  require_same_in_pieces(bytes, piece, row);
  require_round_trip(bytes, level);
  require_fast_round_trip(bytes, piece * 7);
  return 0;
}
