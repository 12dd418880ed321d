// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/move_task.h"

#include <algorithm>
#include <iterator>

#include "base/digest.h"

namespace sb::cloud::sqs {
namespace {

constexpr const char* kStatuses[] = {"RUNNING", "COMPLETED", "CANCELLED", "FAILED"};

const char* name_of(MoveTask::Status status) { return kStatuses[static_cast<size_t>(status)]; }

MoveTask::Status status_named(const std::string& name) {
  const auto* at = std::find(std::begin(kStatuses), std::end(kStatuses), name);
  return at == std::end(kStatuses) ? MoveTask::Status::kFailed
                                   : static_cast<MoveTask::Status>(at - std::begin(kStatuses));
}

}  // namespace

void MoveTask::set_off(base::Time now) {
  set_off_at_ = now;
  moved_before_ = moved;
}

size_t MoveTask::due(base::Time now, size_t count_max) const {
  const uint64_t left = to_move > moved ? to_move - moved : 0;
  uint64_t count = std::min<uint64_t>(left, count_max);
  if (per_second_max > 0) {
    const int64_t passed = std::max<int64_t>(0, (now - set_off_at_).count());
    const uint64_t allowed = static_cast<uint64_t>(passed * per_second_max / 1000) + 1;
    const uint64_t used = moved - moved_before_;
    count = std::min(count, allowed > used ? allowed - used : 0);
  }
  return static_cast<size_t>(count);
}

base::Time MoveTask::next_due(base::Time now) const {
  // One millisecond at the least, so that others have their turn; twenty times a second is often enough.
  if (per_second_max == 0) return now + base::Milliseconds(1);
  const auto used = static_cast<int64_t>(moved - moved_before_);
  const base::Time next =
      set_off_at_ + base::Milliseconds((used * 1000 + per_second_max - 1) / per_second_max);
  return std::max(next, now + base::Milliseconds(per_second_max > 20 ? 50 : 1));
}

std::string MoveTask::handle() const {
  return base::base64_encode(json::to_text(json::Object{{"taskId", id}, {"sourceArn", source_arn}}));
}

json::Object MoveTask::describe() const {
  json::Object out;
  if (is_running()) out["TaskHandle"] = handle();
  out["Status"] = name_of(status);
  out["SourceArn"] = source_arn;
  if (!destination_arn.empty()) out["DestinationArn"] = destination_arn;
  if (per_second_max > 0) out["MaxNumberOfMessagesPerSecond"] = per_second_max;
  out["ApproximateNumberOfMessagesMoved"] = moved;
  out["ApproximateNumberOfMessagesToMove"] = to_move;
  if (!failure_reason.empty()) out["FailureReason"] = failure_reason;
  out["StartedTimestamp"] = started.time_since_epoch().count();
  return out;
}

std::optional<MoveTaskName> parse_move_task_handle(const std::string& handle) {
  const auto text = base::base64_decode(handle);
  if (!text.ok()) return std::nullopt;
  const auto document = json::parse_document(*text);
  if (!document.ok() || !document->is_object()) return std::nullopt;
  MoveTaskName out{json::string_or_empty(document->get_object(), "taskId"),
                   json::string_or_empty(document->get_object(), "sourceArn")};
  if (out.task_id.empty() || out.source_arn.empty()) return std::nullopt;
  return out;
}

json::Object to_json(const MoveTask& task) {
  return {{"id", task.id},
          {"source", task.source_arn},
          {"destination", task.destination_arn},
          {"per_second_max", task.per_second_max},
          {"started", task.started.time_since_epoch().count()},
          {"status", name_of(task.status)},
          {"moved", static_cast<int64_t>(task.moved)},
          {"to_move", static_cast<int64_t>(task.to_move)},
          {"failure", task.failure_reason}};
}

MoveTask move_task_from_json(const json::Object& o) {
  MoveTask task;
  task.id = json::string_or_empty(o, "id");
  task.source_arn = json::string_or_empty(o, "source");
  task.destination_arn = json::string_or_empty(o, "destination");
  task.per_second_max = json::find_int(o, "per_second_max").value_or(0);
  task.started = base::Time(base::Milliseconds(json::find_int(o, "started").value_or(0)));
  task.status = status_named(json::string_or_empty(o, "status"));
  task.moved = static_cast<uint64_t>(json::find_int(o, "moved").value_or(0));
  task.to_move = static_cast<uint64_t>(json::find_int(o, "to_move").value_or(0));
  task.failure_reason = json::string_or_empty(o, "failure");
  return task;
}

}  // namespace sb::cloud::sqs
