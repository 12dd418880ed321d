// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "cloud/store/checksum.h"
#include "cloud/store/log.h"
#include "cloud/store/log_format.h"

// Reading a log.
namespace sb::cloud::store {
namespace {

constexpr size_t kLookedThroughAtATime = size_t{1} << 20;

// Takes changes off the text of a group.
class Changer {
 public:
  explicit Changer(std::string_view text) : left_(text) {}

  bool at_end() const { return left_.empty(); }
  // nullopt: the text is not what a Log writes.
  std::optional<LoggedChange> next() {
    LoggedChange out;
    const uint64_t kind = number(sizeof(uint8_t));
    out.table = number(sizeof(uint8_t));
    out.erase = (kind & kErases) != 0;
    out.is_numbered = (kind & kIsNumbered) != 0;
    if (out.is_numbered) {
      out.number = number(sizeof out.number);
    } else {
      out.key = text();
    }
    if (!out.erase) out.value = text();
    const size_t tables = out.is_numbered ? kNumberedTableNames.size() : kTableNames.size();
    if (!whole_ || kind > (kErases | kIsNumbered) || out.table >= tables) return std::nullopt;
    return out;
  }

 private:
  std::string_view take(uint64_t bytes) {
    whole_ = whole_ && bytes <= left_.size();
    if (!whole_) return {};
    const std::string_view out = left_.substr(0, bytes);
    left_.remove_prefix(bytes);
    return out;
  }
  uint64_t number(size_t bytes) { return little_endian_of(take(bytes)); }
  std::string_view text() { return take(number(sizeof(uint32_t))); }

  std::string_view left_;
  bool whole_ = true;
};

struct Group {
  uint64_t on_disk = 0;
  uint64_t end = 0;
  std::string_view changes;
};

class Reader {
 public:
  explicit Reader(const LogFile& file)
      : file_(file),
        descriptor_(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC)),
        size_(descriptor_ < 0 ? 0 : find_size()) {}
  ~Reader() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  base::Status visit_all(const VisitChange& visit) {
    if (failed_ || descriptor_ < 0) return unreadable();
    const std::string head(read(0, std::min<uint64_t>(size_, kLogHeadBytes)));
    if (head != expected_head()) return check_other_head(head);
    uint64_t at = kLogHeadBytes;
    while (const auto group = group_at(at)) {
      if (auto status = visit_group(at, *group, visit); !status) return status;
      at = group->end;
    }
    const bool damaged = at < file_.end || (at < size_ && was_on_disk_before_the_rest(at));
    if (failed_) return unreadable();
    return damaged ? base::Status(damage(at)) : base::Status{};
  }

 private:
  base::Error unreadable() const {
    return {"store", fmt::format("cannot read {}: {}", file_.path, std::strerror(error_)),
            "check the file's rights and the disk"};
  }
  base::Error damage(uint64_t at) const {
    return {
        "store",
        fmt::format("{} is damaged: what stands from byte {} on is not what was written", file_.path, at),
        fmt::format("bring back a copy of the whole folder, or, to go on without the changes from there on: "
                    "truncate -s {} '{}'",
                    at, file_.path)};
  }

  std::string expected_head() const {
    std::string out(kLogMark);
    append_little_endian(out, file_.store);
    append_little_endian(out, file_.number);
    return out;
  }

  base::Status check_other_head(const std::string& head) {
    if (failed_) return unreadable();
    const bool cut_off = expected_head().starts_with(head) || head == std::string(head.size(), '\0');
    if (cut_off && file_.end == 0 && !was_on_disk_before_the_rest(0))
      return failed_ ? base::Status(unreadable()) : base::Status{};
    if (head.size() < kLogHeadBytes || !head.starts_with(kLogMark)) return damage(0);
    return base::Error{
        "store", fmt::format("{} is a log of another store, or another log of this one, renamed", file_.path),
        "move it to the folder, or back to the name, that it had"};
  }

  uint64_t find_size() {
    const off_t end = ::lseek(descriptor_, 0, SEEK_END);
    if (end < 0) fail();
    return end < 0 ? 0 : static_cast<uint64_t>(end);
  }

  void fail() {
    failed_ = true;
    error_ = errno;
  }

  // Lasts until the next read; "" when there is less, or it cannot be read (`failed_`).
  std::string_view read(uint64_t at, uint64_t bytes) {
    if (at > size_ || bytes > size_ - at) return {};
    buffer_.resize(bytes);
    uint64_t done = 0;
    while (done < bytes) {
      const ssize_t got =
          ::pread(descriptor_, buffer_.data() + done, bytes - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail();
      if (got <= 0) return {};
      done += static_cast<uint64_t>(got);
    }
    return buffer_;
  }

  // nullopt where no whole group stands.
  std::optional<Group> group_at(uint64_t at) {
    const std::string head(read(at, kGroupHeadBytes));
    if (!head.starts_with(kGroupMark)) return std::nullopt;
    const auto number_at = [&](size_t place) {
      return little_endian_of(std::string_view(head).substr(place, sizeof(uint64_t)));
    };
    const uint64_t bytes = number_at(kSummedFrom);
    if (bytes > size_) return std::nullopt;
    const std::string_view summed = read(at + kSummedFrom, kGroupHeadBytes - kSummedFrom + bytes);
    if (summed.empty() || checksum_of(summed, group_seed(file_, at)) != number_at(kGroupMark.size()))
      return std::nullopt;
    return Group{number_at(kSummedFrom + sizeof bytes), at + kGroupHeadBytes + bytes,
                 summed.substr(kGroupHeadBytes - kSummedFrom)};
  }

  base::Status visit_group(uint64_t at, const Group& group, const VisitChange& visit) const {
    Changer changes(group.changes);
    while (!changes.at_end()) {
      const auto change = changes.next();
      if (!change) return damage(at);
      if (auto status = visit(*change); !status) return status;
    }
    return {};
  }

  // A whole group further on knows that what is no group at `at` was on disk: it is no write cut off.
  bool was_on_disk_before_the_rest(uint64_t at) {
    for (uint64_t from = at; from < size_; from += kLookedThroughAtATime) {
      const uint64_t bytes = std::min<uint64_t>(kLookedThroughAtATime + kGroupMark.size() - 1, size_ - from);
      const std::string text(read(from, bytes));
      for (size_t mark = text.find(kGroupMark); mark != std::string::npos;
           mark = text.find(kGroupMark, mark + 1)) {
        const auto group = group_at(from + mark);
        if (group && group->on_disk > at) return true;
      }
    }
    return false;
  }

  const LogFile& file_;
  const int descriptor_;
  bool failed_ = false;
  int error_ = errno;
  uint64_t size_;
  std::string buffer_;
};

}  // namespace

base::Status read_log(const LogFile& file, const VisitChange& visit) { return Reader(file).visit_all(visit); }

}  // namespace sb::cloud::store
