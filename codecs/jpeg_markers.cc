// What a JPEG file says before its first scan: a walk over its segments, in place.

#include <cstring>

#include "codecs/jpeg_common.h"

namespace pixlane {
namespace {

constexpr int kEnd = 0xD9;
constexpr int kScan = 0xDA;

// A segment without its marker and its length.
struct Segment {
  int marker;
  Bytes payload;
};

bool stands_alone(int marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7); }

bool is_frame(int marker) { return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC; }

// Walks as libjpeg does: over bytes that are no marker, over fill bytes, and to the first scan.
class Walk {
 public:
  explicit Walk(Bytes bytes) : next_(bytes.data + 2), end_(bytes.data + bytes.size) {}

  bool next(Segment* segment) {
    for (;;) {
      while (next_ < end_ && *next_ != 0xFF) ++next_;
      while (next_ < end_ && *next_ == 0xFF) ++next_;
      if (next_ >= end_) return false;
      segment->marker = *next_++;
      if (segment->marker != 0 && !stands_alone(segment->marker)) break;
    }
    if (segment->marker == 0xD8 || segment->marker == kEnd || segment->marker == kScan || end_ - next_ < 2) return false;
    const size_t length = size_t{next_[0]} << 8 | next_[1];
    if (length < 2 || length > static_cast<size_t>(end_ - next_)) return false;
    segment->payload = {next_ + 2, length - 2};
    next_ += length;
    return true;
  }

 private:
  const uint8_t* next_;
  const uint8_t* end_;
};

bool begins_with(Bytes bytes, const char* prefix, size_t size) { return bytes.size >= size && std::memcmp(bytes.data, prefix, size) == 0; }

constexpr char kExif[] = "Exif\0";                       // with the literal's own end: two zeros
constexpr char kXmp[] = "http://ns.adobe.com/xap/1.0/";  // with one
constexpr char kIcc[] = "ICC_PROFILE";                   // with one; the number and the count of the segment follow
constexpr char kJfif[] = "JFIF";                         // with one

// A profile in up to 255 segments that may stand in any order.
class Profile {
 public:
  void add(Bytes payload) {
    const int number = payload.data[sizeof(kIcc)];
    const int count = payload.data[sizeof(kIcc) + 1];
    if (number == 0 || number > count || (count_ != 0 && count != count_) || parts_[number].data != nullptr) {
      sound_ = false;
      return;
    }
    count_ = count;
    parts_[number] = {payload.data + kHead, payload.size - kHead};
  }

  // False where memory is short; a profile with missing or contradicting parts is none.
  bool join(Output* out) const {
    for (int i = 1; i <= count_; ++i) {
      if (parts_[i].data == nullptr) return true;
    }
    for (int i = 1; sound_ && i <= count_; ++i) {
      if (!out->append(parts_[i].data, parts_[i].size)) return false;
    }
    return true;
  }
  size_t size() const {
    size_t sum = 0;
    for (const Bytes& part : parts_) sum += part.size;
    return sum;
  }

  static constexpr size_t kHead = sizeof(kIcc) + 2;

 private:
  Bytes parts_[256];
  int count_ = 0;
  bool sound_ = true;
};

// Units: 1 per inch, 2 per centimetre, 0 for a ratio alone.
void read_density(Bytes jfif, Header* header) {
  const double unit = jfif.data[7] == 1 ? 1 : jfif.data[7] == 2 ? 2.54 : 0;
  header->density_x = (jfif.data[8] << 8 | jfif.data[9]) * unit;
  header->density_y = (jfif.data[10] << 8 | jfif.data[11]) * unit;
}

constexpr Status kTooMuchMetadata{Code::kLimit, "a block of the JPEG file's metadata is larger than the limit"};
constexpr Status kNoMemory{Code::kOutOfMemory, "no memory for the JPEG file's metadata"};

// The segments after the first scan are not counted: each file's scans are, and segments are read where they stand.
Status read_segments(Bytes bytes, const Limits& limits, Header* header, OwnBlocks* blocks) {
  Walk walk(bytes);
  Segment segment;
  Profile icc;
  Bytes exif, xmp;
  for (uint32_t count = 1; walk.next(&segment); ++count) {
    if (count > limits.maxChunks) return {Code::kLimit, "the JPEG file has more segments than the limit"};
    const Bytes payload = segment.payload;
    if (segment.marker == 0xE0 && begins_with(payload, kJfif, sizeof(kJfif)) && payload.size >= 14) read_density(payload, header);
    if (segment.marker == 0xE1 && exif.data == nullptr && begins_with(payload, kExif, sizeof(kExif))) {
      exif = {payload.data + sizeof(kExif), payload.size - sizeof(kExif)};
    }
    if (segment.marker == 0xE1 && xmp.data == nullptr && begins_with(payload, kXmp, sizeof(kXmp))) {
      xmp = {payload.data + sizeof(kXmp), payload.size - sizeof(kXmp)};
    }
    if (segment.marker == 0xE2 && payload.size >= Profile::kHead && begins_with(payload, kIcc, sizeof(kIcc))) icc.add(payload);
  }
  if (exif.data != nullptr) header->orientation = exif_orientation(exif);
  if (blocks == nullptr) return {};
  if (exif.size > limits.maxMetadata || xmp.size > limits.maxMetadata || icc.size() > limits.maxMetadata) return kTooMuchMetadata;
  const bool copied = (exif.size == 0 || blocks->exif.append(exif.data, exif.size)) &&
                      (xmp.size == 0 || blocks->xmp.append(xmp.data, xmp.size)) && icc.join(&blocks->icc);
  return copied ? Status{} : kNoMemory;
}

const char* colour_of(J_COLOR_SPACE space) {
  switch (space) {
    case JCS_GRAYSCALE: return "grey";
    case JCS_RGB: return "rgb";
    case JCS_YCbCr: return "ycbcr";
    case JCS_CMYK: return "cmyk";
    case JCS_YCCK: return "ycck";
    default: return nullptr;
  }
}

// The usual names, where both chroma components are alike.
const char* subsampling_of(const jpeg_decompress_struct& info) {
  if (info.jpeg_color_space != JCS_YCbCr && info.jpeg_color_space != JCS_YCCK) return "";
  const jpeg_component_info* const c = info.comp_info;
  const bool alike = c[1].h_samp_factor == c[2].h_samp_factor && c[1].v_samp_factor == c[2].v_samp_factor;
  const bool whole = c[0].h_samp_factor % c[1].h_samp_factor == 0 && c[0].v_samp_factor % c[1].v_samp_factor == 0;
  const bool black = info.num_components < 4 || (c[3].h_samp_factor == c[0].h_samp_factor && c[3].v_samp_factor == c[0].v_samp_factor);
  if (!alike || !whole || !black) return "";
  switch (c[0].h_samp_factor / c[1].h_samp_factor * 10 + c[0].v_samp_factor / c[1].v_samp_factor) {
    case 11: return "4:4:4";
    case 21: return "4:2:2";
    case 22: return "4:2:0";
    case 12: return "4:4:0";
    case 41: return "4:1:1";
    default: return "";
  }
}

}  // namespace

int jpeg_process(Bytes bytes) {
  Walk walk(bytes);
  for (Segment segment; walk.next(&segment);) {
    if (is_frame(segment.marker)) return segment.marker;
  }
  return 0;
}

void use_jpeg_profile(JpegDecoder* d, Bytes bytes, const Limits& limits) {
  if (d->info.out_color_space != JCS_CMYK || d->info.data_precision != 8 || d->lossless) return;
  Header header;
  OwnBlocks blocks;
  if (!read_segments(bytes, limits, &header, &blocks).ok() || blocks.icc.size() == 0) return;
  const size_t pixels = size_t{d->info.image_width} * d->info.image_height;
  d->has_inks = d->inks.open({blocks.icc.data(), blocks.icc.size()}, d->info.saw_Adobe_marker, pixels).ok();
}

Status read_jpeg_header(Bytes bytes, const Limits& limits, Header* header, OwnBlocks* blocks) {
  const Status status = read_segments(bytes, limits, header, blocks);
  if (!status.ok()) return status;
  const Deadline deadline(limits);
  JpegDecoder d(limits);
  d.deadline = &deadline;
  if (!attempt(d.errors, [&] { open_jpeg(&d, bytes); })) return d.errors.status;
  const char* const colour = colour_of(d.info.jpeg_color_space);
  if (colour == nullptr) return {Code::kUnsupported, "the JPEG file has a number of components that is not supported"};
  header->width = d.info.image_width;
  header->height = d.info.image_height;
  header->bits = d.info.data_precision;
  header->colour = colour;
  header->subsampling = subsampling_of(d.info);
  header->progressive = d.info.progressive_mode;
  return {};
}

}  // namespace pixlane
