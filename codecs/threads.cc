#include "codecs/threads.h"

namespace pixlane {
namespace {

Pool* given = nullptr;

}  // namespace

Pool* codec_pool() { return given; }
void give_codecs(Pool* pool) { given = pool; }

}  // namespace pixlane
