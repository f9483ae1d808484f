// JPEG to JPEG: the last bytes of an input choose what is done. What comes out is a JPEG of the size that was asked for.

#include "codecs/jpeg_transform.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pixlane;
  const Limits limits = small_limits();
  Choices choices({data, size});
  JpegTransform options;
  options.operation = static_cast<JpegTransformOperation>(choices.up_to(7));
  options.left = choices.up_to(200);
  options.top = choices.up_to(200);
  options.width = choices.up_to(300);
  options.height = choices.up_to(300);
  options.grayscale = choices.flag();
  options.progressive = choices.flag();
  options.optimiseCoding = choices.flag();
  options.keepMetadata = choices.flag();
  options.edge = static_cast<JpegTransformEdge>(choices.up_to(1));
  const Bytes file = choices.left();
  if (!kJpeg.sniff(file)) return 0;
  Output out;
  const Status status = transform_jpeg(file, limits, options, &out);
  if (!status.ok()) {
    require(status.reason[0] != 0, "an error has a reason");
    return 0;
  }
  const Bytes made{out.data(), out.size()};
  Header header;
  require(kJpeg.sniff(made) && kJpeg.read_header(made, Limits{}, &header, nullptr).ok(), "a JPEG has a header");
  require(header.width > 0 && header.height > 0, "a JPEG has pixels");
  DecodeOptions whole;
  whole.width = header.width;
  whole.height = header.height;
  const auto image = untouched_image(header.width, header.height, header.bits > 8 ? kPixelBytes16 : kPixelBytes8);
  uint32_t rows = 0;
  require(kJpeg.decode(made, Limits{}, whole, image->view(), &rows).ok(), "what was written is read");
  return 0;
}
