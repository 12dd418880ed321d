// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/constraints.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "json/unicode.h"

namespace sb::cloud::service {
namespace {

// A request that is wrong a million times over must not cost a hundred times its own size.
constexpr size_t kFindingsMax = 100;
constexpr size_t kFindingsBytesMax = 1024 * 1024;

const char* kind_of(const json::Value& value) {
  switch (value.kind()) {
    case boost::json::kind::object:
      return "START_OBJECT";
    case boost::json::kind::array:
      return "START_ARRAY";
    case boost::json::kind::string:
      return "STRING_VALUE";
    case boost::json::kind::null:
      return "NULL_VALUE";
    case boost::json::kind::bool_:
      return value.get_bool() ? "TRUE_VALUE" : "FALSE_VALUE";
    default:
      return "NUMBER_VALUE";
  }
}

}  // namespace

Fault unreadable(const json::Value& value, const char* wanted) {
  return {"SerializationException", fmt::format("{} can not be converted to {}", kind_of(value), wanted), 400,
          "", ""};
}

std::string lower_camel(std::string_view name) {
  std::string out(name);
  if (!out.empty()) out[0] = base::to_lower(out.substr(0, 1))[0];
  return out;
}

void Constraints::find(const std::optional<std::string>& value, const std::string& path,
                       const std::string& constraint) {
  if (is_full()) return;
  findings_.push_back(fmt::format("Value {} at '{}' failed to satisfy constraint: {}",
                                  value ? "'" + *value + "'" : "null", path, constraint));
  findings_bytes_ += findings_.back().size();
}

bool Constraints::is_full() const {
  return findings_.size() >= kFindingsMax || findings_bytes_ >= kFindingsBytesMax;
}

void Constraints::check_text(std::string_view value, const std::string& path, const TextRule& rule) {
  const std::string shown(value);
  if (rule.matches != nullptr && !rule.matches(value))
    find(shown, path, fmt::format("Member must satisfy regular expression pattern: {}", rule.regex));
  const size_t length = json::utf16_length(value);
  if (rule.length_max != 0 && length > rule.length_max)
    find(shown, path, fmt::format("Member must have length less than or equal to {}", rule.length_max));
  if (length < rule.length_min)
    find(shown, path, fmt::format("Member must have length greater than or equal to {}", rule.length_min));
}

const json::Value* Constraints::find_member(const json::Object& input, const char* key,
                                            const std::string& path, Need need) {
  const json::Value* value = input.if_contains(key);
  if (value != nullptr && !value->is_null()) return value;
  if (need == Need::kRequired) find(std::nullopt, path + lower_camel(key), "Member must not be null");
  return nullptr;
}

Constraints& Constraints::text(const json::Object& input, const char* key, const TextRule& rule, Need need,
                               const std::string& path) {
  const json::Value* value = find_member(input, key, path, need);
  if (value == nullptr) return *this;
  if (!value->is_string()) {
    if (!unreadable_) unreadable_ = unreadable(*value, "String");
  } else {
    check_text(json::view(value->get_string()), path + lower_camel(key), rule);
  }
  return *this;
}

Constraints& Constraints::one_of(const json::Object& input, const char* key,
                                 const std::vector<std::string>& values, const std::string& path, Need need) {
  text(input, key, {}, need, path);
  const auto value = json::find_string(input, key);
  if (value && std::find(values.begin(), values.end(), *value) == values.end()) {
    find(std::string(*value), path + lower_camel(key),
         fmt::format("Member must satisfy enum value set: [{}]", base::join(values, ", ")));
  }
  return *this;
}

Constraints& Constraints::number(const json::Object& input, const char* key, int64_t least, int64_t most,
                                 const std::string& path, Need need) {
  const json::Value* value = find_member(input, key, path, need);
  if (value == nullptr) return *this;
  const auto found = json::find_int(input, key);
  if (!found) {
    if (!unreadable_) unreadable_ = unreadable(*value, "Integer");
    return *this;
  }
  const std::string where = path + lower_camel(key);
  if (*found > most)
    find(fmt::format("{}", *found), where,
         fmt::format("Member must have value less than or equal to {}", most));
  if (*found < least)
    find(fmt::format("{}", *found), where,
         fmt::format("Member must have value greater than or equal to {}", least));
  return *this;
}

Constraints& Constraints::boolean(const json::Object& input, const char* key, const std::string& path,
                                  Need need) {
  const json::Value* value = find_member(input, key, path, need);
  if (value != nullptr && !json::find_bool(input, key) && !unreadable_)
    unreadable_ = unreadable(*value, "Boolean");
  return *this;
}

Constraints& Constraints::object(const json::Object& input, const char* key, const char* kind,
                                 const std::string& path, Need need) {
  const json::Value* value = find_member(input, key, path, need);
  if (value != nullptr && !value->is_object() && !unreadable_) unreadable_ = unreadable(*value, kind);
  return *this;
}

Constraints& Constraints::list(const json::Object& input, const char* key, size_t least, size_t most,
                               const std::string& shown, Need need, const std::string& path) {
  const json::Value* value = find_member(input, key, path, need);
  if (value == nullptr) return *this;
  const std::string where = path + lower_camel(key);
  const json::Array* items = value->if_array();
  if (items == nullptr) {
    if (!unreadable_) unreadable_ = unreadable(*value, "List");
    return *this;
  }
  if (items->size() > most)
    find(shown, where, fmt::format("Member must have length less than or equal to {}", most));
  if (items->size() < least)
    find("[]", where, fmt::format("Member must have length greater than or equal to {}", least));
  return *this;
}

Constraints& Constraints::structure(const json::Value& value) {
  if (!value.is_object() && !unreadable_) unreadable_ = unreadable(value, "Structure");
  return *this;
}

std::optional<Fault> Constraints::fault() const {
  if (unreadable_) return unreadable_;
  if (findings_.empty()) return std::nullopt;
  return Fault{"ValidationException",
               fmt::format("{} validation error{} detected: {}", findings_.size(),
                           findings_.size() == 1 ? "" : "s", base::join(findings_, "; ")),
               400, "", ""};
}

}  // namespace sb::cloud::service
