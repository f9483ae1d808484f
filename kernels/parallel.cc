#include "kernels/parallel.h"

#if PIXLANE_THREADS

namespace pixlane {

Pool::Pool(unsigned threads) : threads_(threads < 1 ? 1 : threads) {
  workers_.reserve(threads_ - 1);
  for (unsigned i = 1; i < threads_; ++i) workers_.emplace_back([this, i] { work(i); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void Pool::run(const Loop& loop) {
  pending_.store(loop.shares - 1, std::memory_order_relaxed);
  {
    const std::lock_guard lock(mutex_);
    loop_ = loop;
    ++generation_;
  }
  wake_.notify_all();
  loop.share(0);
  // Shares are of equal size, so the others are about done: spinning a moment beats sleeping. Then sleep, because where there
  // are fewer cores than threads a spinning caller would hold up the very work it waits for.
  for (int spin = 0; spin < 2000; ++spin) {
    if (pending_.load(std::memory_order_acquire) == 0) return;
  }
  for (unsigned left; (left = pending_.load(std::memory_order_acquire)) != 0;) pending_.wait(left, std::memory_order_acquire);
}

void Pool::work(unsigned thread) {
  uint32_t seen = 0;
  for (;;) {
    Loop loop;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stop_ || generation_ != seen; });
      if (stop_) return;
      seen = generation_;
      loop = loop_;
    }
    // A loop with fewer shares than threads is over for this thread before it looks at anything.
    if (thread >= loop.shares) continue;
    loop.share(thread);
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) pending_.notify_one();
  }
}

}  // namespace pixlane

#endif
