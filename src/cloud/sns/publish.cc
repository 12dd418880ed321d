// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cloud/sns/checks.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/message_attributes.h"
#include "cloud/sns/sns.h"

// Publish and PublishBatch: what a message must be. Where it goes: fan_out.cc.
namespace sb::cloud::sns {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kSubjectMax = 100;
constexpr size_t kBatchEntriesMax = 10;
constexpr size_t kBatchIdMax = 80;

const json::Object& attributes_of(const json::Object& entry) {
  static const json::Object kNone;
  const json::Object* found = json::find_object(entry, "MessageAttributes");
  return found == nullptr ? kNone : *found;
}

std::string_view text_of(const json::Object& entry, const char* member) {
  return json::find_string(entry, member).value_or("");
}

size_t bytes_of(const json::Object& entry) {
  return text_of(entry, "Message").size() + bytes_of_attributes(attributes_of(entry));
}

std::optional<Fault> check_subject(const json::Object& entry) {
  const std::string_view subject = text_of(entry, "Subject");
  if (!entry.contains("Subject")) return std::nullopt;
  if (subject.empty() || count_characters(subject) > kSubjectMax || has_control_characters(subject))
    return invalid("Subject");
  return std::nullopt;
}

// A standard topic takes a group id along, and no deduplication id.
std::optional<Fault> check_fifo_members(const json::Object& entry) {
  if (entry.contains("MessageDeduplicationId")) {
    return invalid(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not "
        "valid for this topic type");
  }
  if (entry.contains("MessageGroupId") && !is_group_id(text_of(entry, "MessageGroupId"))) {
    return invalid(
        "MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 "
        "to 128 in length.");
  }
  return std::nullopt;
}

std::optional<Fault> check_entry(const json::Object& entry) {
  if (auto fault = check_subject(entry)) return fault;
  if (text_of(entry, "Message").empty()) return invalid("Empty message");
  if (auto fault = check_message_attributes(attributes_of(entry), "")) return fault;
  if (bytes_of(entry) > kMessageBytesMax) return invalid("Message too long");
  return check_fifo_members(entry);
}

// Members that are no strings do not count.
std::optional<Fault> read_structure(std::string_view message, std::map<std::string, base::SharedText>& out) {
  const auto document = json::parse_document(message);
  const json::Object* object = document.ok() ? document->if_object() : nullptr;
  if (object == nullptr) return invalid("Message Structure - JSON message body failed to parse");
  for (const auto& [protocol, text] : *object) {
    if (text.is_string()) out[std::string(protocol)] = json::to_std(text.get_string());
  }
  if (!out.contains("default")) return invalid("Message Structure - No default entry in JSON message body");
  return std::nullopt;
}

std::optional<Fault> check_structure(const json::Object& entry) {
  std::map<std::string, base::SharedText> messages;
  if (text_of(entry, "MessageStructure") != "json" || text_of(entry, "Message").empty()) return std::nullopt;
  return read_structure(text_of(entry, "Message"), messages);
}

std::optional<Fault> check_destination(const json::Object& input) {
  if (input.contains("PhoneNumber"))
    return invalid("PhoneNumber Reason: SMS is not served by this endpoint.");
  if (text_of(input, "TargetArn").find(":endpoint/") != std::string_view::npos)
    return invalid("TargetArn Reason: No endpoint found for the target arn specified");
  if (input.contains("TopicArn") && text_of(input, "TopicArn").empty())
    return invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1");
  if (text_of(input, "TopicArn").empty() && text_of(input, "TargetArn").empty())
    return invalid("TopicArn or TargetArn Reason: no value for required parameter");
  return std::nullopt;
}

Fault batch_fault(const char* code, std::string message) { return {code, std::move(message), 400, "", ""}; }

std::optional<Fault> check_batch_id(const std::string& id) {
  const bool good = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  constexpr const char* kText = "The Id of a batch entry in the batch request {}: {}";
  if (id.empty() || !good)
    return batch_fault("InvalidBatchEntryId",
                       fmt::format(fmt::runtime(kText), "contains an impermissible character", id));
  if (id.size() > kBatchIdMax)
    return batch_fault("InvalidBatchEntryId", fmt::format(fmt::runtime(kText), "is too long", id));
  return std::nullopt;
}

std::string id_of(const json::Value& item) {
  const json::Object* entry = item.if_object();
  return entry == nullptr ? "" : json::string_or_empty(*entry, "Id");
}

std::optional<Fault> check_batch_ids(const json::Array& entries) {
  std::set<std::string> ids;
  for (const json::Value& item : entries) ids.insert(id_of(item));
  if (ids.size() < entries.size()) {
    return batch_fault("BatchEntryIdsNotDistinct",
                       "Two or more batch entries in the request have the same Id.");
  }
  for (const json::Value& item : entries) {
    if (auto fault = check_batch_id(id_of(item))) return fault;
  }
  return std::nullopt;
}

// What is wrong with one entry's attributes or structure fails the whole batch (recorded).
std::optional<Fault> check_batch_contents(const json::Array& entries) {
  size_t bytes = 0;
  size_t number = 0;
  for (const json::Value& item : entries) {
    if (!item.is_object()) return invalid("PublishBatchRequestEntries");
    const std::string place = fmt::format("publishBatchRequestEntries.{}.member.", ++number);
    if (auto fault = check_message_attributes(attributes_of(item.get_object()), place)) return fault;
    if (auto fault = check_structure(item.get_object())) return fault;
    bytes += bytes_of(item.get_object());
  }
  if (bytes <= kMessageBytesMax) return std::nullopt;
  return batch_fault("BatchRequestTooLong",
                     "The length of all the messages put together is more than the limit.");
}

}  // namespace

Outcome Sns::publish_one(const Call& call, const Topic& topic, const json::Object& entry) {
  Publication publication{text_of(entry, "Message"),
                          text_of(entry, "Subject"),
                          text_of(entry, "MessageGroupId"),
                          attributes_of(entry),
                          {},
                          call.trace_header};
  if (text_of(entry, "MessageStructure") == "json") {
    if (auto fault = read_structure(publication.message, publication.by_protocol)) return *fault;
    publication.message = publication.by_protocol.at("default");
  }
  return json::Object{{"MessageId", fan_out(topic, publication)}};
}

Outcome Sns::publish(const Call& call, const json::Object& input) {
  if (auto fault = check_entry(input)) return *fault;
  if (auto fault = check_destination(input)) return *fault;
  const char* member = input.contains("TopicArn") ? "TopicArn" : "TargetArn";
  const FoundTopic found = find_topic(call, json::string_or_empty(input, member), "Publish");
  if (found.fault) return *found.fault;
  return publish_one(call, *found.topic, input);
}

Outcome Sns::publish_batch(const Call& call, const json::Object& input) {
  const json::Array* entries = json::find_array(input, "PublishBatchRequestEntries");
  if (entries == nullptr || entries->empty())
    return batch_fault("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries->size() > kBatchEntriesMax) {
    return batch_fault("TooManyEntriesInBatchRequest",
                       "The batch request contains more entries than permissible.");
  }
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "Publish");
  if (found.fault) return *found.fault;
  if (auto fault = check_batch_ids(*entries)) return *fault;
  if (auto fault = check_batch_contents(*entries)) return *fault;
  json::Array successful;
  json::Array failed;
  for (const json::Value& item : *entries) {
    const json::Object& entry = item.get_object();
    auto fault = check_entry(entry);
    const Outcome outcome = fault ? Outcome(*fault) : publish_one(call, *found.topic, entry);
    if (outcome.fault) {
      failed.push_back(json::Object{{"Id", id_of(item)},
                                    {"Code", outcome.fault->code},
                                    {"Message", outcome.fault->message},
                                    {"SenderFault", true}});
    } else {
      successful.push_back(json::Object{{"Id", id_of(item)}, {"MessageId", outcome.body.at("MessageId")}});
    }
  }
  return json::Object{{"Successful", std::move(successful)}, {"Failed", std::move(failed)}};
}

}  // namespace sb::cloud::sns
