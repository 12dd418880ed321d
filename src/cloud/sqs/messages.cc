// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cloud/sqs/batch.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/receipt_handle.h"
#include "cloud/sqs/sqs.h"

// Deleting messages and changing their visibility, by the handle that a receive gave.
namespace sb::cloud::sqs {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr base::Seconds kVisibilityMax{43200};

Fault bad_handle(const std::string& handle) {
  return {"ReceiptHandleIsInvalid",
          fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle), 404, "", ""};
}

std::optional<Fault> check_seconds(const json::Object& entry) {
  if (auto fault = check_integer(entry, "VisibilityTimeout")) return fault;
  const auto seconds = json::find_int(entry, "VisibilityTimeout");
  if (!seconds) return missing_parameter("VisibilityTimeout");
  if (*seconds >= 0 && *seconds <= kVisibilityMax.count()) return std::nullopt;
  return invalid_value_of(fmt::format("{}", *seconds), "VisibilityTimeout",
                          "VisibilityTimeout must be an integer between 0 and 43200.");
}

// A standard queue takes any handle of a message, a FIFO queue that of a receive whose time has not run out.
bool is_expired(Queue& queue, const Message& message, const ReceiptHandle& handle, base::Time now) {
  return queue.fifo && (message.receipt != handle.receipt || !queue.flow.is_in_flight(message, now));
}

}  // namespace

Outcome Sqs::delete_one(Queue& queue, const json::Object& entry) {
  const std::string text = json::string_or_empty(entry, "ReceiptHandle");
  if (text.empty()) return missing_parameter("ReceiptHandle");
  const auto handle = parse_receipt_handle(text, queue.key());
  if (!handle) return bad_handle(text);
  const Message* message = queue.flow.find(handle->sequence);
  if (message == nullptr) return json::Object{};
  if (is_expired(queue, *message, *handle, timeline_.now()))
    return invalid_value_of(text, "ReceiptHandle", "The receipt handle has expired.");
  remove(queue, handle->sequence);
  // The rest of its group may be free to go.
  if (queue.fifo && !queue.waiters.empty()) ripe_.insert(queue.key());
  return json::Object{};
}

Outcome Sqs::delete_message(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "DeleteMessage");
  if (found.fault) return *found.fault;
  return delete_one(*found.queue, input);
}

Outcome Sqs::delete_message_batch(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "DeleteMessage");
  if (found.fault) return *found.fault;
  if (auto fault = check_batch(input, "DeleteMessageBatchRequestEntry")) return *fault;
  return run_batch(input, [&](const json::Object& entry) { return delete_one(*found.queue, entry); });
}

Outcome Sqs::change_one(Queue& queue, const json::Object& entry) {
  const std::string text = json::string_or_empty(entry, "ReceiptHandle");
  if (text.empty()) return missing_parameter("ReceiptHandle");
  if (auto fault = check_seconds(entry)) return *fault;
  const base::Seconds hidden(*json::find_int(entry, "VisibilityTimeout"));
  const auto handle = parse_receipt_handle(text, queue.key());
  if (!handle) return bad_handle(text);
  const base::Time now = timeline_.now();
  Message* message = queue.flow.find(handle->sequence);
  if (message == nullptr) {
    return invalid_value_of(text, "ReceiptHandle",
                            "Message does not exist or is not available for visibility timeout change.");
  }
  if (is_expired(queue, *message, *handle, now))
    return invalid_value_of(text, "ReceiptHandle", "The receipt handle has expired.");
  if (!queue.flow.is_in_flight(*message, now))
    return simple_queue_fault("MessageNotInflight", "The specified message isn't in flight.");
  if (message->last_received != base::Time{} && now + hidden > message->last_received + kVisibilityMax) {
    return invalid_value_of(fmt::format("{}", hidden.count()), "VisibilityTimeout",
                            "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
  }
  queue.flow.hide_until(*message, now + hidden, now);
  save_state(*message);
  if (!queue.waiters.empty()) ripe_.insert(queue.key());
  return json::Object{};
}

Outcome Sqs::change_visibility(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "ChangeMessageVisibility");
  if (found.fault) return *found.fault;
  return change_one(*found.queue, input);
}

Outcome Sqs::change_visibility_batch(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "ChangeMessageVisibility");
  if (found.fault) return *found.fault;
  if (auto fault = check_batch(input, "ChangeMessageVisibilityBatchRequestEntry")) return *fault;
  return run_batch(input, [&](const json::Object& entry) { return change_one(*found.queue, entry); });
}

}  // namespace sb::cloud::sqs
