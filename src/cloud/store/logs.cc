// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/text.h"

namespace sb::cloud::store {

LogFile Logs::log_numbered(uint64_t number) const {
  return {database_.id(), number, fmt::format("{}.log.{}", database_.path(), number)};
}

// Oldest first.
base::Result<std::vector<LogFile>> Logs::find() const {
  const std::string prefix = std::filesystem::path(database_.path()).filename().string() + ".log.";
  std::filesystem::path folder = std::filesystem::path(database_.path()).parent_path();
  if (folder.empty()) folder = ".";
  std::vector<LogFile> out;
  std::error_code error;
  std::filesystem::directory_iterator files(folder, error);
  for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
    const std::string name = files->path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const std::string number = name.substr(prefix.size());
    const auto parsed = base::parse_int(number);
    if (parsed && *parsed > 0 && fmt::format("{}", *parsed) == number)
      out.push_back(log_numbered(static_cast<uint64_t>(*parsed)));
  }
  if (error) {
    return base::Error{"store", fmt::format("cannot look through {}: {}", folder.string(), error.message()),
                       "check the folder's rights"};
  }
  std::sort(out.begin(), out.end(), [](const LogFile& a, const LogFile& b) { return a.number < b.number; });
  return out;
}

base::Status Logs::take_up() {
  const auto folded = database_.last_folded();
  if (!folded) return folded.error();
  const auto logs = find();
  if (!logs) return logs.error();
  last_ = *folded;
  for (const LogFile& log : *logs) {
    if (log.number <= *folded) {  // it was to be removed
      std::error_code ignored;
      std::filesystem::remove(log.path, ignored);
      continue;
    }
    if (log.number != last_ + 1) {
      const std::string missing = log_numbered(last_ + 1).path;
      return base::Error{
          "store", fmt::format("{} is missing, and {} goes on from it", missing, log.path),
          fmt::format(
              "bring it back, or, to go on without its changes, put an empty file in its place: touch '{}'",
              missing)};
    }
    if (auto status = fold(database_, log, false); !status) return status;
    last_ = log.number;
  }
  return {};
}

base::Status Logs::append(const std::vector<Changes>& groups) {
  if (unsound_ && folding_.is_busy()) {
    return base::Error{"store", fmt::format("{} could not be brought to the disk", unsound_->path),
                       "check the disk; writing goes on once the log before it is folded"};
  }
  if (unsound_) folding_.start(*std::exchange(unsound_, std::nullopt));
  if (log_ == nullptr) {
    auto made = Log::make(log_numbered(last_ + 1), fsync_);
    if (!made) return made.error();
    log_ = std::move(*made);
    ++last_;
  }
  if (log_->bytes() >= 2 * limits_.bytes_max) {
    if (const auto trouble = folding_.trouble()) return *trouble;
  }
  auto status = log_->append(groups);
  leave_if_unsound();
  if (log_ != nullptr) fold_if_long(!status.ok());
  return status;
}

base::Status Logs::sync() {
  auto status = log_->sync();
  leave_if_unsound();
  return status;
}

void Logs::leave_if_unsound() {
  if (log_->is_sound()) return;
  unsound_ = log_->file();
  unsound_->end = log_->bytes();
  log_.reset();
  if (!folding_.is_busy()) folding_.start(*std::exchange(unsound_, std::nullopt));
}

void Logs::fold_if_long(bool is_failing) {
  if (folding_.is_busy()) return;
  // Where the disk is full, what can be left out makes room.
  const uint64_t bytes = is_failing ? 0 : limits_.bytes;
  if (log_->bytes() < (log_->is_mostly_erased() ? bytes : limits_.bytes_max)) return;
  log_.reset();
  folding_.start(log_numbered(last_));
}

}  // namespace sb::cloud::store
