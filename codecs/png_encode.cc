// Encoding of PNG: the smallest colour type that loses nothing, rows filtered and packed, and the chunks around them.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "codecs/png_filters.h"
#include "codecs/png_pack.h"
#include "codecs/png_parts.h"
#include "kernels/parallel.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

constexpr Status kNoMemory = {Code::kOutOfMemory, "no memory for the PNG file"};

// Memory that is freed with it.
class Memory {
 public:
  explicit Memory(size_t size) : data_(static_cast<uint8_t*>(std::malloc(size))) {}
  ~Memory() { std::free(data_); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  uint8_t* data() const { return data_; }

 private:
  uint8_t* data_;
};

void put32(uint8_t* to, uint32_t value) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<uint8_t>(value >> (24 - 8 * i));
}

// A chunk whose data is appended between the two.
bool begin_chunk(Output* out, const char (&name)[5], size_t* begin) {
  *begin = out->size();
  uint8_t head[8] = {};
  put32(head + 4, png_type(name));
  return out->append(head, sizeof head);
}
bool end_chunk(Output* out, size_t begin) {
  uint8_t* const chunk = out->end() - (out->size() - begin);
  const size_t size = out->size() - begin - 8;
  put32(chunk, static_cast<uint32_t>(size));
  uint8_t sum[4];
  put32(sum, crc32_of(0, chunk + 4, size + 4));
  return out->append(sum, sizeof sum);
}
bool put_chunk(Output* out, const char (&name)[5], Bytes first, Bytes second = {}) {
  size_t begin;
  if (!begin_chunk(out, name, &begin)) return false;
  for (const Bytes& part : {first, second}) {
    if (part.size > 0 && !out->append(part.data, part.size)) return false;
  }
  return end_chunk(out, begin);
}

// The colour space that a profile is for: "RGB ", "GRAY".
bool profile_is(Bytes icc, const char* space) { return icc.size >= 128 && std::memcmp(icc.data + 16, space, 4) == 0; }

// Whether a profile may stand beside pixels of this type: a grey one beside grey, one of colours beside colours.
bool profile_fits(Bytes icc, const PngForm& form) {
  const bool grey = (form.colour_type & 2) == 0;
  return icc.size > 0 && !profile_is(icc, grey ? "RGB " : "GRAY");
}

Status put_profile(Output* out, Bytes icc) {
  constexpr uint8_t kName[] = {'I', 'C', 'C', ' ', 'p', 'r', 'o', 'f', 'i', 'l', 'e', 0, 0};
  constexpr int kLevel = 6;
  size_t begin;
  if (!begin_chunk(out, "iCCP", &begin) || !out->append(kName, sizeof kName)) return kNoMemory;
  const Status status = deflate_all(icc, kLevel, out);
  if (!status.ok()) return status;
  return end_chunk(out, begin) ? Status{} : kNoMemory;
}

Status put_metadata(Output* out, const Blocks& metadata) {
  if (metadata.density > 0) {
    constexpr double kMetre = 0.0254;
    uint8_t size[9];
    put32(size, static_cast<uint32_t>(std::lround(metadata.density / kMetre)));
    put32(size + 4, static_cast<uint32_t>(std::lround(metadata.density / kMetre)));
    size[8] = 1;  // metres
    if (!put_chunk(out, "pHYs", {size, sizeof size})) return kNoMemory;
  }
  if (metadata.exif.size > 0 && !put_chunk(out, "eXIf", metadata.exif)) return kNoMemory;
  // Keyword, not packed, method, no language, no translated keyword.
  constexpr uint8_t kXmp[] = {'X', 'M', 'L', ':', 'c', 'o', 'm', '.', 'a', 'd', 'o', 'b', 'e', '.', 'x', 'm', 'p', 0, 0, 0, 0, 0};
  if (metadata.xmp.size > 0 && !put_chunk(out, "iTXt", {kXmp, sizeof kXmp}, metadata.xmp)) return kNoMemory;
  return {};
}

bool put_palette(Output* out, const PngPalette& palette) {
  uint8_t colours[PngPalette::kMost * 3], alphas[PngPalette::kMost];
  for (int i = 0; i < palette.size(); ++i) {
    const uint32_t pixel = palette.colour(i);
    for (int c = 0; c < 3; ++c) colours[i * 3 + c] = static_cast<uint8_t>(pixel >> (8 * c));
    alphas[i] = static_cast<uint8_t>(pixel >> 24);
  }
  if (!put_chunk(out, "PLTE", {colours, static_cast<size_t>(palette.size()) * 3})) return false;
  const auto translucent = static_cast<size_t>(palette.translucent());
  return translucent == 0 || put_chunk(out, "tRNS", {alphas, translucent});
}

int palette_depth(int colours) { return colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8; }

// Bytes before packing, with the palette.
uint64_t raw_size(const PngForm& form, View src, int colours) {
  constexpr uint64_t kPerColour = 3, kChunk = 12;
  return uint64_t{form.row_bytes(src.width)} * src.height +
         (form.colour_type == 3 ? kChunk + kPerColour * static_cast<uint64_t>(colours) : 0);
}

// The smallest that loses nothing. Beside an RGB profile there is no grey.
PngForm smallest_form(View src, Bytes icc, int most_colours, PngPalette* palette) {
  const PngFacts facts = png_facts(src);
  const bool grey = facts.grey && !profile_is(icc, "RGB ");
  PngForm form{(grey ? 0 : 2) + (facts.opaque ? 0 : 4), src.is_16() ? 16 : 8};
  if (src.is_16()) return form;
  if (form.colour_type == 0) form.depth = facts.grey_depth;
  if (profile_is(icc, "GRAY") || !palette->collect(src, most_colours)) return form;
  const PngForm indexed{3, palette_depth(palette->size())};
  return raw_size(indexed, src, palette->size()) < raw_size(form, src, 0) ? indexed : form;
}

// The image in at most so many colours, in `quantised` where it has more.
Status few_colours(const PngOptions& options, View* src, PngPalette* palette, std::unique_ptr<Image>* quantised) {
  if (src->is_16()) return {Code::kUnsupported, "a palette has 8 bits a channel: convert with to8Bit first"};
  const auto most = static_cast<int>(options.colours);
  if (palette->collect(*src, most)) return {};
  const QuantiseParams params{most, options.dither ? 1.0 : 0.0};
  Pool pool(1);
  quantised->reset(new (std::nothrow) Image(src->width, src->height));
  const size_t scratch = quantise_scratch(*src, *src, params, pool);
  const Memory memory(scratch + kRowAlign);
  if (!*quantised || (*quantised)->data() == nullptr || memory.data() == nullptr)
    return {Code::kOutOfMemory, "no memory to choose colours"};
  auto* const aligned = reinterpret_cast<uint8_t*>(round_up(reinterpret_cast<uintptr_t>(memory.data()), kRowAlign));
  quantise(*src, (*quantised)->view(), params, pool, Scratch(aligned, scratch));
  *src = (*quantised)->view();
  return palette->collect(*src, PngPalette::kMost) ? Status{} : Status{Code::kInternal, "the palette has too many colours"};
}

Status choose_form(const PngOptions& options, Bytes icc, View* src, PngForm* form, PngPalette* palette, std::unique_ptr<Image>* quantised) {
  using Colour = PngOptionsColour;
  const int depth = src->is_16() ? 16 : 8;
  switch (options.colour) {
    case Colour::kAuto: *form = smallest_form(*src, icc, static_cast<int>(options.colours), palette); return {};
    case Colour::kPalette: {
      const Status status = few_colours(options, src, palette, quantised);
      *form = {3, palette_depth(palette->size())};
      return status;
    }
    case Colour::kRgba: *form = {6, depth}; return {};
    case Colour::kRgb: *form = {2, depth}; return {};
    case Colour::kGreyAlpha: *form = {4, depth}; return {};
    default: *form = {0, depth}; return {};
  }
}

// Rows, packed and filtered, one after the other.
class Filtered {
 public:
  Filtered(View src, const PngForm& form, const PngPalette* palette, int filter)
      : src_(src),
        form_(form),
        palette_(palette),
        filter_(filter),
        bytes_(form.row_bytes(src.width)),
        memory_(kRows * (bytes_ + 2 * kPngRowMargin)) {
    if (memory_.data() == nullptr) return;
    std::memset(memory_.data(), 0, kRows * (bytes_ + 2 * kPngRowMargin));
    for (size_t i = 0; i < kRows; ++i) rows_[i] = memory_.data() + i * (bytes_ + 2 * kPngRowMargin) + kPngRowMargin;
  }
  bool ready() const { return memory_.data() != nullptr; }
  size_t bytes() const { return bytes_ + 1; }

  // Row y, with the byte that names its filter in front.
  void put(uint32_t y, uint8_t* to) {
    png_pack_row(src_, y, form_, palette_, rows_[0]);
    int filter = filter_;
    if (filter == kAdaptive) {
      uint64_t sums[kPngFilters];
      png_filter_all(rows_[0], rows_[kAbove], rows_, bytes_, form_.pixel_bytes(), sums);
      filter = static_cast<int>(std::min_element(sums, sums + kPngFilters) - sums);
      std::memcpy(to + 1, rows_[filter], bytes_);
    } else {
      png_filter(filter, rows_[0], rows_[kAbove], to + 1, bytes_, form_.pixel_bytes());
    }
    to[0] = static_cast<uint8_t>(filter);
    std::swap(rows_[0], rows_[kAbove]);
  }

  static constexpr int kAdaptive = -1;

 private:
  static constexpr size_t kAbove = kPngFilters, kRows = kPngFilters + 1;
  View src_;
  PngForm form_;
  const PngPalette* palette_;
  int filter_;
  size_t bytes_;
  Memory memory_;
  uint8_t* rows_[kRows] = {};
};

// Few bits a pixel pack best as they are, and what is not packed needs no preparing.
int filter_of(const PngOptions& options, const PngForm& form) {
  if (options.filter != PngOptionsFilter::kAdaptive) return static_cast<int>(options.filter) - 1;
  return form.colour_type == 3 || form.depth < 8 || (options.level == 0 && !options.fast) ? 0 : Filtered::kAdaptive;
}

Status put_fast(Filtered* rows, uint32_t height, Output* out) {
  constexpr size_t kBefore = 16;  // holds the last byte of the block before
  const Memory memory(kBefore + FastDeflater::kBlock + rows->bytes() + kPngRowMargin);
  uint8_t* const block = memory.data() + kBefore;
  FastDeflater deflater(out);
  if (memory.data() == nullptr || !deflater.begin()) return kNoMemory;
  size_t size = 0;
  bool first = true;
  for (uint32_t y = 0; y < height; ++y) {
    rows->put(y, block + size);
    size += rows->bytes();
    const bool last = y + 1 == height;
    if (size < FastDeflater::kBlock && !last) continue;
    if (!deflater.block(block, size, first, last)) return kNoMemory;
    block[-1] = block[size - 1];
    size = 0;
    first = false;
  }
  return deflater.end() ? Status{} : kNoMemory;
}

Status put_packed(Filtered* rows, uint32_t height, int level, Output* out) {
  const uint64_t size = uint64_t{rows->bytes()} * height;
  if (size > 0x7FFFFFFF) return {Code::kLimit, "the image is too large for a PNG file"};
  const Memory memory(static_cast<size_t>(size));
  if (memory.data() == nullptr) return kNoMemory;
  for (uint32_t y = 0; y < height; ++y) rows->put(y, memory.data() + size_t{y} * rows->bytes());
  return deflate_all({memory.data(), static_cast<size_t>(size)}, level, out);
}

Status put_pixels(View src, const PngOptions& options, const PngForm& form, const PngPalette* palette, Output* out) {
  Filtered rows(src, form, palette, filter_of(options, form));
  size_t begin;
  if (!rows.ready() || !begin_chunk(out, "IDAT", &begin)) return kNoMemory;
  const Status status =
      options.fast ? put_fast(&rows, src.height, out) : put_packed(&rows, src.height, static_cast<int>(options.level), out);
  if (!status.ok()) return status;
  return end_chunk(out, begin) ? Status{} : kNoMemory;
}

}  // namespace

Status png_encode(View src, const EncodeOptions& options, Output* out) {
  constexpr uint8_t kSignature[kPngSignature] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  const std::unique_ptr<PngPalette> palette(new (std::nothrow) PngPalette);
  if (!palette) return kNoMemory;
  std::unique_ptr<Image> quantised;
  PngForm form;
  Status status = choose_form(options.png, options.metadata.icc, &src, &form, palette.get(), &quantised);
  if (!status.ok()) return status;
  uint8_t head[13] = {};
  put32(head, src.width);
  put32(head + 4, src.height);
  head[8] = static_cast<uint8_t>(form.depth);
  head[9] = static_cast<uint8_t>(form.colour_type);
  if (!out->append(kSignature, sizeof kSignature) || !put_chunk(out, "IHDR", {head, sizeof head})) return kNoMemory;
  if (profile_fits(options.metadata.icc, form)) status = put_profile(out, options.metadata.icc);
  if (!status.ok()) return status;
  status = put_metadata(out, options.metadata);
  if (!status.ok()) return status;
  if (form.colour_type == 3 && !put_palette(out, *palette)) return kNoMemory;
  status = put_pixels(src, options.png, form, palette.get(), out);
  if (!status.ok()) return status;
  return put_chunk(out, "IEND", {}) ? Status{} : kNoMemory;
}

}  // namespace pixlane
