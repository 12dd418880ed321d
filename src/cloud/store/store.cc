// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace sb::cloud::store {
namespace {

constexpr char kNumbersKey[] = "numbers";
constexpr uint64_t kNumbersAtATime = 1 << 20;
constexpr base::Seconds kRetryEvery{1};
// What could not be written is tried again with every call that waits, up to here; more of it is not, for so
// long after an attempt.
constexpr size_t kTriedAtOnce = size_t{8} << 20;
constexpr base::Milliseconds kNotTriedFor{900};

size_t bytes_of(const Changes& changes) {
  size_t total = 0;
  for (const Write& write : changes.writes) total += write.key.size() + write.value.size();
  for (const NumberedWrite& write : changes.numbered)
    total += sizeof write + write.head.size() + write.rest.size();
  return total;
}

size_t bytes_of(const std::vector<Changes>& turns) {
  size_t total = 0;
  for (const Changes& changes : turns) total += bytes_of(changes);
  return total;
}

}  // namespace

base::Result<std::unique_ptr<Store>> Store::open(const std::string& path, Fsync fsync, Post post,
                                                 Complain complain, LogLimits limits) {
  std::unique_ptr<Database> database;
  if (!path.empty()) {
    database = std::make_unique<Database>(path);
    if (auto status = database->open(); !status) return status.error();
  }
  auto store = std::unique_ptr<Store>(new Store(std::move(database), std::move(post), std::move(complain)));
  if (path.empty()) return store;
  Store* const kept = store.get();
  kept->logs_ = std::make_unique<Logs>(*kept->database_, fsync, limits,
                                       [kept](const base::Error& error) { kept->complain_soon(error); });
  if (auto status = kept->logs_->take_up(); !status) return status.error();
  if (auto status = kept->load_numbers(); !status) return status.error();
  kept->writer_ = std::thread([kept] { kept->run(); });
  return store;
}

Store::Store(std::unique_ptr<Database> database, Post post, Complain complain)
    : database_(std::move(database)), post_(std::move(post)), complain_(std::move(complain)) {}

Store::~Store() {
  *alive_ = false;
  if (!writer_.joinable()) return;
  hand_over();
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  writer_.join();
}

base::Status Store::load_numbers() {
  auto status = for_each(Table::kMeta, [&](std::string_view key, std::string_view value) {
    if (key == kNumbersKey) numbers_reserved_ = static_cast<uint64_t>(base::parse_int(value).value_or(0));
  });
  // Also where the reservation is older than the rows: a folder may have been put together by hand.
  for (size_t table = 0; status.ok() && table < kNumberedTableNames.size(); ++table) {
    const auto last = database_->last_number(static_cast<NumberedTable>(table));
    if (!last) return last.error();
    numbers_reserved_ = std::max(numbers_reserved_, *last);
  }
  last_number_ = numbers_reserved_;
  return status;
}

uint64_t Store::next_number() {
  if (last_number_ == numbers_reserved_) {
    numbers_reserved_ += kNumbersAtATime;
    put(Table::kMeta, kNumbersKey, fmt::format("{}", numbers_reserved_));
  }
  return ++last_number_;
}

void Store::put(Table table, std::string key, std::string value) {
  ++writes_;
  if (database_ == nullptr) return;
  fresh_.writes.push_back({table, std::move(key), std::move(value), false});
  hand_over_soon();
}

void Store::erase(Table table, std::string key) {
  ++writes_;
  if (database_ == nullptr) return;
  fresh_.writes.push_back({table, std::move(key), {}, true});
  hand_over_soon();
}

void Store::put(NumberedTable table, uint64_t number, std::string head, base::SharedText rest) {
  ++writes_;
  if (database_ == nullptr) return;
  fresh_.numbered.push_back({table, false, number, std::move(head), std::move(rest)});
  hand_over_soon();
}

void Store::erase(NumberedTable table, uint64_t number) {
  ++writes_;
  if (database_ == nullptr) return;
  fresh_.numbered.push_back({table, true, number, {}, {}});
  hand_over_soon();
}

void Store::on_durable(Durable done) {
  if (database_ == nullptr) return done({});
  fresh_waiting_.push_back(std::move(done));
  hand_over_soon();
}

void Store::hand_over_soon() {
  if (hand_over_posted_) return;
  hand_over_posted_ = true;
  post_([this, alive = alive_] {
    if (*alive) hand_over();
  });
}

void Store::hand_over() {
  hand_over_posted_ = false;
  if (fresh_.empty() && fresh_waiting_.empty()) return;
  backlog_bytes_ += bytes_of(fresh_);
  {
    const std::lock_guard lock(mutex_);
    if (!fresh_.empty()) pending_.push_back(std::move(fresh_));
    for (Durable& done : fresh_waiting_) waiting_.push_back(std::move(done));
  }
  fresh_ = {};
  fresh_waiting_.clear();
  changed_.notify_all();
}

base::Status Store::for_each(Table table,
                             const std::function<void(std::string_view, std::string_view)>& visit) {
  return database_ == nullptr ? base::Status{} : database_->for_each(table, visit);
}

base::Status Store::for_each(NumberedTable table,
                             const std::function<void(uint64_t, std::string_view)>& visit) {
  return database_ == nullptr ? base::Status{} : database_->for_each(table, visit);
}

base::Status Store::for_each_object(Table table,
                                    const std::function<void(std::string_view, const json::Object&)>& visit) {
  bool whole = true;
  auto status = for_each(table, [&](std::string_view key, std::string_view value) {
    const auto document = json::parse_document(value);
    if (document.ok() && document->is_object()) {
      visit(key, document->get_object());
    } else {
      whole = false;
    }
  });
  return status.ok() && !whole ? damage(kTableNames[static_cast<size_t>(table)]) : status;
}

base::Error Store::damage(std::string_view table) const {
  return {"store",
          fmt::format("{} is damaged: a row of its table {} cannot be read", database_->path(), table),
          "bring back a copy of the folder, or move it away"};
}

void Store::drain() {
  if (database_ == nullptr) return;
  hand_over();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !writing_ && (pending_.empty() || failing_) && waiting_.empty(); });
}

void Store::answer(std::vector<Durable> waiting, const base::Status& status) {
  if (waiting.empty()) return;
  post_([waiting = std::move(waiting), status] {
    for (const Durable& done : waiting) done(status);
  });
}

void Store::sync() {
  const base::Status status = logs_->sync();
  const std::string message = status.ok() ? "" : status.error().message;
  if (!status && message != complained_) complain_soon(status.error());
  complained_ = message;
}

void Store::complain_soon(const base::Error& error) {
  post_([complain = complain_, error] { complain(error); });
}

bool Store::waits_for_the_next_attempt() const {
  return failing_ && backlog_bytes_ > kTriedAtOnce && clock_.now() - last_attempt_ < kNotTriedFor;
}

void Store::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto has_work = [this] { return stop_ || !waiting_.empty() || (!failing_ && !pending_.empty()); };
    const bool is_behind = !logs_->is_on_disk();
    if (!failing_ && !is_behind) {
      changed_.wait(lock, has_work);
    } else if (!changed_.wait_for(lock, kRetryEvery, has_work) && is_behind) {
      lock.unlock();
      sync();
      lock.lock();
    }
    const bool is_last = stop_;
    if (!is_last && waits_for_the_next_attempt()) {
      std::vector<Durable> waiting = std::exchange(waiting_, {});
      lock.unlock();
      answer(std::move(waiting), last_status_);
      changed_.notify_all();
      lock.lock();
      continue;
    }
    if (!is_last || !pending_.empty() || !waiting_.empty()) write(lock);
    if (is_last && (failing_ || (pending_.empty() && waiting_.empty()))) return;
  }
}

void Store::write(std::unique_lock<std::mutex>& lock) {
  std::vector<Changes> turns = std::exchange(pending_, {});
  std::vector<Durable> waiting = std::exchange(waiting_, {});
  writing_ = true;
  lock.unlock();
  if (!turns.empty()) {
    last_status_ = logs_->append(turns);
    last_attempt_ = clock_.now();
  }
  const base::Status status = turns.empty() ? base::Status{} : last_status_;
  if (status.ok()) backlog_bytes_ -= bytes_of(turns);
  answer(std::move(waiting), status);
  lock.lock();
  writing_ = false;
  failing_ = !status.ok();
  if (failing_) {
    std::move(pending_.begin(), pending_.end(), std::back_inserter(turns));
    pending_ = std::move(turns);
  }
  changed_.notify_all();
}

}  // namespace sb::cloud::store
