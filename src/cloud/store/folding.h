// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "cloud/store/database.h"
#include "cloud/store/log.h"

namespace sb::cloud::store {

// Bytes that the file system of a path has left; nullopt where it does not say.
using FindRoom = std::function<std::optional<uint64_t>(const std::string& path)>;
std::optional<uint64_t> find_room(const std::string& path);

// Brings the changes of a log into the database, the last of them together with its number, and removes the
// file. What is erased by its end is not put at all. A transaction is bounded, and with it the room that its
// journal takes: until the number is there the database may hold a part of the log, which is then folded
// again as a whole. Error: the log is named and stays; a damaged one, and the want of room, before anything
// is written. `stop` becoming true is an error like any.
base::Status fold(Database& database, const LogFile& log, const std::atomic<bool>& stop,
                  const FindRoom& room = find_room);

// Folds one log after the other on a thread of its own, at low priority, while others are written. A log that
// cannot be folded is tried again, after a second and then less and less often, every five minutes in the
// end.
class Folding {
 public:
  // The database is the thread's while is_busy(). `complain` hears of each new error, on the thread.
  Folding(Database& database, std::function<void(const base::Error&)> complain)
      : database_(database), complain_(std::move(complain)) {}
  // Leaves off; the log stays, to be folded whole by the next start.
  ~Folding();
  Folding(const Folding&) = delete;
  Folding& operator=(const Folding&) = delete;

  // Not while it is busy.
  void start(LogFile log);
  bool is_busy() const;
  // Why the log that is being folded could not be so far.
  std::optional<base::Error> trouble() const;

 private:
  void run();

  Database& database_;
  const std::function<void(const base::Error&)> complain_;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<LogFile> log_;          // guarded by mutex_
  std::optional<base::Error> trouble_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace sb::cloud::store
