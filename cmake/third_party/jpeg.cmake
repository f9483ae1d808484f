# libjpeg-turbo refuses to be a subdirectory of another build; this is its own list of the library's sources.
source_of(libjpeg-turbo turbo)

set(jpeg_plain
  jcapimin jchuff jcicc jcinit jclhuff jcmarker jcmaster jcomapi jcparam jcphuff jctrans jdapimin jdatadst jdatasrc jdhuff jdicc
  jdinput jdlhuff jdmarker jdmaster jdphuff jdtrans jerror jfdctflt jmemmgr jmemnobs jpeg_nbits jaricom jcarith jdarith transupp)
# Compiled once for each sample size.
set(jpeg_8_12
  jccoefct jcdctmgr jdcoefct jddctmgr jdmerge jfdctfst jfdctint jidctflt jidctfst jidctint jidctred jquant1 jquant2)
set(jpeg_8_12_16
  jcapistd jccolor jcdiffct jclossls jcmainct jcprepct jcsample jdapistd jdcolor jddiffct jdlossls jdmainct jdpostct jdsample jutils)
set(jpeg_sources "")
foreach(file IN LISTS jpeg_plain)
  list(APPEND jpeg_sources "${turbo}/src/${file}.c")
endforeach()
foreach(bits IN ITEMS 8 12 16)
  foreach(file IN LISTS jpeg_8_12_16)
    list(APPEND jpeg_sources "${turbo}/src/wrapper/${file}-${bits}.c")
  endforeach()
endforeach()
foreach(bits IN ITEMS 8 12)
  foreach(file IN LISTS jpeg_8_12)
    list(APPEND jpeg_sources "${turbo}/src/wrapper/${file}-${bits}.c")
  endforeach()
endforeach()

# Small code for what is never used (the fast and float transforms have to be there) or rare (12 and 16 bits, lossless JPEG, progressive
# encoding, transformations).
foreach(file IN LISTS jpeg_sources)
  if(file MATCHES "-1[26]\\.c$" OR file MATCHES "(dctfst|dctflt|jquant[12]|jdmerge|jcparam|jcmarker|jdmarker|jcmaster|jmemmgr|jcarith|jcphuff|lhuff|diffct|lossls|transupp)")
    set_source_files_properties("${file}" PROPERTIES COMPILE_OPTIONS "-Os")
  endif()
endforeach()

# Our vector code in place of upstream's assembler: everywhere but in wasm without SIMD.
set(PIXLANE_JPEG_SIMD ON)
if(EMSCRIPTEN AND NOT PIXLANE_SIMD)
  set(PIXLANE_JPEG_SIMD OFF)
endif()

# And for what our vectors do in its place: it runs for rare sizes and colour spaces, and where upstream's encoder is asked.
if(PIXLANE_JPEG_SIMD)
  foreach(file IN LISTS jpeg_sources)
    if(file MATCHES "(jchuff|(jidctint|jidctred|jfdctint|jdcolor|jccolor|jcdctmgr|jdsample|jcsample)-8)\\.c$")
      set_source_files_properties("${file}" PROPERTIES COMPILE_OPTIONS "-Os")
    endif()
  endforeach()
endif()

# What upstream's CMake would find out, for its templates.
function(configure_jpeg)
  if(PIXLANE_JPEG_SIMD)
    set(WITH_SIMD 1)
  endif()
  set(JPEG_LIB_VERSION 62)
  set(VERSION 3.1.3)
  set(LIBJPEG_TURBO_VERSION_NUMBER 3001003)
  set(C_ARITH_CODING_SUPPORTED 1)
  set(D_ARITH_CODING_SUPPORTED 1)
  set(BUILD pixlane)
  set(HIDDEN "__attribute__((visibility(\"hidden\")))")
  set(INLINE "inline __attribute__((always_inline))")
  set(THREAD_LOCAL "__thread")
  set(CMAKE_PROJECT_NAME libjpeg-turbo)
  set(SIZE_T ${CMAKE_SIZEOF_VOID_P})
  set(HAVE_BUILTIN_CTZL 1)
  set(COPYRIGHT_YEAR "1991-2025")
  configure_file("${turbo}/src/jconfig.h.in" "${CMAKE_BINARY_DIR}/third_party/jpeg/jconfig.h")
  configure_file("${turbo}/src/jconfigint.h.in" "${CMAKE_BINARY_DIR}/third_party/jpeg/jconfigint.h")
  configure_file("${turbo}/src/jversion.h.in" "${CMAKE_BINARY_DIR}/third_party/jpeg/jversion.h")
endfunction()
configure_jpeg()

add_library(jpeg STATIC ${jpeg_sources})
third_party(jpeg)
target_include_directories(jpeg SYSTEM PUBLIC "${CMAKE_BINARY_DIR}/third_party/jpeg" "${turbo}/src")
target_compile_options(jpeg PRIVATE ${PIXLANE_LONGJMP})
# wasm and today's processors count leading zeros in one instruction; the table it replaces is 64 KB.
target_compile_definitions(jpeg PRIVATE USE_CLZ_INTRINSIC)
if(PIXLANE_JPEG_SIMD)
  # So does the encoder of codecs/jpeg_simd/huff_encoder.cc.
  set_source_files_properties("${turbo}/src/jcinit.c" "${turbo}/src/jctrans.c"
    PROPERTIES COMPILE_DEFINITIONS "jinit_huff_encoder=pixlane_jinit_huff_encoder")
endif()
# The decoder of codecs/jpeg_simd/huff_decode.cc stands before upstream's, which it calls by its own name.
set_source_files_properties("${turbo}/src/jdmaster.c" PROPERTIES COMPILE_DEFINITIONS "jinit_huff_decoder=pixlane_jinit_huff_decoder")
# Upstream takes a 64-bit bit buffer where a word has 64 bits, and on x86-64 with 32-bit pointers. wasm is like the latter: its sources know
# it by these names, which nothing but the choice of the buffer depends on in the entropy coders.
set(PIXLANE_JPEG_BITS "")
if(EMSCRIPTEN)
  set(PIXLANE_JPEG_BITS __x86_64__ __ILP32__)
  foreach(file IN ITEMS jchuff jdhuff jdlhuff jdphuff)
    set_source_files_properties("${turbo}/src/${file}.c" PROPERTIES COMPILE_DEFINITIONS "__x86_64__;__ILP32__")
  endforeach()
endif()
