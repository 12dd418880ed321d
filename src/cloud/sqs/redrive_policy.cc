// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/redrive_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "cloud/sqs/faults.h"

namespace sb::cloud::sqs {
namespace {

constexpr size_t kSourceQueuesMax = 10;

std::optional<json::Object> parse_object(const std::string& text) {
  auto document = json::parse_document(text);
  if (!document.ok() || !document->is_object()) return std::nullopt;
  return std::move(document->get_object());
}

service::Fault unsupported_allow_policy() {
  return invalid_parameter(
      "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow "
      "policy, as it’s in an unsupported format.");
}

service::Fault invalid_allow_policy(const std::string& text, const char* reason) {
  return invalid_parameter(
      fmt::format("Value {} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the "
                  "redrive allow policy. {}",
                  text, reason));
}

bool all_strings(const json::Array& list) {
  return std::all_of(list.begin(), list.end(), [](const json::Value& item) { return item.is_string(); });
}

std::string text_of(const json::Object& object, const char* key) {
  return object.contains(key) ? json::to_text(object.at(key)) : "";
}

}  // namespace

service::Fault invalid_redrive_policy(const std::string& text, const std::string& reason) {
  return invalid_parameter(
      fmt::format("Value {} for parameter RedrivePolicy is invalid. Reason: {}", text, reason));
}

std::optional<RedrivePolicy> parse_redrive_policy(const std::string& text) {
  if (text.empty() || check_redrive_policy(text)) return std::nullopt;
  const json::Object object = *parse_object(text);
  return RedrivePolicy{json::string_or_empty(object, "deadLetterTargetArn"),
                       *json::find_int(object, "maxReceiveCount")};
}

std::optional<service::Fault> check_redrive_policy(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto object = parse_object(text);
  if (!object)
    return invalid_parameter(
        "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.");
  for (const char* key : {"maxReceiveCount", "deadLetterTargetArn"}) {
    if (!object->contains(key))
      return invalid_redrive_policy(
          text, fmt::format("Redrive policy does not contain mandatory attribute: {}.", key));
  }
  if (object->size() > 2) {
    return invalid_redrive_policy(
        text, "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].");
  }
  const auto count = json::find_int(*object, "maxReceiveCount");
  if (!count || *count < 1 || *count > 1000) {
    return invalid_redrive_policy(
        text,
        fmt::format("Invalid value for maxReceiveCount: {}, valid values are from 1 to 1000 both inclusive.",
                    text_of(*object, "maxReceiveCount")));
  }
  const auto arn = aws::parse_arn(json::string_or_empty(*object, "deadLetterTargetArn"));
  if (!arn) return invalid_redrive_policy(text, "Invalid value for deadLetterTargetArn.");
  if (arn->service != "sqs")
    return invalid_redrive_policy(text, "Only SQS queues are valid resources for deadLetterTargetArn.");
  return std::nullopt;
}

std::optional<service::Fault> check_redrive_allow_policy(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto object = parse_object(text);
  if (!object) return unsupported_allow_policy();
  const std::string permission = json::string_or_empty(*object, "redrivePermission");
  const json::Array* sources = json::find_array(*object, "sourceQueueArns");
  const size_t known = 1 + (sources == nullptr ? 0 : 1);
  if ((permission != "allowAll" && permission != "denyAll" && permission != "byQueue") ||
      object->size() != known || (sources != nullptr && !all_strings(*sources))) {
    return unsupported_allow_policy();
  }
  if (permission != "byQueue" && sources != nullptr) {
    return invalid_allow_policy(
        text, "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.");
  }
  if (permission == "byQueue" && (sources == nullptr || sources->empty())) {
    return invalid_allow_policy(
        text,
        "When you specify the byQueue permission type, you must also specify one or more "
        "sourceQueueArns values.");
  }
  if (sources != nullptr && sources->size() > kSourceQueuesMax)
    return invalid_allow_policy(text, "The maximum number of source queue ARNs you can specify is 10.");
  return std::nullopt;
}

bool allows_redrive(const std::string& allow_policy, const std::string& source_arn) {
  const auto object = parse_object(allow_policy);
  if (!object) return true;
  const std::string permission = json::string_or_empty(*object, "redrivePermission");
  if (permission != "byQueue") return permission != "denyAll";
  const json::Array* sources = json::find_array(*object, "sourceQueueArns");
  return sources != nullptr && std::any_of(sources->begin(), sources->end(), [&](const json::Value& source) {
           return source.is_string() && json::view(source.get_string()) == source_arn;
         });
}

}  // namespace sb::cloud::sqs
