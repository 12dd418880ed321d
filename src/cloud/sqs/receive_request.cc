// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/receive_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "cloud/sqs/faults.h"

namespace sb::cloud::sqs {
namespace {

constexpr char kAttemptId[] = "ReceiveRequestAttemptId";
constexpr size_t kFifoIdMax = 128;

std::vector<std::string> names_of(const json::Object& input, const char* key) {
  std::vector<std::string> out;
  if (const json::Array* list = json::find_array(input, key)) {
    for (const json::Value& item : *list) {
      if (item.is_string()) out.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

std::optional<service::Fault> check_range(const json::Object& input, const char* name, int64_t least,
                                          int64_t most, const char* reason) {
  if (auto fault = check_integer(input, name)) return fault;
  const auto value = json::find_int(input, name);
  if (!value || (*value >= least && *value <= most)) return std::nullopt;
  return invalid_value_of(fmt::format("{}", *value), name, reason);
}

}  // namespace

std::optional<service::Fault> check_integer(const json::Object& input, const char* name) {
  if (!input.contains(name) || input.at(name).is_null() || json::find_int(input, name)) return std::nullopt;
  const char* kind = input.at(name).is_string()   ? "STRING_VALUE"
                     : input.at(name).is_double() ? "DECIMAL_VALUE"
                                                  : "VALUE";
  return service::Fault{"SerializationException", fmt::format("{} can not be converted to an Integer", kind),
                        400, "MalformedInput", ""};
}

std::optional<service::Fault> check_fifo_id(const json::Object& input, const char* name) {
  const auto value = json::find_string(input, name);
  if (!value) return std::nullopt;
  const bool good = !value->empty() && value->size() <= kFifoIdMax &&
                    std::all_of(value->begin(), value->end(), [](char c) { return c > ' ' && c <= '~'; });
  if (good) return std::nullopt;
  return invalid_value_of(
      std::string(*value), name,
      fmt::format("{} can only include alphanumeric and punctuation characters. 1 to 128 in length.", name));
}

std::optional<service::Fault> check_receive(const json::Object& input, bool fifo) {
  if (auto fault =
          check_range(input, "MaxNumberOfMessages", 1, 10, "Must be between 1 and 10, if provided.")) {
    return fault;
  }
  if (auto fault = check_range(input, "WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided."))
    return fault;
  if (auto fault = check_range(input, "VisibilityTimeout", 0, 43200,
                               "VisibilityTimeout must be an integer between 0 and 43200.")) {
    return fault;
  }
  if (fifo) return check_fifo_id(input, kAttemptId);
  const auto attempt = json::find_string(input, kAttemptId);
  if (!attempt) return std::nullopt;
  return invalid_value_of(std::string(*attempt), kAttemptId,
                          "The request include parameter that is not valid for this queue type.");
}

ReceiveRequest read_receive(const json::Object& input) {
  ReceiveRequest out;
  out.count_max = static_cast<size_t>(json::find_int(input, "MaxNumberOfMessages").value_or(1));
  out.wait_seconds = json::find_int(input, "WaitTimeSeconds");
  out.visibility_seconds = json::find_int(input, "VisibilityTimeout");
  for (const char* key : {"AttributeNames", "MessageSystemAttributeNames"}) {
    for (std::string& name : names_of(input, key)) out.system_attributes.insert(std::move(name));
  }
  out.message_attributes = names_of(input, "MessageAttributeNames");
  out.attempt_id = json::string_or_empty(input, kAttemptId);
  return out;
}

}  // namespace sb::cloud::sqs
