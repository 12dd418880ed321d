// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/sqs.h"

// Sending, receiving, deleting, visibility.
namespace sb::cloud::sqs {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kBatchEntriesMax = 10;
constexpr size_t kBatchBytesMax = 1048576;

std::string make_handle(const Message& message, const std::string& queue_key) {
  return base::base64_encode(service::make_key(
      {queue_key, fmt::format("{}", message.sequence), fmt::format("{}", message.receipt)}));
}

// The message's sequence; nullopt when the handle was never one of this queue's.
std::optional<uint64_t> read_handle(const std::string& handle, const std::string& queue_key) {
  const auto text = base::base64_decode(handle);
  if (!text.ok() || !text->starts_with(queue_key + '\x1f')) return std::nullopt;
  const auto parts = base::split(std::string_view(*text).substr(queue_key.size() + 1), '\x1f');
  const auto sequence = base::parse_int(parts[0]);
  if (parts.size() != 2 || !sequence) return std::nullopt;
  return static_cast<uint64_t>(*sequence);
}

Fault bad_handle(const std::string& handle) {
  return {"ReceiptHandleIsInvalid",
          fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle), 404, "", ""};
}

std::string epoch_milliseconds(base::Time time) { return fmt::format("{}", time.time_since_epoch().count()); }

bool is_batch_id(const std::string& id) {
  return !id.empty() && id.size() <= 80 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::optional<Fault> check_batch(const json::Array& entries) {
  if (entries.empty())
    return simple_queue_fault("EmptyBatchRequest",
                              "There should be at least one SendMessageBatchRequestEntry in the request.");
  if (entries.size() > kBatchEntriesMax) {
    return simple_queue_fault(
        "TooManyEntriesInBatchRequest",
        fmt::format("Maximum number of entries per request are 10. You have sent {}.", entries.size()));
  }
  std::set<std::string> ids;
  size_t bytes = 0;
  for (const json::Value& item : entries) {
    const json::Object* entry = item.if_object();
    const std::string id = entry == nullptr ? "" : json::string_or_empty(*entry, "Id");
    if (!is_batch_id(id)) {
      return simple_queue_fault("InvalidBatchEntryId",
                                "A batch entry id can only contain alphanumeric characters, hyphens and "
                                "underscores. It can be at most 80 letters long.");
    }
    if (!ids.insert(id).second)
      return simple_queue_fault("BatchEntryIdsNotDistinct", fmt::format("Id {} repeated.", id));
    bytes += json::string_or_empty(*entry, "MessageBody").size();
    if (const json::Object* attributes = json::find_object(*entry, "MessageAttributes"))
      bytes += bytes_of_attributes(*attributes);
  }
  if (bytes > kBatchBytesMax) {
    return simple_queue_fault(
        "BatchRequestTooLong",
        fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.", kBatchBytesMax,
                    bytes));
  }
  return std::nullopt;
}

std::vector<std::string> names_of(const json::Object& input, std::initializer_list<const char*> keys) {
  std::vector<std::string> out;
  for (const char* key : keys) {
    const json::Array* list = json::find_array(input, key);
    if (list == nullptr) continue;
    for (const json::Value& item : *list) {
      if (item.is_string()) out.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

}  // namespace

Message& Sqs::enqueue(Queue& queue, Message message, base::Seconds delay) {
  const base::Time now = timeline_.now();
  message.sequence = queue.flow.next_sequence();
  if (message.id.empty()) message.id = base::make_uuid();
  if (message.sent == base::Time{}) message.sent = now;
  Message& kept = queue.flow.add(std::move(message), now + delay, now);
  save(queue, kept);
  serve_waiters(queue);
  return kept;
}

Outcome Sqs::send_one(Queue& queue, const Call& call, const json::Object& entry) {
  Message message;
  message.body = json::string_or_empty(entry, "MessageBody");
  if (message.body.empty()) return missing_parameter("MessageBody");
  if (!is_message_text(message.body)) {
    return Fault{"InvalidMessageContents",
                 "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
                 "#xE000 to #xFFFD | #x10000 to #x10FFFF",
                 400, "", ""};
  }
  if (const json::Object* attributes = json::find_object(entry, "MessageAttributes")) {
    if (auto fault = check_message_attributes(*attributes)) return *fault;
    message.attributes = *attributes;
  }
  const int64_t size_max = number_of(queue.attributes, "MaximumMessageSize");
  if (message.body.size() + bytes_of_attributes(message.attributes) > static_cast<size_t>(size_max)) {
    return invalid_parameter(fmt::format(
        "One or more parameters are invalid. Reason: Message must be shorter than {} bytes.", size_max));
  }
  const int64_t delay =
      json::find_int(entry, "DelaySeconds").value_or(number_of(queue.attributes, "DelaySeconds"));
  if (delay < 0 || delay > 900) {
    return invalid_parameter(fmt::format(
        "Value {} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        delay));
  }
  message.sender_id = call.access_key_id;
  message.id = base::make_uuid();
  json::Object out{{"MessageId", message.id}, {"MD5OfMessageBody", base::hex(base::md5(message.body))}};
  if (!message.attributes.empty()) out["MD5OfMessageAttributes"] = md5_of_attributes(message.attributes);
  enqueue(queue, std::move(message), base::Seconds(delay));
  return out;
}

Outcome Sqs::send_message(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "SendMessage");
  if (found.fault) return *found.fault;
  return send_one(*found.queue, call, input);
}

template <class Each>
Outcome Sqs::batch(const Call& call, const json::Object& input, const char* action, Each each) {
  const Found found = find(call, input, action);
  if (found.fault) return *found.fault;
  const json::Array* entries = json::find_array(input, "Entries");
  if (auto fault = check_batch(entries == nullptr ? json::Array{} : *entries)) return *fault;
  json::Array successful;
  json::Array failed;
  for (const json::Value& item : *entries) {
    const json::Object& entry = item.get_object();
    const std::string id = json::string_or_empty(entry, "Id");
    Outcome outcome = each(*found.queue, entry);
    if (outcome.fault) {
      const std::string& code =
          outcome.fault->query_code.empty() ? outcome.fault->code : outcome.fault->query_code;
      failed.push_back(json::Object{
          {"Id", id}, {"SenderFault", true}, {"Code", code}, {"Message", outcome.fault->message}});
    } else {
      json::Object result{{"Id", id}};
      for (const auto& [key, value] : outcome.body) result[key] = value;
      successful.push_back(std::move(result));
    }
  }
  json::Object out;
  if (!successful.empty()) out["Successful"] = std::move(successful);
  if (!failed.empty()) out["Failed"] = std::move(failed);
  return out;
}

Outcome Sqs::send_message_batch(const Call& call, const json::Object& input) {
  return batch(call, input, "SendMessage",
               [&](Queue& queue, const json::Object& entry) { return send_one(queue, call, entry); });
}

Outcome Sqs::delete_one(Queue& queue, const json::Object& entry) {
  const std::string handle = json::string_or_empty(entry, "ReceiptHandle");
  if (handle.empty()) return missing_parameter("ReceiptHandle");
  const auto sequence = read_handle(handle, queue.key());
  if (!sequence) return bad_handle(handle);
  if (queue.flow.find(*sequence) != nullptr) remove(queue, *sequence);
  return json::Object{};
}

Outcome Sqs::delete_message(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "DeleteMessage");
  if (found.fault) return *found.fault;
  return delete_one(*found.queue, input);
}

Outcome Sqs::delete_message_batch(const Call& call, const json::Object& input) {
  return batch(call, input, "DeleteMessage",
               [&](Queue& queue, const json::Object& entry) { return delete_one(queue, entry); });
}

Outcome Sqs::change_one(Queue& queue, const json::Object& entry) {
  const std::string handle = json::string_or_empty(entry, "ReceiptHandle");
  const auto seconds = json::find_int(entry, "VisibilityTimeout");
  if (handle.empty()) return missing_parameter("ReceiptHandle");
  if (!seconds) return missing_parameter("VisibilityTimeout");
  if (*seconds < 0 || *seconds > 43200) {
    return invalid_parameter(
        fmt::format("Value {} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be "
                    "an integer between 0 and 43200.",
                    *seconds));
  }
  const auto sequence = read_handle(handle, queue.key());
  if (!sequence) return bad_handle(handle);
  Message* message = queue.flow.find(*sequence);
  const base::Time now = timeline_.now();
  if (message == nullptr) {
    return invalid_parameter(
        fmt::format("Value {} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is "
                    "not available for visibility timeout change.",
                    handle));
  }
  if (message->visible_at <= now)
    return simple_queue_fault("MessageNotInflight", "The message referred to is not in flight.");
  queue.flow.hide_until(*message, now + base::Seconds(*seconds), now);
  save_state(queue, *message);
  serve_waiters(queue);
  return json::Object{};
}

Outcome Sqs::change_visibility(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "ChangeMessageVisibility");
  if (found.fault) return *found.fault;
  return change_one(*found.queue, input);
}

Outcome Sqs::change_visibility_batch(const Call& call, const json::Object& input) {
  return batch(call, input, "ChangeMessageVisibility",
               [&](Queue& queue, const json::Object& entry) { return change_one(queue, entry); });
}

std::optional<Fault> Sqs::check_receive(const json::Object& input) const {
  const auto check = [&](const char* name, int64_t least, int64_t most,
                         const std::string& reason) -> std::optional<Fault> {
    const auto value = json::find_int(input, name);
    if (!value || (*value >= least && *value <= most)) return std::nullopt;
    return invalid_parameter(
        fmt::format("Value {} for parameter {} is invalid. Reason: {}", *value, name, reason));
  };
  if (auto fault = check("MaxNumberOfMessages", 1, 10, "Must be between 1 and 10, if provided."))
    return fault;
  if (auto fault = check("WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided.")) return fault;
  return check("VisibilityTimeout", 0, 43200, "VisibilityTimeout must be an integer between 0 and 43200.");
}

void Sqs::receive_message(const Call& call, const json::Object& input, service::Reply reply) {
  const Found found = find(call, input, "ReceiveMessage");
  if (found.fault) return reply(*found.fault);
  if (auto fault = check_receive(input)) return reply(*fault);
  Queue& queue = *found.queue;
  json::Array messages = take_messages(queue, input);
  const int64_t wait = json::find_int(input, "WaitTimeSeconds")
                           .value_or(number_of(queue.attributes, "ReceiveMessageWaitTimeSeconds"));
  if (!messages.empty() || wait == 0) {
    Outcome outcome(messages.empty() ? json::Object{} : json::Object{{"Messages", std::move(messages)}});
    outcome.wait_for_durability = false;
    return reply(std::move(outcome));
  }
  Waiter waiter{call, input, std::move(reply), nullptr, ++last_waiter_};
  waiter.deadline =
      timeline_.call_after_real(base::Seconds(wait), [this, key = queue.key(), number = waiter.number] {
        const auto at = queues_.find(key);
        if (at != queues_.end()) give_up(*at->second, number);
      });
  queue.waiters.push_back(std::move(waiter));
  arm_wake(queue);
}

void Sqs::give_up(Queue& queue, uint64_t number) {
  const auto late = std::find_if(queue.waiters.begin(), queue.waiters.end(),
                                 [&](const Waiter& w) { return w.number == number; });
  if (late == queue.waiters.end()) return;
  const service::Reply answer = std::move(late->reply);
  queue.waiters.erase(late);
  answer(json::Object{});
}

void Sqs::serve_waiters(Queue& queue) {
  while (!queue.waiters.empty()) {
    json::Array messages = take_messages(queue, queue.waiters.front().input);
    if (messages.empty()) break;
    Waiter waiter = std::move(queue.waiters.front());
    queue.waiters.pop_front();
    waiter.reply(json::Object{{"Messages", std::move(messages)}});
  }
  arm_wake(queue);
}

void Sqs::arm_wake(Queue& queue) {
  if (queue.waiters.empty()) return;
  const auto next = queue.flow.next_visible();
  if (!next || (queue.wake != 0 && queue.wake_at <= *next)) return;
  timeline_.cancel(queue.wake);
  queue.wake_at = *next;
  queue.wake = timeline_.call_at(*next, [this, key = queue.key()] {
    const auto at = queues_.find(key);
    if (at == queues_.end()) return;
    at->second->wake = 0;
    serve_waiters(*at->second);
  });
}

json::Array Sqs::take_messages(Queue& queue, const json::Object& input) {
  const base::Time now = timeline_.now();
  const base::Seconds retention(number_of(queue.attributes, "MessageRetentionPeriod"));
  const int64_t hidden =
      json::find_int(input, "VisibilityTimeout").value_or(number_of(queue.attributes, "VisibilityTimeout"));
  const size_t count_max = static_cast<size_t>(json::find_int(input, "MaxNumberOfMessages").value_or(1));
  json::Array out;
  std::vector<uint64_t> taken;
  while (out.size() < count_max) {
    // Hidden at least while this answer is put together, so that no message is in it twice.
    Message* message = queue.flow.take(
        now, now + std::max(base::Milliseconds(1), base::Milliseconds(base::Seconds(hidden))));
    if (message == nullptr) break;
    if (message->sent + retention <= now) {
      remove(queue, message->sequence);
      continue;
    }
    if (redrive(queue, *message)) continue;
    taken.push_back(message->sequence);
    out.push_back(render(*message, queue, input));
  }
  for (const uint64_t sequence : taken) {
    Message& message = *queue.flow.find(sequence);
    if (hidden == 0) queue.flow.hide_until(message, now, now);
    save_state(queue, message);
  }
  return out;
}

bool Sqs::redrive(Queue& queue, Message& message) {
  const auto policy = queue.attributes.find("RedrivePolicy");
  if (policy == queue.attributes.end()) return false;
  const auto document = json::parse_document(policy->second);
  const json::Object& object = document->as_object();
  if (message.receive_count <= json::find_int(object, "maxReceiveCount").value_or(10)) return false;
  Queue* home = find(json::string_or_empty(object, "deadLetterTargetArn"));
  if (home == nullptr || home == &queue) return false;
  Message moved = message;
  moved.dead_letter_source = queue.arn();
  remove(queue, message.sequence);
  enqueue(*home, std::move(moved), base::Seconds(0));
  return true;
}

json::Object Sqs::render(const Message& message, const Queue& queue, const json::Object& input) const {
  json::Object out{{"MessageId", message.id},
                   {"ReceiptHandle", make_handle(message, queue.key())},
                   {"MD5OfBody", base::hex(base::md5(message.body))},
                   {"Body", message.body}};
  const json::Object system{{"SenderId", message.sender_id},
                            {"SentTimestamp", epoch_milliseconds(message.sent)},
                            {"ApproximateReceiveCount", fmt::format("{}", message.receive_count)},
                            {"ApproximateFirstReceiveTimestamp", epoch_milliseconds(message.first_received)}};
  json::Object attributes;
  for (const std::string& name : names_of(input, {"AttributeNames", "MessageSystemAttributeNames"})) {
    for (const auto& [key, value] : system) {
      if (name == "All" || name == key) attributes[key] = value;
    }
    if (!message.dead_letter_source.empty() && (name == "All" || name == "DeadLetterQueueSourceArn")) {
      attributes["DeadLetterQueueSourceArn"] = message.dead_letter_source;
    }
  }
  if (!attributes.empty()) out["Attributes"] = std::move(attributes);
  json::Object selected = select_attributes(message.attributes, names_of(input, {"MessageAttributeNames"}));
  if (!selected.empty()) {
    out["MD5OfMessageAttributes"] = md5_of_attributes(selected);
    out["MessageAttributes"] = std::move(selected);
  }
  return out;
}

}  // namespace sb::cloud::sqs
