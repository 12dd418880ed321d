// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/folding.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace sb::cloud::store {
namespace {

constexpr int kNiceness = 10;
constexpr std::chrono::seconds kRetryAfter{1};
constexpr std::chrono::seconds kRetryAfterMax{300};
// Beside the rows: indexes, pages that are not full.
constexpr uint64_t kRoomBeside = uint64_t{4} << 20;
// Changes of rows that were there, in one transaction: its journal keeps the pages as they were before.
constexpr uint64_t kTouchedMax = 4096;

// What becomes of the rows that a log puts into one numbered table, above those that were there before.
class Erased {
 public:
  void begin_above(uint64_t last_before) { last_before_ = last_before; }
  bool was_there(uint64_t number) const { return number <= last_before_; }

  void note(uint64_t number, bool erase) {
    if (was_there(number)) return;
    if (!first_ && !erase) first_ = number;
    if (!first_ || number < *first_ || number - *first_ >= kTrackedMax) return;
    if (number - *first_ >= erased_.size()) erased_.resize(number - *first_ + 1);
    erased_[number - *first_] = erase;
  }
  // Whether it is erased by the end of the log.
  bool has(uint64_t number) const {
    return first_ && number >= *first_ && number - *first_ < erased_.size() && erased_[number - *first_];
  }

 private:
  static constexpr uint64_t kTrackedMax = uint64_t{1} << 30;

  uint64_t last_before_ = 0;
  std::optional<uint64_t> first_;
  std::vector<bool> erased_;
};

class Fold {
 public:
  Fold(Database& database, const LogFile& log, const std::atomic<bool>& stop, const FindRoom& room)
      : database_(database), log_(log), stop_(stop), room_(room) {}

  base::Status run() {
    for (size_t table = 0; table < erased_.size(); ++table) {
      const auto last = database_.last_number(static_cast<NumberedTable>(table));
      if (!last) return last.error();
      erased_[table].begin_above(*last);
    }
    auto status = visit([this](const LoggedChange& change) {
      if (change.is_numbered) erased_[change.table].note(change.number, change.erase);
      return base::Status{};
    });
    if (!status) return status;
    status = check_room();
    if (status.ok()) status = database_.transaction([this] { return write(); });
    // The log is whole.
    if (!status)
      return base::Error{"store", status.error().message, status.error().hint + "; nothing is lost"};
    return {};
  }

 private:
  base::Status visit(const VisitChange& what) {
    return read_log(log_, [&](const LoggedChange& change) {
      return stop_ ? base::Status(base::Error{"store", "stopped", ""}) : what(change);
    });
  }

  bool is_left_out(const LoggedChange& change) const {
    return change.is_numbered && erased_[change.table].has(change.number);
  }

  // Whether pages change that the journal has to keep first.
  bool touches(const LoggedChange& change) const {
    return !change.is_numbered || erased_[change.table].was_there(change.number);
  }

  // A disk that filled up half-way would keep others from writing, too.
  base::Status check_room() {
    std::error_code error;
    const auto room = room_(database_.path());
    const uint64_t journal_max = kTouchedMax * Database::kPageBytes;
    if (!room || *room >= std::filesystem::file_size(log_.path, error) + kRoomBeside + journal_max) return {};
    const auto needed = find_needed();
    if (!needed) return needed.error();
    if (*room >= *needed) return {};
    return base::Error{
        "store",
        fmt::format("that takes {} MB, and the disk has {} MB left", (*needed >> 20) + 1, *room >> 20),
        "make room on the disk"};
  }

  base::Result<uint64_t> find_needed() {
    uint64_t numbered = 0;
    uint64_t touched = 0;
    std::unordered_map<std::string, uint64_t> last_of_key;
    auto status = visit([&](const LoggedChange& change) {
      if (is_left_out(change)) return base::Status{};
      touched += touches(change) ? 1 : 0;
      const uint64_t bytes = change.erase ? 0 : change.key.size() + change.value.size();
      if (change.is_numbered) {
        numbered += bytes;
      } else {
        last_of_key[fmt::format("{}.{}", change.table, change.key)] = bytes;
      }
      return base::Status{};
    });
    if (!status) return status.error();
    const auto free = database_.free_bytes();
    if (!free) return free.error();
    uint64_t bytes = numbered;
    for (const auto& [key, value] : last_of_key) bytes += value;
    std::error_code error;
    const uint64_t pages = std::filesystem::file_size(database_.path(), error);
    const uint64_t journal =
        std::min({touched, kTouchedMax, pages / Database::kPageBytes}) * Database::kPageBytes;
    return kRoomBeside + journal + bytes - std::min(bytes, *free);
  }

  base::Status write() {
    auto status = visit([this](const LoggedChange& change) { return write(change); });
    return status.ok() ? database_.keep_folded(log_.number) : status;
  }

  base::Status write(const LoggedChange& change) {
    if (is_left_out(change)) return {};
    touched_ += touches(change) ? 1 : 0;
    if (touched_ > kTouchedMax) {
      touched_ = 1;
      if (auto status = database_.go_on_in_another(); !status) return status;
    }
    return put_or_erase(change);
  }

  base::Status put_or_erase(const LoggedChange& change) {
    if (!change.is_numbered) {
      const auto table = static_cast<Table>(change.table);
      return change.erase ? database_.erase(table, change.key)
                          : database_.put(table, change.key, change.value);
    }
    const auto table = static_cast<NumberedTable>(change.table);
    return change.erase ? database_.erase(table, change.number)
                        : database_.put(table, change.number, change.value);
  }

  Database& database_;
  const LogFile& log_;
  const std::atomic<bool>& stop_;
  const FindRoom& room_;
  uint64_t touched_ = 0;  // rows that were there, in this transaction
  std::array<Erased, kNumberedTableNames.size()> erased_;
};

}  // namespace

std::optional<uint64_t> find_room(const std::string& path) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(path, error);
  return error ? std::nullopt : std::optional<uint64_t>(space.available);
}

base::Status fold(Database& database, const LogFile& log, const std::atomic<bool>& stop,
                  const FindRoom& room) {
  if (auto status = Fold(database, log, stop, room).run(); !status) {
    return base::Error{
        "store", fmt::format("cannot fold {} into {}: {}", log.path, database.path(), status.error().message),
        status.error().hint};
  }
  std::error_code ignored;  // one that stays is known by its number
  std::filesystem::remove(log.path, ignored);
  return {};
}

Folding::~Folding() {
  stop_ = true;
  { const std::lock_guard lock(mutex_); }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Folding::start(LogFile log) {
  {
    const std::lock_guard lock(mutex_);
    log_ = std::move(log);
  }
  changed_.notify_all();
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

bool Folding::is_busy() const {
  const std::lock_guard lock(mutex_);
  return log_.has_value();
}

std::optional<base::Error> Folding::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Folding::run() {
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
  std::chrono::seconds pause = kRetryAfter;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || log_; });
    if (stop_) return;
    const LogFile log = *log_;
    lock.unlock();
    const base::Status status = fold(database_, log, stop_);
    lock.lock();
    if (status.ok()) {
      log_.reset();
      trouble_.reset();
      pause = kRetryAfter;
      continue;
    }
    const bool is_new = !trouble_ || trouble_->message != status.error().message;
    trouble_ = status.error();
    if (is_new && !stop_) complain_(status.error());
    changed_.wait_for(lock, pause, [this] { return stop_.load(); });
    pause = std::min(2 * pause, kRetryAfterMax);
  }
}

}  // namespace sb::cloud::store
