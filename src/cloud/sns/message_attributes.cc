// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/message_attributes.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

using service::Fault;

std::optional<Fault> check_name(const std::string& name) {
  if (name.size() >= 256)
    return parameter_value_invalid("Length of message attribute name must be less than 256 bytes.");
  for (const char c : name) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
    if (good) continue;
    return parameter_value_invalid(
        fmt::format("Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. "
                    "Can only include "
                    "alphanumeric characters, hyphens, underscores, or dots.",
                    static_cast<unsigned char>(c)));
  }
  if (name.starts_with('.'))
    return parameter_value_invalid("Invalid message attribute name starting with character '.' was found.");
  if (name.ends_with('.'))
    return parameter_value_invalid("Invalid message attribute name ending with character '.' was found.");
  if (name.find("..") != std::string::npos)
    return parameter_value_invalid("Message attribute name can not have successive '.' character.");
  return std::nullopt;
}

// What stands in a value, by the type's prefix.
std::optional<Fault> check_value(const std::string& name, const std::string& type,
                                 const json::Object& attribute) {
  const std::string kind = type.substr(0, type.find('.'));
  if (kind != "String" && kind != "Number" && kind != "Binary") {
    return parameter_value_invalid(
        fmt::format("The message attribute '{}' has an invalid message attribute type, the set of supported "
                    "type prefixes is Binary, Number, and String.",
                    name));
  }
  const bool binary = kind == "Binary";
  const char* field = binary ? "BinaryValue" : "StringValue";
  const char* other = binary ? "StringValue" : "BinaryValue";
  if (attribute.contains(other) && !attribute.contains(field)) {
    return parameter_value_invalid(
        fmt::format("The message attribute '{}' with type '{}' must use field '{}'.", name, type,
                    binary ? "Binary" : "String"));
  }
  const std::string value = json::string_or_empty(attribute, field);
  if (value.empty()) {
    return parameter_value_invalid(
        fmt::format("The message attribute '{}' must contain non-empty message attribute value for message "
                    "attribute type '{}'.",
                    name, type));
  }
  if (binary && !base::base64_decode(value)) {
    return parameter_value_invalid(
        fmt::format("The message attribute '{}' holds a binary value that is not base64.", name));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> check_message_attributes(const json::Object& attributes, const std::string& place) {
  static const json::Object kEmpty;
  for (const auto& [key, value] : attributes) {
    const std::string name(key);
    if (auto fault = check_name(name)) return fault;
    const json::Object& attribute = value.is_object() ? value.get_object() : kEmpty;
    const std::string type = json::string_or_empty(attribute, "DataType");
    if (type.empty()) {
      return Fault{
          "ValidationError",
          fmt::format("1 validation error detected: Value null at "
                      "'{}messageAttributes.{}.member.dataType' failed to satisfy constraint: Member "
                      "must not be null",
                      place, name),
          400, "", ""};
    }
    if (auto fault = check_value(name, type, attribute)) return fault;
  }
  return std::nullopt;
}

size_t bytes_of_attributes(const json::Object& attributes) {
  size_t total = 0;
  for (const auto& [key, value] : attributes) {
    total += key.size();
    const json::Object* attribute = value.if_object();
    if (attribute == nullptr) continue;
    total += json::find_string(*attribute, "DataType").value_or("").size();
    total += json::find_string(*attribute, "StringValue").value_or("").size();
    const std::string_view binary = json::find_string(*attribute, "BinaryValue").value_or("");
    const size_t padding = binary.ends_with("==") ? 2 : binary.ends_with('=') ? 1 : 0;
    total += binary.size() / 4 * 3 - (binary.size() >= 4 ? padding : 0);
  }
  return total;
}

}  // namespace sb::cloud::sns
