// The sanitizers count what is allocated; without them malloc and its kin are replaced here by ones that do. They call the C library's own,
// under the names that it keeps for that. mallinfo2 would be simpler, but takes what a thread holds ready for its next call as in use.

#include "tests/codecs/allocations.h"

#include <cerrno>
#include <cstdint>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIXLANE_SANITIZED 1
#endif
#endif

#ifdef PIXLANE_SANITIZED

#include <sanitizer/allocator_interface.h>

namespace pixlane {

size_t allocated_bytes() { return __sanitizer_get_current_allocated_bytes(); }

}  // namespace pixlane

#else

#include <malloc.h>

#include <atomic>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);
}

namespace {

std::atomic<size_t> in_use{0};

// A block's size is what the heap made of it, which free sees too.
void* counted(void* block) {
  if (block != nullptr) in_use += malloc_usable_size(block);
  return block;
}

}  // namespace

extern "C" {

void* malloc(size_t size) { return counted(__libc_malloc(size)); }

void* calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }

void* realloc(void* block, size_t size) {
  const size_t before = block == nullptr ? 0 : malloc_usable_size(block);
  void* const moved = __libc_realloc(block, size);
  if (moved == nullptr && size != 0) return nullptr;  // the old block stays
  in_use -= before;
  return counted(moved);
}

void* memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

void free(void* block) {
  if (block != nullptr) in_use -= malloc_usable_size(block);
  __libc_free(block);
}

}  // extern "C"

namespace pixlane {

size_t allocated_bytes() { return in_use; }

}  // namespace pixlane

#endif
