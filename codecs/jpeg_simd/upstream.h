// libjpeg-turbo's internals: the types and the functions that upstream's sources call where WITH_SIMD is defined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
// After jpeglib.h.
#include "jdct.h"
#include "jsimd.h"
#include "jsimddct.h"
}
