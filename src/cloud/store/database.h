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

enum class Fsync {
  kAlways,    // a write is durable when it has reached the disk
  kInterval,  // a write is durable when it has reached the operating system; the disk follows
};

// One SQLite file with a write-ahead log. Each value is kept with a checksum (XXH3), so that a damaged row is
// found when it is read. Used by one thread at a time. Every error names the file.
class Database {
 public:
  explicit Database(std::string path) : path_(std::move(path)) {}
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Opens or makes the file and brings an older version up to this one. Error: it cannot be opened, is held
  // by another process, is no store, or is of a newer version.
  base::Status open(Fsync fsync);
  // All of it or nothing.
  base::Status write(const Changes& changes);
  // Folds the log into the tables once it has grown long, which may take as long as a hundred writes; what
  // was written is durable before. Where it fails, the log stays and grows.
  void fold_log();

  base::Status for_each(Table table, const std::function<void(std::string_view, std::string_view)>& visit);
  base::Status for_each(NumberedTable table, const std::function<void(uint64_t, std::string_view)>& visit);

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
  base::Status check_version();
  base::Status make_tables();
  base::Status migrate(int64_t from);
  // Puts a checksum before every value of a version-1 table.
  base::Status add_checksums(const std::string& table);
  base::Status prepare();
  base::Status step(sqlite3_stmt* statement);
  base::Status write_all(const Changes& changes);

  const std::string path_;
  sqlite3* handle_ = nullptr;
  int log_pages_ = 0;
  std::array<Statement, kTableNames.size()> upserts_;
  std::array<Statement, kTableNames.size()> erases_;
  std::array<Statement, kNumberedTableNames.size()> numbered_upserts_;
  std::array<Statement, kNumberedTableNames.size()> numbered_erases_;
  std::string sealed_;  // the value being written
};

}  // namespace sb::cloud::store
