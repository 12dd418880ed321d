// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/store.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <optional>

namespace sb::cloud::store {
namespace {

constexpr int kVersion = 1;

constexpr std::array kTables{"meta",          "bus",
                             "rule",          "topic",
                             "subscription",  "queue",
                             "message",       "message_state",
                             "delivery",      "function",
                             "genesys",       "event_source",
                             "genesys_queue", "genesys_integration",
                             "genesys_token"};

struct StatementDeleter {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

}  // namespace

// One SQLite file and its prepared statements. Used by one thread at a time.
class Store::Database {
 public:
  explicit Database(std::string path) : path_(std::move(path)) {}
  ~Database() {
    upserts_ = {};
    erases_ = {};
    sqlite3_close(handle_);
  }

  base::Status open(Fsync fsync) {
    if (sqlite3_open_v2(path_.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
        SQLITE_OK) {
      return failure("open");
    }
    sqlite3_busy_timeout(handle_, 500);
    if (auto status = run("PRAGMA journal_mode=WAL"); !status) return status;
    if (auto status = run("PRAGMA locking_mode=EXCLUSIVE"); !status) return status;
    if (auto status = run(fsync == Fsync::kAlways ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        !status) {
      return status;
    }
    if (auto status = check_version(); !status) return status;
    return prepare();
  }

  base::Status write(const std::vector<Write>& writes) {
    if (auto status = run("BEGIN IMMEDIATE"); !status) return status;
    for (const Write& write : writes) {
      const size_t table = static_cast<size_t>(write.table);
      sqlite3_stmt* statement = (write.erase ? erases_[table] : upserts_[table]).get();
      sqlite3_bind_blob64(statement, 1, write.key.data(), write.key.size(), SQLITE_STATIC);
      if (!write.erase)
        sqlite3_bind_blob64(statement, 2, write.value.data(), write.value.size(), SQLITE_STATIC);
      const int code = sqlite3_step(statement);
      sqlite3_reset(statement);
      if (code != SQLITE_DONE) {
        base::Status status = failure("write to");
        (void)run("ROLLBACK");
        return status;
      }
    }
    return run("COMMIT");
  }

  base::Status for_each(Table table, const std::function<void(std::string_view, std::string_view)>& visit) {
    auto statement =
        make(fmt::format("SELECT key, value FROM {} ORDER BY key", kTables[static_cast<size_t>(table)]));
    if (!statement) return statement.error();
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement->get())) == SQLITE_ROW)
      visit(column(statement->get(), 0), column(statement->get(), 1));
    return code == SQLITE_DONE ? base::Status{} : failure("read");
  }

 private:
  static std::string_view column(sqlite3_stmt* statement, int index) {
    const void* data = sqlite3_column_blob(statement, index);
    return {static_cast<const char*>(data), static_cast<size_t>(sqlite3_column_bytes(statement, index))};
  }

  base::Status failure(const char* what) const {
    return base::Error{
        "store", fmt::format("cannot {} {}: {}", what, path_, sqlite3_errmsg(handle_)),
        "check the disk's free space and the file's rights; a corrupt file must be moved away"};
  }

  base::Status run(const std::string& sql) {
    return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? base::Status{}
                                                                                      : failure("use");
  }

  base::Result<Statement> make(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      return failure("use").error();
    return Statement(statement);
  }

  base::Status check_version() {
    auto statement = make("PRAGMA user_version");
    if (!statement) return statement.error();
    if (sqlite3_step(statement->get()) != SQLITE_ROW) return failure("read");
    const int found = sqlite3_column_int(statement->get(), 0);
    statement->reset();
    if (found > kVersion) {
      return base::Error{"store",
                         fmt::format("{} was written by a newer Switchboard (version {}, this one reads {})",
                                     path_, found, kVersion),
                         "use the newer program, or another --data folder"};
    }
    for (const char* table : kTables) {
      const auto status = run(fmt::format(
          "CREATE TABLE IF NOT EXISTS {} (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID", table));
      if (!status) return status;
    }
    return run(fmt::format("PRAGMA user_version={}", kVersion));
  }

  base::Status prepare() {
    for (size_t i = 0; i < kTables.size(); ++i) {
      auto upsert = make(fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?)", kTables[i]));
      if (!upsert) return upsert.error();
      upserts_[i] = std::move(*upsert);
      auto erase = make(fmt::format("DELETE FROM {} WHERE key = ?", kTables[i]));
      if (!erase) return erase.error();
      erases_[i] = std::move(*erase);
    }
    return {};
  }

  const std::string path_;
  sqlite3* handle_ = nullptr;
  std::array<Statement, kTables.size()> upserts_;
  std::array<Statement, kTables.size()> erases_;
};

base::Result<std::unique_ptr<Store>> Store::open(const std::string& path, Fsync fsync, Post post) {
  std::unique_ptr<Database> database;
  if (!path.empty()) {
    database = std::make_unique<Database>(path);
    if (auto status = database->open(fsync); !status) return status.error();
  }
  return std::unique_ptr<Store>(new Store(std::move(database), std::move(post)));
}

Store::Store(std::unique_ptr<Database> database, Post post)
    : database_(std::move(database)), post_(std::move(post)) {
  if (database_ != nullptr) writer_ = std::thread([this] { run(); });
}

Store::~Store() {
  if (!writer_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  writer_.join();
}

void Store::put(Table table, std::string key, std::string value) {
  ++writes_;
  if (database_ == nullptr) return;
  const std::lock_guard lock(mutex_);
  pending_.writes.push_back({table, false, std::move(key), std::move(value)});
}

void Store::erase(Table table, std::string key) {
  ++writes_;
  if (database_ == nullptr) return;
  const std::lock_guard lock(mutex_);
  pending_.writes.push_back({table, true, std::move(key), {}});
}

void Store::on_durable(Durable done) {
  if (database_ == nullptr) return done({});
  {
    const std::lock_guard lock(mutex_);
    pending_.waiting.push_back(std::move(done));
  }
  changed_.notify_all();
}

base::Status Store::for_each(Table table,
                             const std::function<void(std::string_view, std::string_view)>& visit) {
  return database_ == nullptr ? base::Status{} : database_->for_each(table, visit);
}

void Store::drain() {
  if (database_ == nullptr) return;
  std::unique_lock lock(mutex_);
  pending_.waiting.push_back([](const base::Status&) {});
  changed_.notify_all();
  changed_.wait(lock, [this] { return pending_.empty() && !writing_; });
}

void Store::run() {
  std::optional<base::Error> failed;
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      writing_ = false;
      changed_.notify_all();
      changed_.wait(lock,
                    [this] { return stop_ || !pending_.waiting.empty() || pending_.writes.size() >= 256; });
      if (pending_.empty() && stop_) return;
      std::swap(batch, pending_);
      writing_ = true;
    }
    base::Status status;
    if (failed) {
      status = *failed;
    } else if (!batch.writes.empty()) {
      status = database_->write(batch.writes);
      if (!status) failed = status.error();
    }
    for (Durable& done : batch.waiting) {
      post_([done = std::move(done), status] { done(status); });
    }
  }
}

}  // namespace sb::cloud::store
