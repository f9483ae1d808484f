# An own list: libwebp's CMake turns SIMD off under Emscripten unless tricked.
source_of(libwebp libwebp)
file(GLOB webp_sources
  "${libwebp}/src/dec/*.c" "${libwebp}/src/dsp/*.c" "${libwebp}/src/enc/*.c" "${libwebp}/src/mux/*.c" "${libwebp}/src/utils/*.c"
  "${libwebp}/sharpyuv/*.c")
add_library(webp STATIC ${webp_sources})
third_party(webp)
# As upstream's own builds; -O3 adds 150 KB and nothing that can be measured.
target_compile_options(webp PRIVATE -O2)
target_include_directories(webp SYSTEM PUBLIC "${libwebp}/src" "${libwebp}")
if(PIXLANE_THREADS)
  # Locks around what is initialised once, and decoding in two threads; codecs/webp_worker.cc says which these are.
  target_compile_definitions(webp PRIVATE WEBP_USE_THREAD)
endif()
if(EMSCRIPTEN AND PIXLANE_SIMD)
  # How libwebp knows that what it was compiled for is there; Emscripten itself says __EMSCRIPTEN__ only. Without it every SIMD function
  # is linked and none called.
  target_compile_definitions(webp PRIVATE EMSCRIPTEN)
  # libwebp's SSE2 and SSE4.1 files through Emscripten's headers; files for other machines compile to nothing.
  target_compile_options(webp PRIVATE -msse2 -msse4.1)
  # The plain functions of these are replaced by the SIMD ones when libwebp starts: small code for them.
  set_source_files_properties(
    "${libwebp}/src/dsp/yuv.c" "${libwebp}/src/dsp/upsampling.c" "${libwebp}/src/dsp/dec.c" PROPERTIES COMPILE_OPTIONS "-Os")
endif()
if(NOT EMSCRIPTEN AND NOT PIXLANE_ASAN)
  # libwebp's own readers: tests/codecs asks them what they think of our files.
  add_library(webp_tools STATIC
    "${libwebp}/src/demux/anim_decode.c" "${libwebp}/src/demux/demux.c" "${libwebp}/examples/anim_util.c" "${libwebp}/examples/example_util.c"
    "${libwebp}/examples/gifdec.c" "${libwebp}/imageio/image_enc.c" "${libwebp}/imageio/imageio_util.c" "${libwebp}/imageio/metadata.c"
    "${libwebp}/imageio/webpdec.c")
  third_party(webp_tools)
  target_link_libraries(webp_tools PUBLIC webp m)
  foreach(tool IN ITEMS webpinfo dwebp anim_dump)
    add_executable(${tool} "${libwebp}/examples/${tool}.c")
    third_party(${tool})
    target_link_libraries(${tool} PRIVATE webp_tools)
    set_target_properties(${tool} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/third_party/webp")
  endforeach()
endif()
