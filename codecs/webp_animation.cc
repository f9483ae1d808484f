// Animated WebP: frames composed by ours, written by libwebp's, which finds out what changes from frame to frame.

#include <chrono>
#include <new>
#include <utility>

#include "codecs/animation.h"
#include "codecs/webp_parts.h"
#include "codecs/webp_worker.h"
#include "webp/mux.h"

namespace pixlane {
namespace {

constexpr Status kNoMemory{Code::kOutOfMemory, "no memory for an animation"};

double now_ms() {
  using std::chrono::duration;
  return duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class WebpReader : public AnimationReader {
 public:
  WebpReader(const webp::File& file, const Limits& limits)
      : file_(file), limits_(limits), canvas_(file.width, file.height), composer_(file_, clearable()) {}
  bool has_memory() const { return canvas_.data() != nullptr; }

  Status next() override {
    if (!left_.ok()) return left_;
    if (read_ == file_.frames) return {Code::kInvalidArgument, "there are no more frames"};
    ++read_;
    const double begin = now_ms();
    uint32_t rows;
    Status status = composer_.next(limits_, Deadline(limits_), &rows);
    if (limits_.maxTime > 0) {
      limits_.maxTime -= now_ms() - begin;
      // 0 would be no limit at all.
      if (limits_.maxTime <= 0) left_ = {Code::kTimeout, "decoding WebP takes longer than the limit"};
    }
    if (!status.ok()) left_ = status;
    return status;
  }
  View canvas() const override { return canvas_.view(); }
  uint32_t duration() const override { return composer_.duration(); }

 private:
  // Nothing to clear where memory was short.
  View clearable() const { return has_memory() ? canvas_.view() : View{}; }

  webp::File file_;
  Limits limits_;
  Image canvas_;
  webp::Composer composer_;
  uint32_t read_ = 0;
  Status left_;  // why there is nothing more to read
};

class WebpWriter : public AnimationWriter {
 public:
  WebpWriter(WebPAnimEncoder* encoder, const WebPConfig& config) : encoder_(encoder), config_(config) {}
  ~WebpWriter() override { WebPAnimEncoderDelete(encoder_); }
  WebpWriter(const WebpWriter&) = delete;
  WebpWriter& operator=(const WebpWriter&) = delete;

  Status add(View frame, uint32_t duration) override {
    WebPPicture picture;
    if (!WebPPictureInit(&picture)) return {Code::kInternal, "libwebp has another version than its headers"};
    Status status = webp::import(frame, true, &picture);
    if (status.ok()) {
      webp::with_helper([&](bool helped) {
        config_.thread_level = helped;
        if (!WebPAnimEncoderAdd(encoder_, &picture, time_, &config_)) status = webp::encoding_status(picture);
      });
    }
    WebPPictureFree(&picture);
    if (!status.ok()) return status;
    constexpr uint32_t kMostTime = 0x7fffffff;
    if (duration > kMostTime - static_cast<uint32_t>(time_)) return {Code::kInvalidArgument, "the animation lasts longer than 24 days"};
    time_ += static_cast<int>(duration);
    return {};
  }

  Status finish(const Blocks& wanted, Output* out) override {
    webp::DensityBlock density;
    const Blocks blocks = webp::with_density(wanted, &density);
    const std::pair<const char*, Bytes> chunks[] = {{"ICCP", blocks.icc}, {"EXIF", blocks.exif}, {"XMP ", blocks.xmp}};
    for (const auto& [name, bytes] : chunks) {
      const WebPData data{bytes.data, bytes.size};
      if (bytes.size > 0 && WebPAnimEncoderSetChunk(encoder_, name, &data, 0) != WEBP_MUX_OK) return kNoMemory;
    }
    WebPData file;
    WebPDataInit(&file);
    Status status;
    if (!WebPAnimEncoderAdd(encoder_, nullptr, time_, nullptr) || !WebPAnimEncoderAssemble(encoder_, &file)) {
      status = {Code::kInternal, "libwebp could not put the frames together"};
    } else if (!out->append(file.bytes, file.size)) {
      status = kNoMemory;
    }
    WebPDataClear(&file);
    return status;
  }

 private:
  WebPAnimEncoder* const encoder_;
  WebPConfig config_;
  int time_ = 0;  // ms, when the next frame begins
};

}  // namespace

Status read_animation(Bytes bytes, const Limits& limits, AnimationInfo* info, std::unique_ptr<AnimationReader>* reader) {
  if (!kWebp.sniff(bytes)) return {Code::kUnsupported, "only WebP files are read frame by frame"};
  webp::File file;
  Status status = webp::read_file(bytes, limits, &file);
  if (!status.ok()) return status;
  Header canvas;
  canvas.width = file.width;
  canvas.height = file.height;
  status = check_limits(canvas, limits);
  if (!status.ok()) return status;
  if (uint64_t{stride_for(file.width)} * file.height > limits.maxMemory)
    return {Code::kLimit, "the canvas takes more memory than the limit"};
  auto made = std::unique_ptr<WebpReader>(new (std::nothrow) WebpReader(file, limits));
  if (!made || !made->has_memory()) return kNoMemory;
  *info = {file.width, file.height, file.frames, file.loops, file.background, file.icc};
  *reader = std::move(made);
  return {};
}

Status write_animation(uint32_t width, uint32_t height, const WebpOptions& options, uint32_t loops,
                       std::unique_ptr<AnimationWriter>* writer) {
  if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION)
    return {Code::kLimit, "WebP images are at most 16383 pixels wide and high"};
  if (options.targetSize > 0) return {Code::kInvalidArgument, "an animation has no target size"};
  WebPConfig config;
  const Status status = webp::configure(options, &config);
  if (!status.ok()) return status;
  WebPAnimEncoderOptions settings;
  if (!WebPAnimEncoderOptionsInit(&settings)) return {Code::kInternal, "libwebp has another version than its headers"};
  settings.anim_params.loop_count = static_cast<int>(loops);
  WebPAnimEncoder* const encoder = WebPAnimEncoderNew(static_cast<int>(width), static_cast<int>(height), &settings);
  if (encoder == nullptr) return kNoMemory;
  writer->reset(new (std::nothrow) WebpWriter(encoder, config));
  if (*writer) return {};
  WebPAnimEncoderDelete(encoder);
  return kNoMemory;
}

}  // namespace pixlane
