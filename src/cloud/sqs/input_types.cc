// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/input_types.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "cloud/service/constraints.h"

namespace sb::cloud::sqs {

using service::Fault;

namespace {

enum class Type { kString, kStrings, kStringMap, kStructures, kStructureMap };

constexpr std::pair<std::string_view, Type> kTypes[] = {
    {"QueueUrl", Type::kString},
    {"MessageBody", Type::kString},
    {"MessageGroupId", Type::kString},
    {"MessageDeduplicationId", Type::kString},
    {"MessageAttributes", Type::kStructureMap},
    {"MessageSystemAttributes", Type::kStructureMap},
    {"StringValue", Type::kString},
    {"BinaryValue", Type::kString},
    {"DataType", Type::kString},
    {"StringListValues", Type::kStrings},
    {"BinaryListValues", Type::kStrings},
    {"Entries", Type::kStructures},
    {"Id", Type::kString},
    {"ReceiptHandle", Type::kString},
    {"ReceiveRequestAttemptId", Type::kString},
    {"AttributeNames", Type::kStrings},
    {"MessageAttributeNames", Type::kStrings},
    {"MessageSystemAttributeNames", Type::kStrings},
    {"QueueName", Type::kString},
    {"QueueNamePrefix", Type::kString},
    {"QueueOwnerAWSAccountId", Type::kString},
    {"Attributes", Type::kStringMap},
    {"Tags", Type::kStringMap},
    {"tags", Type::kStringMap},
    {"TagKeys", Type::kStrings},
    {"Label", Type::kString},
    {"AWSAccountIds", Type::kStrings},
    {"Actions", Type::kStrings},
    {"NextToken", Type::kString},
    {"SourceArn", Type::kString},
    {"DestinationArn", Type::kString},
    {"TaskHandle", Type::kString},
};

std::optional<Fault> wrong(const json::Value& value, const char* wanted) {
  Fault fault = service::unreadable(value, wanted);
  fault.query_code = "MalformedInput";
  return fault;
}

std::optional<Fault> check_string(const json::Value& value) {
  return value.is_string() ? std::nullopt : wrong(value, "String");
}

std::optional<Fault> check_structure(const json::Value& value) {
  return value.is_object() ? check_types(value.get_object()) : wrong(value, "Structure");
}

// What Query has where a list or a map has no members.
bool is_empty_text(const json::Value& value) { return value.is_string() && value.get_string().empty(); }

using Check = std::optional<Fault> (*)(const json::Value& value);

std::optional<Fault> check_list(const json::Value& value, Check each) {
  if (is_empty_text(value)) return std::nullopt;
  if (!value.is_array()) return wrong(value, "List");
  for (const json::Value& item : value.get_array()) {
    if (auto fault = each(item)) return fault;
  }
  return std::nullopt;
}

std::optional<Fault> check_map(const json::Value& value, Check each) {
  if (is_empty_text(value)) return std::nullopt;
  if (!value.is_object()) return wrong(value, "Map");
  for (const auto& member : value.get_object()) {
    if (auto fault = each(member.value())) return fault;
  }
  return std::nullopt;
}

std::optional<Fault> check(const json::Value& value, Type type) {
  switch (type) {
    case Type::kString:
      return check_string(value);
    case Type::kStrings:
      return check_list(value, check_string);
    case Type::kStringMap:
      return check_map(value, check_string);
    case Type::kStructures:
      return check_list(value, check_structure);
    case Type::kStructureMap:
      return check_map(value, check_structure);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> check_types(const json::Object& input) {
  for (const auto& member : input) {
    const std::string_view name(member.key());
    const auto* at = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [&](const auto& known) { return known.first == name; });
    if (at == std::end(kTypes)) continue;
    if (auto fault = check(member.value(), at->second)) return fault;
  }
  return std::nullopt;
}

}  // namespace sb::cloud::sqs
