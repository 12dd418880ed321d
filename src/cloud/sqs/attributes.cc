// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/attributes.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/arn.h"
#include "aws/limits.h"
#include "aws/policy.h"
#include "base/digest.h"
#include "base/text.h"

namespace sb::cloud::sqs {
namespace {

struct Range {
  const char* name;
  int64_t least;
  int64_t most;
  const char* initial;
};

constexpr Range kRanges[] = {{"DelaySeconds", 0, 900, "0"},
                             {"MaximumMessageSize", 1024, 1048576, "1048576"},
                             {"MessageRetentionPeriod", 60, 1209600, "345600"},
                             {"ReceiveMessageWaitTimeSeconds", 0, 20, "0"},
                             {"VisibilityTimeout", 0, 43200, "30"},
                             {"KmsDataKeyReusePeriodSeconds", 60, 86400, nullptr}};

service::Fault invalid_value(const std::string& name) {
  return {"InvalidAttributeValue", fmt::format("Invalid value for the parameter {}.", name), 400, "", ""};
}

bool is_json_object(const std::string& text) {
  const auto document = json::parse_document(text);
  return document.ok() && document->is_object();
}

std::optional<service::Fault> check_redrive(const std::string& value) {
  const auto document = json::parse_document(value);
  const json::Object* object = document.ok() ? document->if_object() : nullptr;
  const auto arn = object == nullptr ? std::nullopt
                                     : aws::parse_arn(json::string_or_empty(*object, "deadLetterTargetArn"));
  const auto count = object == nullptr ? std::nullopt : json::find_int(*object, "maxReceiveCount");
  if (arn && arn->service == "sqs" && count && *count >= 1 && *count <= 1000) return std::nullopt;
  return service::Fault{"InvalidParameterValueException",
                        fmt::format("Value {} for parameter RedrivePolicy is invalid. Reason: Invalid value "
                                    "for deadLetterTargetArn or maxReceiveCount.",
                                    value),
                        400, "InvalidParameterValue", ""};
}

void add_length(std::string& out, size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((length >> shift) & 0xFF);
}

bool is_attribute_name(const std::string& name) {
  const bool letters = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
  const std::string lower = base::to_lower(name);
  return letters && !name.empty() && name.size() <= 256 && name.front() != '.' && name.back() != '.' &&
         name.find("..") == std::string::npos && !lower.starts_with("aws.") && !lower.starts_with("amazon.");
}

service::Fault parameter_fault(std::string message) {
  return {"InvalidParameterValueException", std::move(message), 400, "InvalidParameterValue", ""};
}

// The value's bytes; binary is decoded.
std::string value_bytes(const json::Object& attribute) {
  if (const auto text = json::find_string(attribute, "StringValue")) return std::string(*text);
  auto decoded = base::base64_decode(json::string_or_empty(attribute, "BinaryValue"));
  return decoded.ok() ? std::move(*decoded) : std::string();
}

}  // namespace

QueueAttributes default_queue_attributes() {
  QueueAttributes out{{"SqsManagedSseEnabled", "true"}};
  for (const Range& range : kRanges) {
    if (range.initial != nullptr) out[range.name] = range.initial;
  }
  return out;
}

std::optional<service::Fault> check_queue_attributes(const QueueAttributes& attributes) {
  static constexpr const char* kFree[] = {"Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId",
                                          "SqsManagedSseEnabled"};
  for (const auto& [name, value] : attributes) {
    const auto* range =
        std::find_if(std::begin(kRanges), std::end(kRanges), [&](const Range& r) { return name == r.name; });
    if (range != std::end(kRanges)) {
      const auto number = base::parse_int(value);
      if (!number || *number < range->least || *number > range->most) return invalid_value(name);
      continue;
    }
    if (std::none_of(std::begin(kFree), std::end(kFree), [&](const char* known) { return name == known; })) {
      return service::Fault{"InvalidAttributeName", fmt::format("Unknown Attribute {}.", name), 400, "", ""};
    }
    if (value.empty()) continue;
    if (name == "Policy" && !aws::parse_policy(value).ok()) return invalid_value(name);
    if (name == "RedriveAllowPolicy" && !is_json_object(value)) return invalid_value(name);
    if (name == "Policy" && value.size() > aws::kQueuePolicyBytesMax) return invalid_value(name);
    if (name == "RedrivePolicy") {
      if (auto fault = check_redrive(value)) return fault;
    }
  }
  return std::nullopt;
}

int64_t number_of(const QueueAttributes& attributes, const std::string& name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? 0 : base::parse_int(at->second).value_or(0);
}

std::optional<service::Fault> check_message_attributes(const json::Object& attributes) {
  if (attributes.size() > 10) {
    return parameter_fault(fmt::format("Number of message attributes [{}] exceeds the allowed maximum [10].",
                                       attributes.size()));
  }
  for (const auto& [key, value] : attributes) {
    const std::string name(key);
    const json::Object* attribute = value.if_object();
    const std::string type = attribute == nullptr ? "" : json::string_or_empty(*attribute, "DataType");
    const std::string kind = type.substr(0, type.find('.'));
    if (!is_attribute_name(name)) {
      return parameter_fault(fmt::format("Message (user) attribute name '{}' is invalid.", name));
    }
    if (kind != "String" && kind != "Number" && kind != "Binary") {
      return parameter_fault(
          fmt::format("The message attribute '{}' has an invalid message attribute type, the set of "
                      "supported type prefixes is Binary, Number, and String.",
                      name));
    }
    const char* field = kind == "Binary" ? "BinaryValue" : "StringValue";
    if (json::string_or_empty(*attribute, field).empty()) {
      return parameter_fault(
          fmt::format("Message (user) attribute '{}' must contain a non-empty value of type '{}'.", name,
                      kind == "Binary" ? "Binary" : "String"));
    }
  }
  return std::nullopt;
}

std::string md5_of_attributes(const json::Object& attributes) {
  if (attributes.empty()) return "";
  std::vector<std::string> names;
  for (const auto& [key, value] : attributes) names.emplace_back(key);
  std::sort(names.begin(), names.end());
  std::string bytes;
  for (const std::string& name : names) {
    const json::Object& attribute = attributes.at(name).as_object();
    const std::string type = json::string_or_empty(attribute, "DataType");
    const std::string value = value_bytes(attribute);
    add_length(bytes, name.size());
    bytes += name;
    add_length(bytes, type.size());
    bytes += type;
    bytes += type.starts_with("Binary") ? '\2' : '\1';
    add_length(bytes, value.size());
    bytes += value;
  }
  return base::hex(base::md5(bytes));
}

size_t bytes_of_attributes(const json::Object& attributes) {
  size_t total = 0;
  for (const auto& [key, value] : attributes) {
    total += key.size();
    if (const json::Object* attribute = value.if_object()) {
      total += json::string_or_empty(*attribute, "DataType").size() + value_bytes(*attribute).size();
    }
  }
  return total;
}

json::Object select_attributes(const json::Object& attributes, const std::vector<std::string>& names) {
  json::Object out;
  for (const auto& [key, value] : attributes) {
    const std::string name(key);
    const bool wanted = std::any_of(names.begin(), names.end(), [&](const std::string& pattern) {
      if (pattern == "All" || pattern == ".*" || pattern == "*") return true;
      return pattern.ends_with(".*") ? name.starts_with(pattern.substr(0, pattern.size() - 2))
                                     : name == pattern;
    });
    if (wanted) out[key] = value;
  }
  return out;
}

bool is_message_text(std::string_view text) {
  if (!base::is_utf8(text)) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    if (c == 0xEF && i + 2 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xBF &&
        static_cast<unsigned char>(text[i + 2]) >= 0xBE) {
      return false;
    }
  }
  return true;
}

}  // namespace sb::cloud::sqs
