// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cloud/store/database.h"
#include "cloud/store/folding.h"
#include "cloud/store/log.h"

namespace sb::cloud::store {

// When a log is folded.
struct LogLimits {
  uint64_t bytes = uint64_t{64} << 20;     // from here on, if at least half of its messages are erased
  uint64_t bytes_max = uint64_t{1} << 30;  // from here on in any case
};

// The logs of a store: one that is written, and at most one that is being folded. They lie beside the
// database as "DATABASE.log.NUMBER", numbered from 1 on without a gap. Used by one thread at a time.
class Logs {
 public:
  // `complain` hears, on a thread of its own, of each new reason why a log cannot be folded.
  Logs(Database& database, Fsync fsync, LogLimits limits, std::function<void(const base::Error&)> complain)
      : database_(database), fsync_(fsync), limits_(limits), folding_(database, std::move(complain)) {}

  // Folds what is left beside the database. Once, before anything is appended. Error: a log is missing, or as
  // of fold().
  base::Status take_up();
  // As Log::append. Error too where twice `bytes_max` is written and the log before cannot be folded: the
  // disk is not filled up. After a log that is not sound the next is written once the one before is folded;
  // until then: an error.
  base::Status append(const std::vector<Changes>& groups);
  // As Log::sync.
  base::Status sync();
  bool is_on_disk() const { return log_ == nullptr || log_->is_on_disk(); }

 private:
  LogFile log_numbered(uint64_t number) const;
  base::Result<std::vector<LogFile>> find() const;
  void fold_if_long(bool is_failing);
  void leave_if_unsound();

  Database& database_;
  const Fsync fsync_;
  const LogLimits limits_;
  uint64_t last_ = 0;               // number of the last log
  std::unique_ptr<Log> log_;        // null until something is appended
  std::optional<LogFile> unsound_;  // the last log, if it waits to be folded
  Folding folding_;
};

}  // namespace sb::cloud::store
