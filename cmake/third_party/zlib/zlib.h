/* What libpng's reader needs of zlib's interface. Behind it is no zlib: codecs/png_decode.cc gives libpng rows that are unpacked and
 * unfiltered already. libpng's other uses of zlib (profiles and texts) are turned off there. */
#ifndef PIXLANE_ZLIB_H
#define PIXLANE_ZLIB_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Old enough that libpng does not look into the input by itself. */
#define ZLIB_VERNUM 0x1230
#define ZLIB_VERSION "1.2.3"

#define Z_NULL 0
#define Z_OK 0
#define Z_STREAM_END 1
#define Z_NEED_DICT 2
#define Z_ERRNO (-1)
#define Z_STREAM_ERROR (-2)
#define Z_DATA_ERROR (-3)
#define Z_MEM_ERROR (-4)
#define Z_BUF_ERROR (-5)
#define Z_VERSION_ERROR (-6)
#define Z_NO_FLUSH 0
#define Z_SYNC_FLUSH 2
#define Z_FINISH 4
#define Z_FILTERED 1
#define Z_DEFAULT_STRATEGY 0
#define Z_DEFAULT_COMPRESSION (-1)
#define Z_DEFLATED 8
#define MAX_WBITS 15
#define MAX_MEM_LEVEL 9

typedef unsigned char Byte;
typedef Byte Bytef;
typedef unsigned int uInt;
typedef unsigned long uLong;
typedef void* voidpf;
typedef voidpf (*alloc_func)(voidpf opaque, uInt items, uInt size);
typedef void (*free_func)(voidpf opaque, voidpf address);

typedef struct z_stream_s {
  const Bytef* next_in;
  uInt avail_in;
  uLong total_in;
  Bytef* next_out;
  uInt avail_out;
  uLong total_out;
  const char* msg;
  alloc_func zalloc;
  free_func zfree;
  voidpf opaque;
  int data_type;
  uLong adler;
} z_stream;
typedef z_stream* z_streamp;

/* Names of our own, so that nothing takes them for zlib's. */
#define inflateInit pixlane_inflate_init
#define inflateReset pixlane_inflate_reset
#define inflateEnd pixlane_inflate_end
#define inflate pixlane_inflate
#define crc32 pixlane_crc32

int inflateInit(z_streamp stream);
int inflateReset(z_streamp stream);
int inflateEnd(z_streamp stream);
int inflate(z_streamp stream, int flush);
uLong crc32(uLong crc, const Bytef* data, uInt size);

#ifdef __cplusplus
}
#endif
#endif
