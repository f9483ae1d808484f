# An own list: libwebp's CMake turns SIMD off under Emscripten unless tricked.
source_of(libwebp libwebp)
file(GLOB webp_sources
  "${libwebp}/src/dec/*.c" "${libwebp}/src/dsp/*.c" "${libwebp}/src/enc/*.c" "${libwebp}/src/utils/*.c" "${libwebp}/sharpyuv/*.c")
add_library(webp STATIC ${webp_sources})
third_party(webp)
target_include_directories(webp SYSTEM PUBLIC "${libwebp}/src" "${libwebp}")
if(EMSCRIPTEN AND PIXLANE_SIMD)
  # libwebp's SSE2 and SSE4.1 files through Emscripten's headers; files for other machines compile to nothing.
  target_compile_options(webp PRIVATE -msse2 -msse4.1)
endif()
