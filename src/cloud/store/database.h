// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cloud/store/write.h"

namespace sb::cloud::store {

// One SQLite file. Each value is kept with a checksum (XXH3), so that a damaged row is found when it is read.
// Used by one thread at a time. Every error names the file.
class Database {
 public:
  explicit Database(std::string path) : path_(std::move(path)) {}
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Opens or makes the file, keeps it from other processes until the end, and brings an older version up to
  // this one. Error: it cannot be opened, is held by another process, is no store, or is of a newer version.
  base::Status open();

  const std::string& path() const { return path_; }
  // Drawn when the file was made or brought up to this version.
  uint64_t id() const { return id_; }
  // The number of the last log whose changes are here; 0 for none.
  base::Result<uint64_t> last_folded();
  base::Status keep_folded(uint64_t log_number);
  // Of a page, the least that a change of a row keeps in the journal.
  static constexpr uint64_t kPageBytes = 16384;
  // Room in the file that rows can take without its growing.
  base::Result<uint64_t> free_bytes();

  // Runs `work` in one transaction: all that it puts and erases is on disk afterwards, or, with the error,
  // nothing of it.
  base::Status transaction(const std::function<base::Status()>& work);
  // Within `work`: what was done so far is on disk, and what follows is a transaction of its own.
  base::Status go_on_in_another();
  base::Status put(Table table, std::string_view key, std::string_view value);
  base::Status put(NumberedTable table, uint64_t number, std::string_view value);
  base::Status erase(Table table, std::string_view key);
  base::Status erase(NumberedTable table, uint64_t number);

  base::Status for_each(Table table, const std::function<void(std::string_view, std::string_view)>& visit);
  base::Status for_each(NumberedTable table, const std::function<void(uint64_t, std::string_view)>& visit);
  // The highest number; 0 where there is none.
  base::Result<uint64_t> last_number(NumberedTable table);

 private:
  struct StatementDeleter {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

  base::Error failure(const char* what) const;
  base::Error damage(std::string_view table) const;
  base::Status run(const std::string& sql);
  base::Result<Statement> make(const std::string& sql);
  base::Result<int64_t> read_number(const std::string& sql);
  base::Status take_lock();
  base::Status set_journal_mode();
  base::Status check_version(int64_t& found);
  base::Status bring_up(int64_t from);
  base::Status read_id();
  base::Result<uint64_t> meta_number(std::string_view key);
  base::Status make_tables();
  base::Status migrate(int64_t from);
  // Puts a checksum before every value of a version-1 table.
  base::Status add_checksums(const std::string& table);
  base::Status prepare();
  base::Status step(sqlite3_stmt* statement);

  const std::string path_;
  sqlite3* handle_ = nullptr;
  uint64_t id_ = 0;
  std::array<Statement, kTableNames.size()> upserts_;
  std::array<Statement, kTableNames.size()> erases_;
  std::array<Statement, kNumberedTableNames.size()> numbered_upserts_;
  std::array<Statement, kNumberedTableNames.size()> numbered_erases_;
  std::string sealed_;  // the value being written
};

}  // namespace sb::cloud::store
