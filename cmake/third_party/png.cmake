source_of(libpng libpng)
# The reader alone: our encoder writes its chunks itself.
set(png_sources png pngerror pngget pngmem pngread pngrio pngrtran pngrutil pngset pngtrans)
list(TRANSFORM png_sources PREPEND "${libpng}/")
list(TRANSFORM png_sources APPEND ".c")
# The standard configuration, as `make` without configure uses it, without what writes and what is fed in pieces.
file(READ "${libpng}/scripts/pnglibconf.h.prebuilt" png_configuration)
string(REGEX REPLACE "#define PNG_(WRITE|SIMPLIFIED_WRITE|PROGRESSIVE|SAVE|CONVERT)[A-Za-z0-9_]*_SUPPORTED" "" png_configuration "${png_configuration}")
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/third_party/png/pnglibconf.h" CONTENT "${png_configuration}" @ONLY)
add_library(png STATIC ${png_sources})
third_party(png)
# zlib.h is our own: behind it is codecs/png_decode.cc.
target_include_directories(png SYSTEM PUBLIC "${libpng}" "${CMAKE_BINARY_DIR}/third_party/png" "${CMAKE_CURRENT_LIST_DIR}/zlib")
target_compile_options(png PRIVATE ${PIXLANE_LONGJMP})
# What it has in SIMD is unfiltering, which codecs/png_filters.cc does before it.
target_compile_definitions(png PRIVATE PNG_INTEL_SSE_OPT=0 PNG_ARM_NEON_OPT=0 PNG_POWERPC_VSX_OPT=0 PNG_MIPS_MSA_OPT=0)
# Small code but for what works on rows: -O3 makes libpng a third larger and no faster.
foreach(file IN LISTS png_sources)
  if(NOT file MATCHES "pngrutil|png(r)?tran")
    set_source_files_properties("${file}" PROPERTIES COMPILE_OPTIONS "-Os")
  endif()
endforeach()
target_compile_options(png PRIVATE -O2)
