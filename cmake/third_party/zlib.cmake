source_of(zlib zlib)
# Without the gz* file functions.
set(zlib_sources adler32 compress crc32 deflate inffast inflate inftrees trees uncompr zutil)
list(TRANSFORM zlib_sources PREPEND "${zlib}/")
list(TRANSFORM zlib_sources APPEND ".c")
add_library(zlib STATIC ${zlib_sources})
third_party(zlib)
target_include_directories(zlib SYSTEM PUBLIC "${zlib}")
target_compile_definitions(zlib PRIVATE HAVE_UNISTD_H=1)
