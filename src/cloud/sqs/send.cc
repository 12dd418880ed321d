// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "cloud/sqs/batch.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/message_attributes.h"
#include "cloud/sqs/sender.h"
#include "cloud/sqs/sqs.h"

// SendMessage and SendMessageBatch, and what they share with deliveries: deduplication and enqueueing.
namespace sb::cloud::sqs {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr char kGroupId[] = "MessageGroupId";
constexpr char kDeduplicationId[] = "MessageDeduplicationId";
constexpr char kWrongType[] = "The request include parameter that is not valid for this queue type.";

bool deduplicates_by_content(const Queue& queue) {
  return queue.attribute("ContentBasedDeduplication") == "true";
}

Fault no_deduplication_id() {
  return invalid_parameter(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
      "explicitly");
}

std::optional<Fault> check_ids(const Queue& queue, const json::Object& entry) {
  for (const char* name : {kGroupId, kDeduplicationId}) {
    if (auto fault = check_fifo_id(entry, name)) return fault;
  }
  const auto deduplication_id = json::find_string(entry, kDeduplicationId);
  if (!queue.fifo) {
    if (deduplication_id)
      return invalid_value_of(std::string(*deduplication_id), kDeduplicationId, kWrongType);
    return std::nullopt;
  }
  if (!entry.contains(kGroupId)) return missing_parameter(kGroupId);
  if (!deduplication_id && !deduplicates_by_content(queue)) return no_deduplication_id();
  return std::nullopt;
}

// A batch to a FIFO queue fails as a whole when one of its entries lacks an id.
std::optional<Fault> check_fifo_entries(const Queue& queue, const json::Object& input) {
  if (!queue.fifo) return std::nullopt;
  for (const json::Value& item : *json::find_array(input, "Entries")) {
    const json::Object& entry = item.get_object();
    if (!entry.contains(kDeduplicationId) && !deduplicates_by_content(queue)) return no_deduplication_id();
    if (!entry.contains(kGroupId))
      return invalid_parameter(fmt::format("The request must contain the parameter {}.", kGroupId));
  }
  return std::nullopt;
}

std::optional<Fault> check_delay(const Queue& queue, const json::Object& entry) {
  if (auto fault = check_integer(entry, "DelaySeconds")) return fault;
  const int64_t delay = json::find_int(entry, "DelaySeconds").value_or(0);
  if (delay < 0 || delay > 900) {
    return invalid_value_of(fmt::format("{}", delay), "DelaySeconds",
                            "DelaySeconds must be >= 0 and <= 900.");
  }
  if (queue.fifo && delay != 0) return invalid_value_of(fmt::format("{}", delay), "DelaySeconds", kWrongType);
  return std::nullopt;
}

// FIFO queues know the queue's own delay only.
base::Seconds delay_of(const Queue& queue, const json::Object& entry) {
  const auto given = json::find_int(entry, "DelaySeconds");
  return given && !queue.fifo ? base::Seconds(*given) : queue.settings.delay;
}

std::optional<Fault> read_content(const json::Object& entry, Message& out) {
  out.body = json::string_or_empty(entry, "MessageBody");
  if (out.body.empty()) return missing_parameter("MessageBody");
  if (!is_message_text(out.body)) return invalid_characters();
  if (const json::Object* attributes = json::find_object(entry, "MessageAttributes")) {
    if (auto fault = check_message_attributes(*attributes)) return fault;
    out.attributes = *attributes;
  }
  if (const json::Object* attributes = json::find_object(entry, "MessageSystemAttributes"))
    return check_system_attributes(*attributes);
  return std::nullopt;
}

std::string trace_header_of(const Call& call, const json::Object& entry) {
  const json::Object* attributes = json::find_object(entry, "MessageSystemAttributes");
  const json::Object* header =
      attributes == nullptr ? nullptr : json::find_object(*attributes, "AWSTraceHeader");
  return header == nullptr ? call.trace_header : json::string_or_empty(*header, "StringValue");
}

json::Object sent_answer(const Message& message, const json::Object& entry) {
  json::Object out{{"MessageId", message.id}, {"MD5OfMessageBody", base::hex(base::md5(message.body))}};
  if (!message.attributes.empty()) out["MD5OfMessageAttributes"] = md5_of_attributes(message.attributes);
  if (const json::Object* system = json::find_object(entry, "MessageSystemAttributes");
      system != nullptr && !system->empty()) {
    out["MD5OfMessageSystemAttributes"] = md5_of_attributes(*system);
  }
  return out;
}

}  // namespace

DeduplicationWindow::First* Sqs::first_of(Queue& queue, const Message& message) {
  const base::Time now = timeline_.now();
  forget_windows(queue.key(), queue.deduplication.expire(now, kForgottenAtATime));
  return queue.deduplication.find(deduplication_key(queue, message), now);
}

Message& Sqs::enqueue(Queue& queue, Message message, base::Seconds delay) {
  const base::Time now = timeline_.now();
  message.sequence = store_.next_number();
  if (message.id.empty()) message.id = base::make_uuid();
  if (message.sent == base::Time{}) message.sent = now;
  if (queue.fifo && !message.moved) {
    const std::string id = deduplication_key(queue, message);
    if (queue.deduplication.remember(id, {message.id, message.sequence, message.sent, false}))
      forget_windows(queue.key(), {id});
  }
  Message& kept = queue.flow.add(std::move(message), now + delay, now);
  save(queue, kept);
  arm_sweep(queue);
  if (!queue.waiters.empty()) ripe_.insert(queue.key());
  return kept;
}

Outcome Sqs::send_one(Queue& queue, const Call& call, const json::Object& entry, const char* too_long) {
  Message message;
  if (auto fault = read_content(entry, message)) return *fault;
  const size_t size_max = queue.settings.message_bytes_max;
  if (message.body.size() + bytes_of_attributes(message.attributes) > size_max) {
    return invalid_parameter(fmt::format(
        "One or more parameters {}. Reason: Message must be shorter than {} bytes.", too_long, size_max));
  }
  if (auto fault = check_delay(queue, entry)) return *fault;
  if (auto fault = check_ids(queue, entry)) return *fault;
  message.group_id = json::string_or_empty(entry, kGroupId);
  message.deduplication_id = json::string_or_empty(entry, kDeduplicationId);
  if (queue.fifo && message.deduplication_id.empty())
    message.deduplication_id = base::hex(base::sha256(message.body));
  message.sender_id = sender_id(call);
  message.trace_header = trace_header_of(call, entry);
  message.id = base::make_uuid();
  json::Object out = sent_answer(message, entry);
  if (!queue.fifo) {
    enqueue(queue, std::move(message), delay_of(queue, entry));
    return out;
  }
  if (auto* first = first_of(queue, message)) {
    save_window(queue, message, *first);
    out["MessageId"] = first->message_id;
    out["SequenceNumber"] = sequence_number(first->sequence);
    return out;
  }
  out["SequenceNumber"] =
      sequence_number(enqueue(queue, std::move(message), delay_of(queue, entry)).sequence);
  return out;
}

Outcome Sqs::send_message(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "SendMessage");
  if (found.fault) return *found.fault;
  return send_one(*found.queue, call, input, "are invalid");
}

Outcome Sqs::send_message_batch(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "SendMessage");
  if (found.fault) return *found.fault;
  if (auto fault = check_batch(input, "SendMessageBatchRequestEntry")) return *fault;
  if (auto fault = check_fifo_entries(*found.queue, input)) return *fault;
  if (auto fault = check_batch_size(input)) return *fault;
  return run_batch(input, [&](const json::Object& entry) {
    return send_one(*found.queue, call, entry, "cannot be validated");
  });
}

}  // namespace sb::cloud::sqs
