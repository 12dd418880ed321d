// SPDX-License-Identifier: Apache-2.0
#include "cloud/store/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/file.h"
#include "cloud/store/checksum.h"
#include "cloud/store/log_format.h"

namespace sb::cloud::store {
namespace {

// As much is written at a time, or one group.
constexpr size_t kWrittenAtATime = size_t{1} << 20;
constexpr base::Seconds kSyncedEvery{1};

base::Error failure_of(const char* what, const std::string& path) {
  return {"store", fmt::format("cannot {} {}: {}", what, path, std::strerror(errno)),
          "check the disk's free space and the file's rights"};
}

void append_text(std::string& out, std::string_view head, std::string_view rest = {}) {
  append_little_endian(out, head.size() + rest.size(), sizeof(uint32_t));
  out += head;
  out += rest;
}

void append_write(std::string& out, const Write& write) {
  out += static_cast<char>(write.erase ? kErases : 0);
  out += static_cast<char>(write.table);
  append_text(out, write.key);
  if (!write.erase) append_text(out, write.value);
}

void append_write(std::string& out, const NumberedWrite& write) {
  out += static_cast<char>(kIsNumbered | (write.erase ? kErases : 0));
  out += static_cast<char>(write.table);
  append_little_endian(out, write.number);
  if (!write.erase) append_text(out, write.head, write.rest);
}

}  // namespace

uint64_t group_seed(const LogFile& file, uint64_t at) {
  std::string place;
  for (const uint64_t part : {file.store, file.number, at}) append_little_endian(place, part);
  return checksum_of(place);
}

base::Result<std::unique_ptr<Log>> Log::make(LogFile file, Fsync fsync) {
  const int descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return failure_of("make", file.path);
  auto log = std::unique_ptr<Log>(new Log(std::move(file), descriptor, fsync));
  if (auto status = log->begin(); !status) {
    ::unlink(log->file_.path.c_str());
    log->is_sound_ = false;
    return status.error();
  }
  return log;
}

base::Status Log::begin() {
  text_ = kLogMark;
  append_little_endian(text_, file_.store);
  append_little_endian(text_, file_.number);
  if (auto status = write_out(); !status) return status;
  // A new file is there for sure once its folder is on disk.
  const std::filesystem::path folder = std::filesystem::path(file_.path).parent_path();
  return base::sync_folder(folder) ? base::Status{} : failure("make");
}

Log::~Log() {
  if (is_sound_ && sync().ok()) {
    text_.clear();
    add_group({});
    if (write_out().ok()) (void)::fdatasync(descriptor_);
  }
  ::close(descriptor_);
}

base::Error Log::failure(const char* what) const { return failure_of(what, file_.path); }

base::Status Log::append(const std::vector<Changes>& groups) {
  const uint64_t begin = end_;
  if (auto status = append_groups(groups); !status) {
    end_ = begin;
    std::string().swap(text_);
    // What is left would be taken for damage if what follows did not take its place.
    if (::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0) is_sound_ = false;
    return status;
  }
  for (const Changes& changes : groups) count(changes);
  return {};
}

base::Status Log::append_groups(const std::vector<Changes>& groups) {
  text_.clear();
  for (const Changes& changes : groups) {
    if (!text_.empty() && text_.size() >= kWrittenAtATime) {
      if (auto status = write_out(); !status) return status;
    }
    add_group(changes);
  }
  if (auto status = write_out(); !status) return status;
  if (text_.capacity() > 4 * kWrittenAtATime) std::string().swap(text_);
  if (fsync_ == Fsync::kInterval && clock_.now() - last_sync_ < kSyncedEvery) return {};
  return sync();
}

void Log::add_group(const Changes& changes) {
  const size_t at = text_.size();
  text_.append(kGroupHeadBytes, '\0');
  for (const Write& write : changes.writes) append_write(text_, write);
  for (const NumberedWrite& write : changes.numbered) append_write(text_, write);
  std::string rest_of_head;
  append_little_endian(rest_of_head, text_.size() - at - kGroupHeadBytes);
  append_little_endian(rest_of_head, on_disk_);
  text_.replace(at + kSummedFrom, rest_of_head.size(), rest_of_head);
  std::string head(kGroupMark);
  const std::string_view summed = std::string_view(text_).substr(at + kSummedFrom);
  append_little_endian(head, checksum_of(summed, group_seed(file_, end_ + at)));
  text_.replace(at, head.size(), head);
}

base::Status Log::sync() {
  last_sync_ = clock_.now();
  if (::fdatasync(descriptor_) != 0) {
    auto error = failure("sync");
    is_sound_ = is_sound_ && fsync_ == Fsync::kAlways;  // where all that was not on disk is written again
    return error;
  }
  if (is_sound_) on_disk_ = end_;
  return {};
}

base::Status Log::write_out() {
  std::string_view left = text_;
  uint64_t at = end_;
  while (!left.empty()) {
    const ssize_t written = ::pwrite(descriptor_, left.data(), left.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure("write to");
    left.remove_prefix(static_cast<size_t>(written));
    at += static_cast<uint64_t>(written);
  }
  end_ = at;
  text_.clear();
  return {};
}

void Log::count(const Changes& changes) {
  for (const NumberedWrite& write : changes.numbered) {
    if (write.table != NumberedTable::kMessage) continue;
    if (!write.erase && !first_message_) first_message_ = write.number;
    if (!write.erase) ++messages_put_;
    if (write.erase && first_message_ && write.number >= *first_message_) ++messages_erased_;
  }
}

}  // namespace sb::cloud::store
