// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/attributes.h"

#include <fmt/format.h>

namespace sb::cloud::sns {
namespace {

using service::Fault;

Fault bad_value(std::string message) { return {"ParameterValueInvalid", std::move(message), 400, "", ""}; }

std::optional<Fault> check_name(const std::string& name) {
  if (name.size() >= 256) return bad_value("Length of message attribute name must be less than 256 bytes.");
  for (const char c : name) {
    const bool good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
    if (good) continue;
    return bad_value(
        fmt::format("Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. "
                    "Can only include "
                    "alphanumeric characters, hyphens, underscores, or dots.",
                    static_cast<unsigned char>(c)));
  }
  if (name.starts_with('.'))
    return bad_value("Invalid message attribute name starting with character '.' was found.");
  if (name.ends_with('.'))
    return bad_value("Invalid message attribute name ending with character '.' was found.");
  if (name.find("..") != std::string::npos)
    return bad_value("Message attribute name can not have successive '.' character.");
  return std::nullopt;
}

}  // namespace

std::optional<Fault> check_message_attributes(const json::Object& attributes) {
  for (const auto& [key, value] : attributes) {
    const std::string name(key);
    if (auto fault = check_name(name)) return fault;
    const json::Object* attribute = value.if_object();
    const std::string type = attribute == nullptr ? "" : json::string_or_empty(*attribute, "DataType");
    if (type.empty()) {
      return Fault{"ValidationError",
                   fmt::format("1 validation error detected: Value null at "
                               "'messageAttributes.{}.member.dataType' failed to satisfy "
                               "constraint: Member must not be null",
                               name),
                   400, "", ""};
    }
    const std::string kind = type.substr(0, type.find('.'));
    if (kind != "String" && kind != "Number" && kind != "Binary") {
      return bad_value(
          fmt::format("The message attribute '{}' has an invalid message attribute type, the set of "
                      "supported type prefixes is "
                      "Binary, Number, and String.",
                      name));
    }
    const bool binary = kind == "Binary";
    const char* field = binary ? "BinaryValue" : "StringValue";
    const char* other = binary ? "StringValue" : "BinaryValue";
    if (attribute->contains(other) && !attribute->contains(field)) {
      return bad_value(fmt::format("The message attribute '{}' with type '{}' must use field '{}'.", name,
                                   type, binary ? "Binary" : "String"));
    }
    if (json::string_or_empty(*attribute, field).empty()) {
      return bad_value(
          fmt::format("The message attribute '{}' must contain non-empty message attribute value for message "
                      "attribute type '{}'.",
                      name, type));
    }
  }
  return std::nullopt;
}

size_t bytes_of_attributes(const json::Object& attributes) {
  size_t total = 0;
  for (const auto& [key, value] : attributes) {
    const json::Object* attribute = value.if_object();
    total += key.size();
    if (attribute == nullptr) continue;
    for (const char* member : {"DataType", "StringValue", "BinaryValue"})
      total += json::string_or_empty(*attribute, member).size();
  }
  return total;
}

}  // namespace sb::cloud::sns
