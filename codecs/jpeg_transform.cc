#include "codecs/jpeg_transform.h"

#include <cstring>

#include "codecs/jpeg_common.h"
extern "C" {
#include "transupp.h"
}

namespace pixlane {
namespace {

// In the order of the options' values.
constexpr JXFORM_CODE kOperations[] = {JXFORM_NONE,    JXFORM_FLIP_V,  JXFORM_FLIP_H,    JXFORM_ROT_90,
                                       JXFORM_ROT_180, JXFORM_ROT_270, JXFORM_TRANSPOSE, JXFORM_TRANSVERSE};

bool crops(const JpegTransform& options) { return options.left != 0 || options.top != 0 || options.width != 0 || options.height != 0; }

// The upper left corner moves to the MCU that it lies in, the lower right one stays.
void set_crop(const JpegTransform& options, jpeg_transform_info* transform) {
  transform->crop = TRUE;
  transform->crop_xoffset = options.left;
  transform->crop_yoffset = options.top;
  transform->crop_width = options.width;
  transform->crop_height = options.height;
  transform->crop_xoffset_set = transform->crop_yoffset_set = JCROP_POS;
  transform->crop_width_set = options.width == 0 ? JCROP_UNSET : JCROP_POS;
  transform->crop_height_set = options.height == 0 ? JCROP_UNSET : JCROP_POS;
}

// libjpeg would extend the image.
bool is_inside(const JpegTransform& options, const jpeg_decompress_struct& info) {
  const JXFORM_CODE code = kOperations[static_cast<int>(options.operation)];
  const bool turned = code == JXFORM_ROT_90 || code == JXFORM_ROT_270 || code == JXFORM_TRANSPOSE || code == JXFORM_TRANSVERSE;
  const JDIMENSION width = turned ? info.image_height : info.image_width;
  const JDIMENSION height = turned ? info.image_width : info.image_height;
  return options.left < width && options.top < height && options.width <= width - options.left && options.height <= height - options.top;
}

// Inside `attempt`.
void transform_with(JpegDecoder* d, JpegEncoder* e, Bytes bytes, const JpegTransform& options, Output* out) {
  const auto source = &d->info;
  const auto result = &e->info;
  const auto cinfo = reinterpret_cast<j_common_ptr>(source);
  const JCOPY_OPTION copied = options.keepMetadata ? JCOPYOPT_ALL : JCOPYOPT_ICC;
  jpeg_transform_info transform;
  std::memset(&transform, 0, sizeof(transform));
  transform.transform = kOperations[static_cast<int>(options.operation)];
  transform.perfect = options.edge == JpegTransformEdge::kRefuse;
  transform.trim = options.edge == JpegTransformEdge::kTrim;
  transform.force_grayscale = options.grayscale;
  if (crops(options)) set_crop(options, &transform);

  create_decoder(d, bytes);
  jcopy_markers_setup(source, copied);
  jpeg_read_header(source, TRUE);
  if (!is_inside(options, *source)) leave(cinfo, {Code::kInvalidArgument, "the region reaches beyond the image"});
  if (!jtransform_request_workspace(source, &transform)) {
    leave(cinfo, {Code::kInvalidArgument, "the image ends within an MCU, which cannot be moved to the other edge without loss"});
  }
  jvirt_barray_ptr* const from = jpeg_read_coefficients(source);
  if (may_be_cut(*d)) leave(cinfo, kJpegTruncated);

  jpeg_create_compress(result);
  jpeg_copy_critical_parameters(source, result);
  jvirt_barray_ptr* const to = jtransform_adjust_parameters(source, result, from, &transform);
  result->optimize_coding = options.optimiseCoding;
  if (options.progressive) jpeg_simple_progression(result);
  write_to(result, &e->destination, out, 0);
  jpeg_write_coefficients(result, to);
  jcopy_markers_execute(source, result, copied);
  jtransform_execute_transform(source, result, from, &transform);
  jpeg_finish_compress(result);
}

}  // namespace

Status transform_jpeg(Bytes bytes, const Limits& limits, const JpegTransform& options, Output* out) {
  Header header;
  Status status = kJpeg.sniff(bytes) ? read_jpeg_header(bytes, limits, &header, nullptr) : Status{Code::kNotAnImage, "not a JPEG file"};
  if (status.ok()) status = check_limits(header, limits);
  if (!status.ok()) return status;
  const Deadline deadline(limits);
  JpegDecoder d(limits);
  JpegEncoder e;
  d.deadline = &deadline;
  // Both leave to the same place.
  e.info.err = d.info.err;
  return attempt(d.errors, [&] { transform_with(&d, &e, bytes, options, out); }) ? Status{} : d.errors.status;
}

}  // namespace pixlane
