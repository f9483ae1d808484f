// Rows shared out over threads, or over none.
#pragma once

#include <cstddef>
#include <cstdint>

#if PIXLANE_THREADS
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>
#endif

namespace pixlane {

// A fixed set of threads that work on one loop at a time; the caller is one of them. Used from one thread only.
// The shares are contiguous and depend on nothing but the counts, so that a result never depends on timing.
class Pool {
 public:
#if PIXLANE_THREADS
  explicit Pool(unsigned threads);
  ~Pool();
  unsigned threads() const { return threads_; }
#else
  explicit Pool(unsigned = 1) {}
  unsigned threads() const { return 1; }
#endif
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Calls body(begin, end, thread) with shares of [0, count), each of at least `grain` rows where there are that many:
  // a share too small costs more in waking a thread than it saves.
  template <class Body>
  void rows(size_t count, size_t grain, const Body& body) {
    size_t shares = grain == 0 ? count : (count + grain - 1) / grain;
    if (shares > threads()) shares = threads();
    if (shares <= 1) {
      if (count != 0) body(size_t{0}, count, 0u);
      return;
    }
#if PIXLANE_THREADS
    Loop loop{count, static_cast<unsigned>(shares), &body,
              [](const void* b, size_t begin, size_t end, unsigned thread) { (*static_cast<const Body*>(b))(begin, end, thread); }};
    run(loop);
#endif
  }

#if PIXLANE_THREADS
 private:
  struct Loop {
    size_t count;
    unsigned shares;
    const void* body;
    void (*call)(const void* body, size_t begin, size_t end, unsigned thread);
    void share(unsigned i) const { call(body, count * i / shares, count * (i + 1) / shares, i); }
  };
  void run(const Loop& loop);
  void work(unsigned thread);

  unsigned threads_ = 1;
  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  // Guarded by mutex_; a copy, because a thread that has no share in a loop may look only when that loop is long gone.
  Loop loop_{};
  uint32_t generation_ = 0;           // guarded by mutex_: counts loops
  bool stop_ = false;                 // guarded by mutex_
  std::atomic<unsigned> pending_{0};  // shares not yet finished
#endif
};

}  // namespace pixlane
