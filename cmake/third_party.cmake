# Upstream libraries, built from the pinned sources that set-up fetched; nothing of theirs is in this repository.
# Targets: hwy, jpeg, libdeflate, png, webp, lcms2, and where fuzzers or benchmarks compare with them, zlib, libdeflate_decompress and
# benchmark::benchmark.

if(NOT EXISTS "${PIXLANE_SETUP}")
  message(FATAL_ERROR "${PIXLANE_SETUP} is missing: run `npm run setup` first.")
endif()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PIXLANE_SETUP}")
file(READ "${PIXLANE_SETUP}" setup_json)

# The folder of an unpacked source.
function(source_of name variable)
  string(JSON folder ERROR_VARIABLE error GET "${setup_json}" sources ${name})
  if(error OR NOT IS_DIRECTORY "${folder}")
    message(FATAL_ERROR "The sources of ${name} are missing: run `npm run setup`.")
  endif()
  set(${variable} "${folder}" PARENT_SCOPE)
endfunction()

# Not our warnings; and our headers see theirs as system headers.
function(third_party target)
  target_compile_options(${target} PRIVATE -w ${PIXLANE_COVERAGE})
endfunction()

# libpng and libjpeg report errors by longjmp.
set(PIXLANE_LONGJMP "")
if(EMSCRIPTEN)
  set(PIXLANE_LONGJMP -sSUPPORT_LONGJMP=wasm -sWASM_LEGACY_EXCEPTIONS=1)
endif()

include(third_party/highway)
include(third_party/libdeflate)
include(third_party/png)
include(third_party/jpeg)
include(third_party/webp)
include(third_party/lcms2)
if(PIXLANE_FUZZ OR PIXLANE_BENCH)
  include(third_party/zlib)
endif()
if(PIXLANE_BENCH)
  include(third_party/benchmark)
endif()
