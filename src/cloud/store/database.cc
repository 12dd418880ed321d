// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/database.h"

#include <fmt/format.h>

#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/store/checksum.h"

namespace sb::cloud::store {
namespace {

// 1: values without checksums. 2: with them. 3: what came last may stand in logs beside the file.
constexpr int64_t kVersion = 3;
constexpr int64_t kWithChecksums = 2;
constexpr char kIdKey[] = "store_id";
constexpr char kFoldedKey[] = "folded_log";
constexpr size_t kChecksumBytes = sizeof(uint64_t);
// "SBLC", so that another program's database is told from ours.
constexpr int64_t kApplicationId = 0x53424C43;

// The value as it is kept: its checksum, then itself. Into `out`, whose room is used again.
void seal(std::string_view value, std::string& out) {
  const uint64_t checksum = checksum_of(value);
  out.resize(kChecksumBytes);
  std::memcpy(out.data(), &checksum, kChecksumBytes);
  out += value;
}

std::string seal(std::string_view value) {
  std::string out;
  seal(value, out);
  return out;
}

// nullopt: damaged.
std::optional<std::string_view> unseal(std::string_view kept) {
  if (kept.size() < kChecksumBytes) return std::nullopt;
  uint64_t checksum = 0;
  std::memcpy(&checksum, kept.data(), kChecksumBytes);
  const std::string_view value = kept.substr(kChecksumBytes);
  if (checksum_of(value) != checksum) return std::nullopt;
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

Database::~Database() {
  upserts_ = {};
  erases_ = {};
  numbered_upserts_ = {};
  numbered_erases_ = {};
  sqlite3_close(handle_);
}

base::Error Database::failure(const char* what) const {
  if (sqlite3_errcode(handle_) == SQLITE_BUSY) {
    return {"store", fmt::format("{} is in use by another process", path_),
            "stop that one, or use another --data folder"};
  }
  return {"store", fmt::format("cannot {} {}: {}", what, path_, sqlite3_errmsg(handle_)),
          "check the disk's free space and the file's rights; a corrupt file is moved away with its folder"};
}

base::Error Database::damage(std::string_view table) const {
  return {"store", fmt::format("{} is damaged: a row of its table {} is not what was written", path_, table),
          "bring back a copy of the folder, or move it away"};
}

base::Status Database::open() {
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path_.c_str(), &handle_, kFlags, nullptr) != SQLITE_OK) return failure("open");
  sqlite3_busy_timeout(handle_, 500);
  for (const char* pragma :
       {"page_size=16384", "locking_mode=EXCLUSIVE", "cache_size=-16384", "synchronous=FULL"}) {
    if (auto status = run(fmt::format("PRAGMA {}", pragma)); !status) return status;
  }
  if (auto status = take_lock(); !status) return status;
  int64_t version = 0;
  if (auto status = check_version(version); !status) return status;
  if (auto status = set_journal_mode(); !status) return status;
  if (auto status = bring_up(version); !status) return status;
  if (auto status = prepare(); !status) return status;
  return read_id();
}

base::Status Database::read_id() {
  const auto found = meta_number(kIdKey);
  if (!found) return found.error();
  id_ = *found;
  if (id_ != 0) return {};
  const std::string drawn = base::random_bytes(sizeof id_ - 1);  // as one that is read as a signed number
  for (const char byte : drawn) id_ = id_ << 8 | static_cast<unsigned char>(byte);
  return put(Table::kMeta, kIdKey, fmt::format("{}", id_));
}

base::Result<uint64_t> Database::meta_number(std::string_view key) {
  uint64_t out = 0;
  auto status = for_each(Table::kMeta, [&](std::string_view found, std::string_view value) {
    if (found == key) out = static_cast<uint64_t>(base::parse_int(value).value_or(0));
  });
  if (!status) return status.error();
  return out;
}

base::Result<uint64_t> Database::last_folded() { return meta_number(kFoldedKey); }

base::Status Database::keep_folded(uint64_t log_number) {
  return put(Table::kMeta, kFoldedKey, fmt::format("{}", log_number));
}

base::Result<uint64_t> Database::free_bytes() {
  const auto pages = read_number("PRAGMA freelist_count");
  if (!pages) return pages.error();
  const auto bytes = read_number("PRAGMA page_size");
  if (!bytes) return bytes.error();
  return static_cast<uint64_t>(*pages) * static_cast<uint64_t>(*bytes);
}

// Once taken it stays, as locking_mode says; reading alone would let another process in.
base::Status Database::take_lock() {
  auto status = run("BEGIN EXCLUSIVE");
  return status.ok() ? run("COMMIT") : status;
}

// What is written here is a log's once it is folded: a second log, of pages, would only be written again.
base::Status Database::set_journal_mode() {
  auto statement = make("PRAGMA journal_mode=TRUNCATE");
  if (!statement) return statement.error();
  const bool set = sqlite3_step(statement->get()) == SQLITE_ROW && column(statement->get(), 0) == "truncate";
  return set ? base::Status{} : failure("set the journal mode of");
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

base::Status Database::check_version(int64_t& out) {
  const auto found = read_number("PRAGMA user_version");
  if (!found) return found.error();
  out = *found;
  const auto application = read_number("PRAGMA application_id");
  if (!application) return application.error();
  const auto tables = read_number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  if (*tables > 0 && (*found == 0 || (*application != kApplicationId && *application != 0))) {
    return base::Error{"store", fmt::format("{} is the database of another program", path_),
                       "use another --data folder"};
  }
  if (*found <= kVersion) return {};
  return base::Error{"store",
                     fmt::format("{} was written by a newer Switchboard (version {}, this one reads {})",
                                 path_, *found, kVersion),
                     "use the newer program, or another --data folder"};
}

base::Status Database::bring_up(int64_t from) {
  if (from == kVersion) return make_tables();
  return transaction([&] {
    auto status = make_tables();
    if (status.ok() && from > 0) status = migrate(from);
    if (status.ok()) status = run(fmt::format("PRAGMA user_version={}", kVersion));
    if (status.ok()) status = run(fmt::format("PRAGMA application_id={}", kApplicationId));
    return status;
  });
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

base::Status Database::migrate(int64_t from) {
  if (from >= kWithChecksums) return {};
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

base::Status Database::put(Table table, std::string_view key, std::string_view value) {
  sqlite3_stmt* statement = upserts_[static_cast<size_t>(table)].get();
  bind_bytes(statement, 1, key);
  seal(value, sealed_);
  bind_bytes(statement, 2, sealed_);
  return step(statement);
}

base::Status Database::put(NumberedTable table, uint64_t number, std::string_view value) {
  sqlite3_stmt* statement = numbered_upserts_[static_cast<size_t>(table)].get();
  sqlite3_bind_int64(statement, 1, static_cast<int64_t>(number));
  seal(value, sealed_);
  bind_bytes(statement, 2, sealed_);
  return step(statement);
}

base::Status Database::erase(Table table, std::string_view key) {
  sqlite3_stmt* statement = erases_[static_cast<size_t>(table)].get();
  bind_bytes(statement, 1, key);
  return step(statement);
}

base::Status Database::erase(NumberedTable table, uint64_t number) {
  sqlite3_stmt* statement = numbered_erases_[static_cast<size_t>(table)].get();
  sqlite3_bind_int64(statement, 1, static_cast<int64_t>(number));
  return step(statement);
}

base::Status Database::transaction(const std::function<base::Status()>& work) {
  if (auto status = run("BEGIN IMMEDIATE"); !status) return status;
  auto status = work();
  if (status.ok()) status = run("COMMIT");
  if (!status.ok()) (void)run("ROLLBACK");
  return status;
}

base::Status Database::go_on_in_another() {
  auto status = run("COMMIT");
  return status.ok() ? run("BEGIN IMMEDIATE") : status;
}

base::Result<uint64_t> Database::last_number(NumberedTable table) {
  const auto found = read_number(fmt::format("SELECT coalesce(max(number), 0) FROM {}",
                                             kNumberedTableNames[static_cast<size_t>(table)]));
  if (!found) return found.error();
  return static_cast<uint64_t>(*found);
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
