// SPDX-License-Identifier: Apache-2.0
#include "reconcile/wildcard_use.h"

#include <algorithm>

#include "json/document.h"

namespace sb::reconcile {
namespace {

bool holds_wildcard(const json::Value& value) {
  if (const json::Object* object = value.if_object()) {
    return std::any_of(object->begin(), object->end(), [](const auto& member) {
      return member.key() == "wildcard" || holds_wildcard(member.value());
    });
  }
  const json::Array* list = value.if_array();
  return list != nullptr && std::any_of(list->begin(), list->end(), holds_wildcard);
}

}  // namespace

bool has_wildcard(const std::string& pattern) {
  if (pattern.find("\"wildcard\"") == std::string::npos) return false;
  const auto document = json::parse_document(pattern);
  return document.ok() && holds_wildcard(*document);
}

}  // namespace sb::reconcile
