# Every compiler and linker flag that is not obvious, with its reason.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON) # clang-tidy reads it
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
# -O3 and assertions out; the default -O2 leaves the inner loops of the wasm lanes without unrolling.
set(CMAKE_C_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

# For all code, third-party too.
if(PIXLANE_ASAN)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -O1)
  add_link_options(-fsanitize=address,undefined)
endif()
# What libFuzzer finds its way by. Kernels do without: it is not to explore them, and so they are the objects of native-asan, which
# the compiler cache has.
set(PIXLANE_COVERAGE "")
if(PIXLANE_FUZZ)
  set(PIXLANE_COVERAGE -fsanitize=fuzzer-no-link)
endif()
if(PIXLANE_THREADS)
  add_compile_options(-pthread)
  add_link_options(-pthread)
endif()
if(EMSCRIPTEN AND PIXLANE_SIMD)
  add_compile_options(-msimd128)
endif()

# For our code only: `target_link_libraries(... PRIVATE pixlane_flags)`.
add_library(pixlane_flags INTERFACE)
target_include_directories(pixlane_flags INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/build/generated")
target_compile_definitions(pixlane_flags INTERFACE PIXLANE_THREADS=$<BOOL:${PIXLANE_THREADS}>)
target_compile_options(pixlane_flags INTERFACE
  -Wall -Wextra -Wshadow -Werror
  # Every lane and the JavaScript twin give the same bits: a * b + c is never fused.
  -ffp-contract=off
  # Nothing here throws; without it clang writes landing pads for every call.
  $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
