// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message_attributes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/sqs/faults.h"

namespace sb::cloud::sqs {
namespace {

// Far from any number that is within bounds.
constexpr int64_t kExponentMax = 1000;

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

// The value's bytes; binary is decoded.
std::string value_bytes(const json::Object& attribute) {
  if (const auto text = json::find_string(attribute, "StringValue")) return std::string(*text);
  auto decoded = base::base64_decode(json::string_or_empty(attribute, "BinaryValue"));
  return decoded.ok() ? std::move(*decoded) : std::string();
}

// Whether the digits, with a dot or none, times ten to the `exponent` are 0 or within 1e-128 and 1e126.
bool is_within_bounds(std::string_view digits, int64_t exponent) {
  static constexpr int64_t kLeast = -128;
  static constexpr int64_t kMost = 126;
  const size_t dot = std::min(digits.find('.'), digits.size());
  const size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  // Of the first digit that counts.
  const int64_t place =
      exponent + static_cast<int64_t>(dot) - static_cast<int64_t>(first) - (first < dot ? 1 : 0);
  const bool is_power =
      digits[first] == '1' && digits.find_first_of("123456789", first + 1) == std::string_view::npos;
  return place >= kLeast && (place < kMost || (place == kMost && is_power));
}

// A decimal number as AWS casts it: up to 38 digits, an exponent that keeps it within 1e-128 and 1e126.
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const size_t e = text.find_first_of("eE");
  const std::string_view digits = text.substr(0, e);
  const size_t dot = digits.find('.');
  const size_t count = digits.size() - (dot == std::string_view::npos ? 0 : 1);
  const bool decimal = std::count(digits.begin(), digits.end(), '.') <= 1 &&
                       digits.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!decimal || count == 0 || count > 38) return false;
  if (e == std::string_view::npos) return true;
  const auto exponent = base::parse_int(text.substr(e + 1));
  return exponent && *exponent > -kExponentMax && *exponent < kExponentMax &&
         is_within_bounds(digits, *exponent);
}

std::optional<service::Fault> check_value(const std::string& name, const std::string& kind,
                                          const json::Object& attribute) {
  const std::string value =
      json::string_or_empty(attribute, kind == "Binary" ? "BinaryValue" : "StringValue");
  if (value.empty() || (kind == "Binary" && value_bytes(attribute).empty())) {
    return invalid_parameter(
        fmt::format("Message (user) attribute '{}' must contain a non-empty value of type '{}'.", name,
                    kind == "Binary" ? "Binary" : "String"));
  }
  if (kind == "Number" && !is_number(value)) {
    return invalid_parameter(
        fmt::format("Can't cast the value of message (user) attribute '{}' to a number.", name));
  }
  if (kind == "String" && !is_message_text(value)) return invalid_attribute_characters(name);
  return std::nullopt;
}

}  // namespace

std::optional<service::Fault> check_message_attributes(const json::Object& attributes) {
  if (attributes.size() > 10) {
    return invalid_parameter(fmt::format(
        "Number of message attributes [{}] exceeds the allowed maximum [10].", attributes.size()));
  }
  for (const auto& [key, value] : attributes) {
    const std::string name(key);
    const json::Object* attribute = value.if_object();
    const std::string type = attribute == nullptr ? "" : json::string_or_empty(*attribute, "DataType");
    const std::string kind = type.substr(0, type.find('.'));
    if (!is_attribute_name(name)) {
      return invalid_parameter(fmt::format("Message (user) attribute name '{}' is invalid.", name));
    }
    if (type.size() > 256 || (kind != "String" && kind != "Number" && kind != "Binary")) {
      return invalid_parameter(
          fmt::format("The message attribute '{}' has an invalid message attribute type, the set of "
                      "supported type prefixes is Binary, Number, and String.",
                      name));
    }
    if (auto fault = check_value(name, kind, *attribute)) return fault;
  }
  return std::nullopt;
}

std::optional<service::Fault> check_system_attributes(const json::Object& attributes) {
  for (const auto& [key, value] : attributes) {
    const std::string name(key);
    if (name != "AWSTraceHeader")
      return invalid_parameter(fmt::format("Message system attribute name '{}' is invalid.", name));
    const json::Object* attribute = value.if_object();
    if (attribute == nullptr || json::string_or_empty(*attribute, "DataType") != "String") {
      return invalid_parameter(
          fmt::format("The message system attribute '{}' has an invalid message attribute type, it must be "
                      "String.",
                      name));
    }
    if (json::string_or_empty(*attribute, "StringValue").empty()) {
      return invalid_parameter(fmt::format(
          "Message system attribute '{}' must contain a non-empty value of type 'String'.", name));
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

bool is_message_text(std::string_view text) { return base::is_utf8(text) && base::is_xml_text(text); }

}  // namespace sb::cloud::sqs
