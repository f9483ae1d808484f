# An own list: libwebp's CMake turns SIMD off under Emscripten unless tricked.
source_of(libwebp libwebp)
file(GLOB webp_sources
  "${libwebp}/src/dec/*.c" "${libwebp}/src/dsp/*.c" "${libwebp}/src/enc/*.c" "${libwebp}/src/utils/*.c" "${libwebp}/sharpyuv/*.c")
add_library(webp STATIC ${webp_sources})
third_party(webp)
# As upstream's own builds; -O3 adds 150 KB and nothing that can be measured.
target_compile_options(webp PRIVATE -O2)
target_include_directories(webp SYSTEM PUBLIC "${libwebp}/src" "${libwebp}")
if(EMSCRIPTEN AND PIXLANE_SIMD)
  # libwebp's SSE2 and SSE4.1 files through Emscripten's headers; files for other machines compile to nothing.
  target_compile_options(webp PRIVATE -msse2 -msse4.1)
  # The plain functions of these are replaced by the SIMD ones when libwebp starts: small code for them.
  set_source_files_properties(
    "${libwebp}/src/dsp/yuv.c" "${libwebp}/src/dsp/upsampling.c" "${libwebp}/src/dsp/dec.c" PROPERTIES COMPILE_OPTIONS "-Os")
endif()
