// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "cloud/sqs/faults.h"
#include "cloud/sqs/message_attributes.h"

namespace sb::cloud::sqs {

using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kEntriesMax = 10;
constexpr size_t kBytesMax = 1048576;

const json::Array& entries_of(const json::Object& input) {
  static const json::Array kNone;
  const json::Array* entries = json::find_array(input, "Entries");
  return entries == nullptr ? kNone : *entries;
}

bool is_batch_id(const std::string& id) {
  return !id.empty() && id.size() <= 80 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

json::Object failed_entry(const std::string& id, const Fault& fault) {
  const std::string& code = fault.query_code.empty() ? fault.code : fault.query_code;
  return {{"Id", id}, {"SenderFault", fault.status < 500}, {"Code", code}, {"Message", fault.message}};
}

}  // namespace

std::optional<Fault> check_batch(const json::Object& input, const char* entry_name) {
  const json::Array& entries = entries_of(input);
  if (entries.empty()) {
    return simple_queue_fault("EmptyBatchRequest",
                              fmt::format("There should be at least one {} in the request.", entry_name));
  }
  if (entries.size() > kEntriesMax) {
    return simple_queue_fault(
        "TooManyEntriesInBatchRequest",
        fmt::format("Maximum number of entries per request are 10. You have sent {}.", entries.size()));
  }
  std::set<std::string> ids;
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
  }
  return std::nullopt;
}

std::optional<Fault> check_batch_size(const json::Object& input) {
  size_t bytes = 0;
  for (const json::Value& item : entries_of(input)) {
    const json::Object& entry = item.get_object();
    bytes += json::string_or_empty(entry, "MessageBody").size();
    if (const json::Object* attributes = json::find_object(entry, "MessageAttributes"))
      bytes += bytes_of_attributes(*attributes);
  }
  if (bytes <= kBytesMax) return std::nullopt;
  return simple_queue_fault(
      "BatchRequestTooLong",
      fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.", kBytesMax,
                  bytes));
}

Outcome run_batch(const json::Object& input, const std::function<Outcome(const json::Object&)>& each) {
  json::Array successful;
  json::Array failed;
  for (const json::Value& item : entries_of(input)) {
    const json::Object& entry = item.get_object();
    const std::string id = json::string_or_empty(entry, "Id");
    const Outcome outcome = each(entry);
    if (outcome.fault) {
      failed.push_back(failed_entry(id, *outcome.fault));
      continue;
    }
    json::Object result{{"Id", id}};
    for (const auto& [key, value] : outcome.body) result[key] = value;
    successful.push_back(std::move(result));
  }
  json::Object out;
  if (!successful.empty()) out["Successful"] = std::move(successful);
  if (!failed.empty()) out["Failed"] = std::move(failed);
  return out;
}

}  // namespace sb::cloud::sqs
