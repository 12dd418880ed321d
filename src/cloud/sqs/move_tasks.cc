// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/sqs.h"

// StartMessageMoveTask and the moving of messages out of dead-letter queues.
namespace sb::cloud::sqs {

using service::Call;
using service::Outcome;

namespace {

constexpr size_t kMovedAtATime = 500;
constexpr size_t kTasksKept = 10;
constexpr int64_t kPerSecondMax = 500;

service::Fault no_resource(const char* parameter) {
  return not_found(
      fmt::format("The resource that you specified for the {} parameter doesn't exist.", parameter));
}

std::optional<service::Fault> check_arn(const std::string& arn, const char* parameter) {
  if (aws::parse_arn(arn)) return std::nullopt;
  return invalid_parameter(
      fmt::format("You must use this format to specify the {}: "
                  "arn:<partition>:<service>:<region>:<account-id>:<resource-id>",
                  parameter));
}

std::optional<service::Fault> check_pace(const json::Object& input) {
  if (auto fault = check_integer(input, "MaxNumberOfMessagesPerSecond")) return fault;
  const auto pace = json::find_int(input, "MaxNumberOfMessagesPerSecond");
  if (!pace || (*pace >= 1 && *pace <= kPerSecondMax)) return std::nullopt;
  return invalid_parameter(
      "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's "
      "between 1 and 500.");
}

MoveTask* running(Queue& queue) {
  if (queue.move_tasks.empty() || !queue.move_tasks.back().is_running()) return nullptr;
  return &queue.move_tasks.back();
}

// What is moved counts as sent anew (SQS developer guide, dead-letter queue redrive).
Message anew(const Message& message) {
  Message out;
  out.body = message.body;
  out.attributes = message.attributes;
  out.sender_id = message.sender_id;
  out.group_id = message.group_id;
  out.deduplication_id = message.deduplication_id;
  out.trace_header = message.trace_header;
  out.moved = true;
  return out;
}

}  // namespace

Sqs::Found Sqs::find_source(const Call& call, const std::string& arn, const char* action) {
  if (arn.empty()) return {nullptr, missing_parameter("SourceArn")};
  if (auto fault = check_arn(arn, "SourceArn")) return {nullptr, std::move(fault)};
  Queue* queue = find(arn);
  if (queue == nullptr || queue->realm.region != call.realm.region)
    return {nullptr, no_resource("SourceArn")};
  if (!may(*queue, call, action)) return {nullptr, access_denied(call, action, arn)};
  return {queue, std::nullopt};
}

std::optional<service::Fault> Sqs::check_move(const Queue& source, const Call& call,
                                              const json::Object& input) {
  if (!dead_letter_sources_.contains(source.arn()))
    return invalid_parameter("Source queue must be configured as a Dead Letter Queue.");
  if (auto fault = check_pace(input)) return fault;
  const auto given = json::find_string(input, "DestinationArn");
  if (!given) return std::nullopt;
  const std::string arn(*given);
  if (auto fault = check_arn(arn, "DestinationArn")) return fault;
  if (arn == source.arn())
    return invalid_parameter("Source queue arn and destination queue arn cannot be the same.");
  const Queue* destination = find(arn);
  if (destination == nullptr) return no_resource("DestinationArn");
  if (!may(*destination, call, "SendMessage")) return access_denied(call, "SendMessage", arn);
  if (destination->fifo != source.fifo)
    return invalid_parameter("The source queue and destination queue must be of the same queue type.");
  return std::nullopt;
}

Outcome Sqs::start_message_move_task(const Call& call, const json::Object& input) {
  const std::string source_arn = json::string_or_empty(input, "SourceArn");
  const Found found = find_source(call, source_arn, "StartMessageMoveTask");
  if (found.fault) return *found.fault;
  Queue& source = *found.queue;
  if (auto fault = check_move(source, call, input)) return *fault;
  if (running(source) != nullptr) {
    return invalid_parameter(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given "
        "time.");
  }
  sweep(source);
  const base::Time now = timeline_.now();
  MoveTask task;
  task.id = base::make_uuid();
  task.source_arn = source_arn;
  task.destination_arn = json::string_or_empty(input, "DestinationArn");
  task.per_second_max = json::find_int(input, "MaxNumberOfMessagesPerSecond").value_or(0);
  task.started = now;
  task.to_move = source.flow.visible(now);
  task.set_off(now);
  if (source.move_tasks.size() == kTasksKept) {
    forget(source, source.move_tasks.front());
    source.move_tasks.pop_front();
  }
  source.move_tasks.push_back(std::move(task));
  save(source, source.move_tasks.back());
  arm_move(source, now);
  return json::Object{{"TaskHandle", source.move_tasks.back().handle()}};
}

Outcome Sqs::cancel_message_move_task(const Call& call, const json::Object& input) {
  const std::string handle = json::string_or_empty(input, "TaskHandle");
  if (handle.empty()) return missing_parameter("TaskHandle");
  const auto name = parse_move_task_handle(handle);
  if (!name) return invalid_parameter("Value for parameter TaskHandle is invalid.");
  const Found found = find_source(call, name->source_arn, "CancelMessageMoveTask");
  if (found.fault) return *found.fault;
  Queue& source = *found.queue;
  const auto task = std::find_if(source.move_tasks.begin(), source.move_tasks.end(),
                                 [&](const MoveTask& known) { return known.id == name->task_id; });
  if (task == source.move_tasks.end()) return not_found("Task does not exist.");
  if (!task->is_running())
    return simple_queue_fault("UnsupportedOperation", "Only a task that is running can be cancelled.");
  task->status = MoveTask::Status::kCancelled;
  timeline_.cancel(source.moving);
  source.moving = 0;
  save(source, *task);
  return json::Object{{"ApproximateNumberOfMessagesMoved", task->moved}};
}

Outcome Sqs::list_message_move_tasks(const Call& call, const json::Object& input) {
  const Found found = find_source(call, json::string_or_empty(input, "SourceArn"), "ListMessageMoveTasks");
  if (found.fault) return *found.fault;
  if (auto fault = check_integer(input, "MaxResults")) return *fault;
  const int64_t count_max = json::find_int(input, "MaxResults").value_or(1);
  if (count_max < 1 || count_max > static_cast<int64_t>(kTasksKept)) {
    return invalid_value_of(fmt::format("{}", count_max), "MaxResults",
                            "Must be between 1 and 10, if provided.");
  }
  json::Array results;
  const auto& tasks = found.queue->move_tasks;
  for (auto task = tasks.rbegin(); task != tasks.rend() && results.size() < static_cast<size_t>(count_max);
       ++task)
    results.push_back(task->describe());
  return results.empty() ? json::Object{} : json::Object{{"Results", std::move(results)}};
}

void Sqs::arm_move(Queue& source, base::Time when) {
  source.moving = timeline_.call_at(when, [this, key = source.key()] {
    Queue* queue = at(key);
    if (queue == nullptr) return;
    queue->moving = 0;
    run_move(*queue);
    serve_ripe();
    store_.on_durable([](const base::Status&) {});
  });
}

void Sqs::run_move(Queue& source) {
  MoveTask* task = running(source);
  if (task == nullptr) return;
  const base::Time now = timeline_.now();
  sweep(source);
  for (size_t due = task->due(now, kMovedAtATime); due > 0; --due) {
    if (!move_next(source, *task)) break;
  }
  if (task->is_running() && task->moved >= task->to_move) task->status = MoveTask::Status::kCompleted;
  save(source, *task);
  if (task->is_running()) arm_move(source, task->next_due(now));
}

bool Sqs::move_next(Queue& source, MoveTask& task) {
  const auto next = source.flow.receivable(timeline_.now(), 1);
  if (next.empty()) {
    task.status = MoveTask::Status::kCompleted;
    return false;
  }
  const Message& message = *source.flow.find(next.front());
  const std::string& home = task.destination_arn.empty() ? message.dead_letter_source : task.destination_arn;
  Queue* destination = find(home);
  if (destination == nullptr || destination->fifo != source.fifo) {
    task.status = MoveTask::Status::kFailed;
    task.failure_reason =
        home.empty() ? "CouldNotDetermineMessageSource" : "AWS.SimpleQueueService.NonExistentQueue";
    return false;
  }
  // There before it is gone here, so that a crash in between leaves two rather than none.
  enqueue(*destination, anew(message), base::Seconds(0));
  remove(source, next.front());
  ++task.moved;
  return true;
}

}  // namespace sb::cloud::sqs
