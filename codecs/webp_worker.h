// A second thread for libwebp, borrowed from the kernels' pool: while a codec runs its threads have nothing to do, and one more would have
// to be there from the start, for a wasm thread cannot start while its caller is busy.
#pragma once

#include <type_traits>

namespace pixlane::webp {

// Calls work(data, true) where the pool has a second thread, on which libwebp's workers then run until `work` returns; else
// work(data, false).
void with_helper(void (*work)(void* data, bool helped), void* data);

template <class Work>
void with_helper(Work&& work) {
  with_helper([](void* data, bool helped) { (*static_cast<std::remove_reference_t<Work>*>(data))(helped); }, &work);
}

}  // namespace pixlane::webp
