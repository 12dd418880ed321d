// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/database.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <cstring>
#include <iterator>
#include <optional>

namespace sb::cloud::store {
namespace {

constexpr int64_t kVersion = 2;
constexpr size_t kChecksumBytes = sizeof(uint64_t);
// Messages are written once and mostly erased before the log is folded in: 130 MB of wide pages.
constexpr int kLogPagesMax = 8000;
// "SBLC", so that another program's database is told from ours.
constexpr int64_t kApplicationId = 0x53424C43;

// The value as it is kept: its checksum, then itself. Into `out`, whose room is used again.
void seal(std::string_view head, std::string_view rest, std::string& out) {
  out.resize(kChecksumBytes);
  out += head;
  out += rest;
  const uint64_t checksum = XXH3_64bits(out.data() + kChecksumBytes, out.size() - kChecksumBytes);
  std::memcpy(out.data(), &checksum, kChecksumBytes);
}

std::string seal(std::string_view value) {
  std::string out;
  seal(value, {}, out);
  return out;
}

// nullopt: damaged.
std::optional<std::string_view> unseal(std::string_view kept) {
  if (kept.size() < kChecksumBytes) return std::nullopt;
  uint64_t checksum = 0;
  std::memcpy(&checksum, kept.data(), kChecksumBytes);
  const std::string_view value = kept.substr(kChecksumBytes);
  if (XXH3_64bits(value.data(), value.size()) != checksum) return std::nullopt;
  return value;
}

std::string_view column(sqlite3_stmt* statement, int index) {
  const void* data = sqlite3_column_blob(statement, index);
  return {static_cast<const char*>(data), static_cast<size_t>(sqlite3_column_bytes(statement, index))};
}

void bind_bytes(sqlite3_stmt* statement, int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
}

}  // namespace

void Changes::append(Changes&& later) {
  if (empty()) {
    *this = std::move(later);
    return;
  }
  std::move(later.writes.begin(), later.writes.end(), std::back_inserter(writes));
  std::move(later.numbered.begin(), later.numbered.end(), std::back_inserter(numbered));
}

Database::~Database() {
  upserts_ = {};
  erases_ = {};
  numbered_upserts_ = {};
  numbered_erases_ = {};
  sqlite3_close(handle_);
}

base::Error Database::failure(const char* what) const {
  return {"store", fmt::format("cannot {} {}: {}", what, path_, sqlite3_errmsg(handle_)),
          "check the disk's free space and the file's rights; a corrupt file must be moved away"};
}

base::Error Database::damage(std::string_view table) const {
  return {"store", fmt::format("{} is damaged: a row of its table {} is not what was written", path_, table),
          "move the file away, or bring back a copy of it"};
}

base::Status Database::open(Fsync fsync) {
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path_.c_str(), &handle_, kFlags, nullptr) != SQLITE_OK) return failure("open");
  sqlite3_busy_timeout(handle_, 500);
  for (const char* pragma :
       {"page_size=16384", "locking_mode=EXCLUSIVE", "journal_mode=WAL", "wal_autocheckpoint=0",
        "cache_size=-16384", fsync == Fsync::kAlways ? "synchronous=FULL" : "synchronous=NORMAL"}) {
    if (auto status = run(fmt::format("PRAGMA {}", pragma)); !status) return status;
  }
  sqlite3_wal_hook(
      handle_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Database*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
  if (auto status = check_version(); !status) return status;
  return prepare();
}

void Database::fold_log() {
  if (log_pages_ < kLogPagesMax) return;
  if (sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) == SQLITE_OK)
    log_pages_ = 0;
}

base::Status Database::run(const std::string& sql) {
  return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? base::Status{}
                                                                                    : failure("use");
}

base::Result<Database::Statement> Database::make(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return failure("use");
  return Statement(statement);
}

base::Result<int64_t> Database::read_number(const std::string& sql) {
  auto statement = make(sql);
  if (!statement) return statement.error();
  if (sqlite3_step(statement->get()) != SQLITE_ROW) return failure("read");
  return sqlite3_column_int64(statement->get(), 0);
}

base::Status Database::check_version() {
  const auto found = read_number("PRAGMA user_version");
  if (!found) return found.error();
  const auto application = read_number("PRAGMA application_id");
  if (!application) return application.error();
  const auto tables = read_number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  if (*tables > 0 && (*found == 0 || (*application != kApplicationId && *application != 0))) {
    return base::Error{"store", fmt::format("{} is the database of another program", path_),
                       "use another --data folder"};
  }
  if (*found > kVersion) {
    return base::Error{"store",
                       fmt::format("{} was written by a newer Switchboard (version {}, this one reads {})",
                                   path_, *found, kVersion),
                       "use the newer program, or another --data folder"};
  }
  if (*found == kVersion) return make_tables();
  if (auto status = run("BEGIN IMMEDIATE"); !status) return status;
  auto status = make_tables();
  if (status.ok() && *found > 0) status = migrate(*found);
  if (status.ok()) status = run(fmt::format("PRAGMA user_version={}", kVersion));
  if (status.ok()) status = run(fmt::format("PRAGMA application_id={}", kApplicationId));
  if (status.ok()) return run("COMMIT");
  (void)run("ROLLBACK");
  return status;
}

base::Status Database::make_tables() {
  for (const char* table : kTableNames) {
    const auto status = run(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID", table));
    if (!status) return status;
  }
  for (const char* table : kNumberedTableNames) {
    const auto status =
        run(fmt::format("CREATE TABLE IF NOT EXISTS {} (number INTEGER PRIMARY KEY, value BLOB)", table));
    if (!status) return status;
  }
  return {};
}

base::Status Database::migrate(int64_t) {
  for (const char* table : kTableNames) {
    if (auto status = add_checksums(table); !status) return status;
  }
  return {};
}

base::Status Database::add_checksums(const std::string& table) {
  auto rows = make(fmt::format("SELECT key, value FROM {}", table));
  if (!rows) return rows.error();
  std::vector<std::pair<std::string, std::string>> sealed;
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(rows->get())) == SQLITE_ROW)
    sealed.emplace_back(column(rows->get(), 0), seal(column(rows->get(), 1)));
  if (code != SQLITE_DONE) return failure("read");
  auto update = make(fmt::format("UPDATE {} SET value = ? WHERE key = ?", table));
  if (!update) return update.error();
  for (const auto& [key, value] : sealed) {
    bind_bytes(update->get(), 1, value);
    bind_bytes(update->get(), 2, key);
    if (auto status = step(update->get()); !status) return status;
  }
  return {};
}

base::Status Database::prepare() {
  const auto fill = [&](Statement& out, const char* sql, const char* table) -> base::Status {
    auto made = make(fmt::format(fmt::runtime(sql), table));
    if (!made) return made.error();
    out = std::move(*made);
    return {};
  };
  for (size_t i = 0; i < kTableNames.size(); ++i) {
    if (auto status = fill(upserts_[i], "INSERT OR REPLACE INTO {} VALUES (?, ?)", kTableNames[i]); !status)
      return status;
    if (auto status = fill(erases_[i], "DELETE FROM {} WHERE key = ?", kTableNames[i]); !status)
      return status;
  }
  for (size_t i = 0; i < kNumberedTableNames.size(); ++i) {
    const char* table = kNumberedTableNames[i];
    if (auto status = fill(numbered_upserts_[i], "INSERT OR REPLACE INTO {} VALUES (?, ?)", table); !status)
      return status;
    if (auto status = fill(numbered_erases_[i], "DELETE FROM {} WHERE number = ?", table); !status)
      return status;
  }
  return {};
}

base::Status Database::step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  base::Status status = code == SQLITE_DONE ? base::Status{} : base::Status(failure("write to"));
  sqlite3_reset(statement);
  return status;
}

base::Status Database::write_all(const Changes& changes) {
  for (const Write& write : changes.writes) {
    const size_t table = static_cast<size_t>(write.table);
    sqlite3_stmt* statement = (write.erase ? erases_ : upserts_)[table].get();
    bind_bytes(statement, 1, write.key);
    if (!write.erase) {
      seal(write.value, {}, sealed_);
      bind_bytes(statement, 2, sealed_);
    }
    if (auto status = step(statement); !status) return status;
  }
  for (const NumberedWrite& write : changes.numbered) {
    const size_t table = static_cast<size_t>(write.table);
    sqlite3_stmt* statement = (write.erase ? numbered_erases_ : numbered_upserts_)[table].get();
    sqlite3_bind_int64(statement, 1, static_cast<int64_t>(write.number));
    if (!write.erase) {
      seal(write.head, write.rest, sealed_);
      bind_bytes(statement, 2, sealed_);
    }
    if (auto status = step(statement); !status) return status;
  }
  return {};
}

base::Status Database::write(const Changes& changes) {
  if (auto status = run("BEGIN IMMEDIATE"); !status) return status;
  auto status = write_all(changes);
  if (status.ok()) status = run("COMMIT");
  if (!status.ok()) (void)run("ROLLBACK");
  return status;
}

base::Status Database::for_each(Table table,
                                const std::function<void(std::string_view, std::string_view)>& visit) {
  const char* name = kTableNames[static_cast<size_t>(table)];
  auto statement = make(fmt::format("SELECT key, value FROM {} ORDER BY key", name));
  if (!statement) return statement.error();
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
    const auto value = unseal(column(statement->get(), 1));
    if (!value) return damage(name);
    visit(column(statement->get(), 0), *value);
  }
  return code == SQLITE_DONE ? base::Status{} : base::Status(failure("read"));
}

base::Status Database::for_each(NumberedTable table,
                                const std::function<void(uint64_t, std::string_view)>& visit) {
  const char* name = kNumberedTableNames[static_cast<size_t>(table)];
  auto statement = make(fmt::format("SELECT number, value FROM {} ORDER BY number", name));
  if (!statement) return statement.error();
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
    const auto value = unseal(column(statement->get(), 1));
    if (!value) return damage(name);
    visit(static_cast<uint64_t>(sqlite3_column_int64(statement->get(), 0)), *value);
  }
  return code == SQLITE_DONE ? base::Status{} : base::Status(failure("read"));
}

}  // namespace sb::cloud::store
