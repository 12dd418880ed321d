// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/steady_clock.h"
#include "cloud/store/write.h"

namespace sb::cloud::store {

enum class Fsync {
  kAlways,    // a write is durable when it has reached the disk
  kInterval,  // a write is durable when it has reached the operating system; the disk follows within a second
};

// A log of a store: which one of them, counted from 1, and where it is.
struct LogFile {
  uint64_t store = 0;  // drawn when the store was made, so that another's log is not taken for its own
  uint64_t number = 0;
  std::string path;
  // Where what was acknowledged ends, if that is known: a reader that finds less says so. 0 if not.
  uint64_t end = 0;
};

// Groups of changes in the order in which they were made, in a file that only grows. Numbers are little
// endian:
//   file    "SBLCLOG1", the store (u64), the log's number (u64), groups
//   group   "SBLCGRP1", XXH3 of what follows in the group (u64), bytes of its changes (u64),
//           up to where the file was on disk before (u64), changes
//   change  1: erases, 2: is numbered (u8, added up), number of the table (u8),
//           key (u32 length, bytes) or number (u64), unless it erases the value (u32 length, bytes)
// The checksum's seed is XXH3 of the store, the number and the group's place in the file: a group that some
// file system shows where it was not written is none.
//
// Used by one thread at a time. Every error names the file.
class Log {
 public:
  // Makes the file, which must not be there. Error: nothing is left of it.
  static base::Result<std::unique_ptr<Log>> make(LogFile file, Fsync fsync);
  // Ends the file with a group without changes, so that damage to the one before is told from a write cut
  // off.
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // A group for each; all of them or none, durable as `fsync` says. After an error the next take their place.
  base::Status append(const std::vector<Changes>& groups);
  // Brings to the disk what is only with the operating system.
  base::Status sync();

  bool is_on_disk() const { return on_disk_ == end_; }
  // False once nobody knows what of it is on the disk: a sync has failed with Fsync::kInterval, or what was
  // left of a failed append cannot be cut off. Another log must be gone on with, and this one read while the
  // operating system has it.
  bool is_sound() const { return is_sound_; }
  const LogFile& file() const { return file_; }
  uint64_t bytes() const { return end_; }
  // At least half of the messages that were put here have been erased.
  bool is_mostly_erased() const { return messages_erased_ * 2 >= messages_put_; }

 private:
  Log(LogFile file, int descriptor, Fsync fsync)
      : file_(std::move(file)), descriptor_(descriptor), fsync_(fsync) {}
  base::Status begin();
  base::Status append_groups(const std::vector<Changes>& groups);
  void add_group(const Changes& changes);
  base::Status write_out();
  void count(const Changes& changes);
  base::Error failure(const char* what) const;

  const LogFile file_;
  const int descriptor_;
  const Fsync fsync_;
  const base::SteadyClock clock_;
  std::string text_;      // of groups that are about to be written
  uint64_t end_ = 0;      // of what is whole
  uint64_t on_disk_ = 0;  // up to where it is synced, for sure
  bool is_sound_ = true;
  base::Time last_sync_{};
  std::optional<uint64_t> first_message_;  // that was put
  uint64_t messages_put_ = 0;
  uint64_t messages_erased_ = 0;
};

// One change as it stands in a log; the text lasts for the visit.
struct LoggedChange {
  bool is_numbered = false;
  bool erase = false;
  size_t table = 0;      // of `Table` or, where it is numbered, of `NumberedTable`
  std::string_view key;  // where it is not numbered
  uint64_t number = 0;   // where it is
  std::string_view value;
};

using VisitChange = std::function<base::Status(const LoggedChange&)>;

// Every change of a log, in order. Groups at the end that were cut off while they were written were promised
// to nobody and are left out. Error: the file cannot be read, is of another store, is damaged before that, or
// `visit`'s own.
base::Status read_log(const LogFile& file, const VisitChange& visit);
// What both sides of a log know of a group's place.
uint64_t group_seed(const LogFile& file, uint64_t at);

}  // namespace sb::cloud::store
