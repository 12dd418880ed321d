// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "json/document.h"

namespace sb::cloud::sqs {

// One StartMessageMoveTask: messages on their way out of a dead-letter queue. Plain data with its pace; a
// restart goes on with it. No clock: times are given.
struct MoveTask {
  enum class Status { kRunning, kCompleted, kCancelled, kFailed };

  std::string id;
  std::string source_arn;
  std::string destination_arn;  // empty: each message to the queue that it came from
  int64_t per_second_max = 0;   // 0: as fast as it goes
  base::Time started{};
  Status status = Status::kRunning;
  uint64_t moved = 0;
  uint64_t to_move = 0;  // what was visible in the source when it began; it moves no more than that
  std::string failure_reason;

  bool is_running() const { return status == Status::kRunning; }
  // Counts its pace from `now` on.
  void set_off(base::Time now);
  // How many may be moved at `now`, at most `count_max`.
  size_t due(base::Time now, size_t count_max) const;
  // When the next may be moved.
  base::Time next_due(base::Time now) const;
  // Opaque to callers.
  std::string handle() const;
  // An entry of ListMessageMoveTasks.
  json::Object describe() const;

 private:
  base::Time set_off_at_{};
  uint64_t moved_before_ = 0;
};

struct MoveTaskName {
  std::string task_id;
  std::string source_arn;
};
// nullopt for a text that was never a handle.
std::optional<MoveTaskName> parse_move_task_handle(const std::string& handle);

json::Object to_json(const MoveTask& task);
MoveTask move_task_from_json(const json::Object& object);

}  // namespace sb::cloud::sqs
