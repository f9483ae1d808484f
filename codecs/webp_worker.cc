#include "codecs/webp_worker.h"

#include "codecs/threads.h"

#if PIXLANE_THREADS

#include <condition_variable>
#include <cstring>
#include <mutex>

#include "src/utils/thread_utils.h"

namespace pixlane::webp {
namespace {

// The second thread, and the one piece of work that it is given at a time.
class Helper {
 public:
  // On the second thread: works until `stop`.
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return job_ != nullptr || stopped_; });
      if (job_ == nullptr) return;
      WebPWorker* const job = job_;
      lock.unlock();
      run(job);
      lock.lock();
      job->status = OK;
      job_ = nullptr;
      changed_.notify_all();
    }
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }

  // False when it is busy.
  bool launch(WebPWorker* worker) {
    const std::lock_guard lock(mutex_);
    if (job_ != nullptr) return false;
    worker->status = WORK;
    job_ = worker;
    changed_.notify_all();
    return true;
  }

  void wait(const WebPWorker* worker) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return job_ != worker; });
  }

  static void run(WebPWorker* worker) {
    if (worker->hook != nullptr) worker->had_error |= worker->hook(worker->data1, worker->data2) == 0;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  WebPWorker* job_ = nullptr;  // guarded by mutex_
  bool stopped_ = false;       // guarded by mutex_
};

// Of the thread that runs a codec.
thread_local Helper* current = nullptr;

// libwebp's interface to threads: see thread_utils.h. `impl` is the helper; without one everything happens at once.
void init(WebPWorker* worker) {
  *worker = WebPWorker{};
  worker->status = NOT_OK;
}

int sync(WebPWorker* worker) {
  if (worker->impl != nullptr) static_cast<Helper*>(worker->impl)->wait(worker);
  return worker->had_error == 0;
}

int reset(WebPWorker* worker) {
  if (worker->status != NOT_OK) (void)sync(worker);
  worker->had_error = 0;
  worker->impl = current;
  worker->status = OK;
  return 1;
}

void launch(WebPWorker* worker) {
  (void)sync(worker);
  if (worker->impl == nullptr || !static_cast<Helper*>(worker->impl)->launch(worker)) Helper::run(worker);
}

void end(WebPWorker* worker) {
  (void)sync(worker);
  worker->impl = nullptr;
  worker->status = NOT_OK;
}

constexpr WebPWorkerInterface kInterface = {init, reset, sync, launch, Helper::run, end};

}  // namespace

void with_helper(void (*work)(void* data, bool helped), void* data) {
  static const bool installed = WebPSetWorkerInterface(&kInterface) != 0;
  Pool* const pool = codec_pool();
  if (!installed || pool == nullptr || pool->threads() < 2) return work(data, false);
  Helper helper;
  pool->rows(2, 1, [&](size_t share, size_t, unsigned) {
    if (share == 1) return helper.serve();
    current = &helper;
    work(data, true);
    current = nullptr;
    helper.stop();
  });
}

}  // namespace pixlane::webp

#else

namespace pixlane::webp {

void with_helper(void (*work)(void* data, bool helped), void* data) { work(data, false); }

}  // namespace pixlane::webp

#endif
