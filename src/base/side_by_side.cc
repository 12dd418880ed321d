// SPDX-License-Identifier: Apache-2.0
#include "base/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/check.h"

namespace sb::base {
namespace {

void on_threads(size_t workers, const std::function<void()>& run) {
  std::vector<std::thread> threads;
  for (size_t i = 0; i < workers; ++i) threads.emplace_back(run);
  for (std::thread& thread : threads) thread.join();
}

// Which pieces may begin. Guarded by one mutex; workers wait for pieces of others to return.
class Scheduler {
 public:
  explicit Scheduler(const Schedule& schedule) : schedule_(schedule), open_(schedule.needs.size()) {
    needed_by_.resize(schedule.needs.size());
    for (size_t piece = 0; piece < schedule.needs.size(); ++piece) {
      SB_CHECK(piece == 0 || schedule.stage[piece] >= schedule.stage[piece - 1]);
      const std::set<size_t> needs(schedule.needs[piece].begin(), schedule.needs[piece].end());
      open_[piece] = needs.size();
      for (const size_t need : needs) {
        SB_CHECK(need < piece);
        needed_by_[need].push_back(piece);
      }
    }
    open_stage();
  }

  // The next piece to begin; waits for one. nullopt when all have begun.
  std::optional<size_t> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !ready_.empty() || begun_ == open_.size(); });
    if (ready_.empty()) return std::nullopt;
    const size_t piece = *ready_.begin();
    ready_.erase(ready_.begin());
    ++begun_;
    return piece;
  }

  void returned(size_t piece) {
    const std::lock_guard lock(mutex_);
    for (const size_t next : needed_by_[piece]) {
      if (--open_[next] == 0 && next < stage_end_) ready_.insert(next);
    }
    if (++returned_ == stage_end_) open_stage();
    changed_.notify_all();
  }

 private:
  void open_stage() {
    const size_t begin = stage_end_;
    if (begin == open_.size()) return;
    while (stage_end_ < open_.size() && schedule_.stage[stage_end_] == schedule_.stage[begin]) ++stage_end_;
    for (size_t piece = begin; piece < stage_end_; ++piece) {
      if (open_[piece] == 0) ready_.insert(piece);
    }
  }

  const Schedule& schedule_;
  std::vector<size_t> open_;  // by piece: needs that have not returned
  std::vector<std::vector<size_t>> needed_by_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<size_t> ready_;
  size_t stage_end_ = 0;
  size_t begun_ = 0;
  size_t returned_ = 0;
};

}  // namespace

void side_by_side(size_t count, size_t workers, const std::function<void(size_t)>& work) {
  workers = std::min(workers, count);
  if (workers <= 1) {
    for (size_t piece = 0; piece < count; ++piece) work(piece);
    return;
  }
  std::atomic<size_t> next{0};
  on_threads(workers, [&] {
    for (size_t piece = next++; piece < count; piece = next++) work(piece);
  });
}

void side_by_side(const Schedule& schedule, size_t workers, const std::function<void(size_t)>& work) {
  const size_t count = schedule.needs.size();
  SB_CHECK(schedule.stage.size() == count);
  if (workers <= 1 || count <= 1) {
    for (size_t piece = 0; piece < count; ++piece) work(piece);
    return;
  }
  Scheduler scheduler(schedule);
  on_threads(std::min(workers, count), [&] {
    while (const auto piece = scheduler.take()) {
      work(*piece);
      scheduler.returned(*piece);
    }
  });
}

}  // namespace sb::base
