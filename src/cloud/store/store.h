// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/steady_clock.h"
#include "cloud/store/database.h"
#include "cloud/store/logs.h"
#include "json/document.h"

namespace sb::cloud::store {

// What the local cloud keeps on disk, written by one thread of its own: the changes of one turn of the loop
// are a group and stand or fall together, and all groups that have come since are written with one sync. The
// services hold the state in memory and read here only when they start.
//
// A group goes to the end of a log (log.h). Once a log is long its changes are folded into a database beside
// it, while the next log is written; most messages are erased by then and never come there. Opening folds
// whatever logs are left, so a start after a stop and one after a kill are the same.
//
// A group that cannot be written (a full disk) is not forgotten: whoever waits for it is told so, and it is
// tried again every second, with the next group too while that is little, so that file and memory never part.
//
// All calls belong to one thread (the loop's). `post` is how work gets onto it, from any thread.
class Store {
 public:
  using Post = std::function<void(std::function<void()>)>;
  using Durable = std::function<void(const base::Status&)>;
  using Complain = std::function<void(const base::Error&)>;

  // Opens or makes the database `path` with its logs beside it; "" keeps nothing (everything is durable at
  // once). `complain` hears, on the loop, of what no caller is told: a log that cannot be folded (it is
  // kept), or that, with Fsync::kInterval, does not get to the disk. Error: names the file and the cause.
  static base::Result<std::unique_ptr<Store>> open(
      const std::string& path, Fsync fsync, Post post, Complain complain = [](const base::Error&) {},
      LogLimits limits = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void put(Table table, std::string key, std::string value);
  void erase(Table table, std::string key);
  // A row under a number of next_number(); its value is `head` and after it `rest`.
  void put(NumberedTable table, uint64_t number, std::string head, base::SharedText rest = {});
  void erase(NumberedTable table, uint64_t number);
  // Rising, never given twice, not even after a crash.
  uint64_t next_number();

  // Counts put and erase calls; two equal readings mean that nothing was written between them.
  uint64_t writes() const { return writes_; }
  // Whether something that was put is not durable yet.
  bool is_behind() const { return !fresh_.empty() || backlog_bytes_.load() > 0; }
  // Calls back on the loop once all that was put so far is durable, or with the error of the last attempt.
  void on_durable(Durable done);
  // Bytes of changes that are not on disk yet, roughly. From any thread.
  size_t backlog_bytes() const { return backlog_bytes_.load(); }

  // Every row of a table in the order of its keys. Only before the first put. Error: the file cannot be read,
  // or a row is damaged; for_each_object: or is not a JSON object.
  base::Status for_each(Table table, const std::function<void(std::string_view, std::string_view)>& visit);
  base::Status for_each(NumberedTable table, const std::function<void(uint64_t, std::string_view)>& visit);
  base::Status for_each_object(Table table,
                               const std::function<void(std::string_view, const json::Object&)>& visit);

  // What to say of a row that is whole and yet not what this program writes.
  base::Error damage(std::string_view table) const;

  // Blocks until all that was put is durable, or cannot be made so; what cannot is tried once more by the
  // destructor. For shutdown.
  void drain();

 private:
  Store(std::unique_ptr<Database> database, Post post, Complain complain);
  base::Status load_numbers();
  // Hands what was changed in this turn of the loop to the writing thread.
  void hand_over();
  void hand_over_soon();
  void run();
  // Writes what is pending, in the order in which it came, and answers who waits. `lock` is of `mutex_`.
  void write(std::unique_lock<std::mutex>& lock);
  bool waits_for_the_next_attempt() const;
  // What comes no further than to the operating system for want of another write.
  void sync();
  void complain_soon(const base::Error& error);
  void answer(std::vector<Durable> waiting, const base::Status& status);

  const std::unique_ptr<Database> database_;  // null when nothing is kept
  const Post post_;
  const Complain complain_;
  uint64_t writes_ = 0;
  uint64_t last_number_ = 0;
  uint64_t numbers_reserved_ = 0;
  Changes fresh_;  // since the last hand_over
  std::vector<Durable> fresh_waiting_;
  bool hand_over_posted_ = false;
  std::atomic<size_t> backlog_bytes_{0};
  std::unique_ptr<Logs> logs_;  // the writer's; null when nothing is kept
  std::string complained_;      // the writer's: of what last
  base::Time last_attempt_{};   // the writer's
  base::Status last_status_;    // the writer's: of the last attempt
  const base::SteadyClock clock_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for work that is posted and comes too late

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Changes> pending_;  // guarded by mutex_: a turn each
  std::vector<Durable> waiting_;  // guarded by mutex_
  bool writing_ = false;          // guarded by mutex_
  bool failing_ = false;          // guarded by mutex_: the last attempt failed, its changes are in pending_
  bool stop_ = false;             // guarded by mutex_
  std::thread writer_;
};

}  // namespace sb::cloud::store
