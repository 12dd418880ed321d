// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "json/unicode.h"

namespace sb::cloud::service {
namespace {

using Kind = Type::Kind;

size_t length_bound(int64_t bound) { return static_cast<size_t>(std::max<int64_t>(bound, 0)); }

void check_text(const json::Object& input, const Member& member, const std::string& path, Constraints& out) {
  if (!member.type.values.empty()) {
    out.one_of(input, member.name, {member.type.values.begin(), member.type.values.end()}, path, member.need);
  } else {
    out.text(input, member.name, member.type.rule == nullptr ? TextRule{} : *member.type.rule, member.need,
             path);
  }
}

bool fits(std::string_view key, const TextRule& rule) {
  const size_t length = json::utf16_length(key);
  return length >= rule.length_min && (rule.length_max == 0 || length <= rule.length_max) &&
         (rule.matches == nullptr || rule.matches(key));
}

std::string key_constraint(const TextRule& rule) {
  std::vector<std::string> parts;
  if (rule.length_max != 0)
    parts.push_back(fmt::format("Member must have length less than or equal to {}", rule.length_max));
  parts.push_back(fmt::format("Member must have length greater than or equal to {}", rule.length_min));
  if (rule.regex != nullptr)
    parts.push_back(fmt::format("Member must satisfy regular expression pattern: {}", rule.regex));
  return fmt::format("Map keys must satisfy constraint: [{}]", base::join(parts, ", "));
}

void check_list(const json::Array& items, const Type& type, const std::string& where, Constraints& out) {
  for (size_t i = 0; i < items.size() && !out.is_full(); ++i) {
    const Member element{"member", *type.element, Need::kRequired};
    check({{"member", items[i]}}, element, fmt::format("{}.{}.", where, i + 1), out);
  }
}

void check_map(const json::Object& entries, const Type& type, const std::string& where, Constraints& out) {
  if (entries.size() > length_bound(type.most)) {
    out.find(json::to_text(entries), where,
             fmt::format("Member must have length less than or equal to {}", type.most));
  }
  for (const auto& [key, value] : entries) {
    if (out.is_full()) return;
    if (type.key_rule != nullptr && !fits(key, *type.key_rule))
      out.find(json::to_text(entries), where, key_constraint(*type.key_rule));
    const Member element{"member", *type.element, Need::kRequired};
    check({{"member", value}}, element, fmt::format("{}.{}.", where, std::string_view(key)), out);
  }
}

void check_inside(const json::Value& value, const Type& type, const std::string& where, Constraints& out) {
  if (type.kind == Kind::kStructure && value.is_object())
    check(value.get_object(), *type.shape, where + ".", out);
  if (type.kind == Kind::kList && value.is_array()) check_list(value.get_array(), type, where, out);
  if (type.kind == Kind::kMap && value.is_object()) check_map(value.get_object(), type, where, out);
}

json::Value kept(const json::Object& parent, std::string_view name, const Type& type);

json::Value kept_list(const json::Array& items, const Type& type) {
  json::Array out;
  for (const json::Value& item : items) out.push_back(kept({{"member", item}}, "member", *type.element));
  return out;
}

json::Value kept_map(const json::Object& entries, const Type& type) {
  json::Object out;
  for (const auto& [key, value] : entries) out[key] = kept(entries, key, *type.element);
  return out;
}

json::Value kept(const json::Object& parent, std::string_view name, const Type& type) {
  const json::Value& value = parent.at(name);
  if (type.kind == Kind::kInteger) return json::find_int(parent, name).value_or(0);
  if (type.kind == Kind::kBoolean) return json::find_bool(parent, name).value_or(false);
  if (type.kind == Kind::kStructure && value.is_object()) return kept(value.get_object(), *type.shape);
  if (type.kind == Kind::kList && value.is_array()) return kept_list(value.get_array(), type);
  if (type.kind == Kind::kMap && value.is_object()) return kept_map(value.get_object(), type);
  return value;
}

}  // namespace

void check(const json::Object& input, const Member& member, const std::string& path, Constraints& out) {
  switch (member.type.kind) {
    case Kind::kText:
      return check_text(input, member, path, out);
    case Kind::kInteger:
      out.number(input, member.name, member.type.least, member.type.most, path, member.need);
      return;
    case Kind::kBoolean:
      out.boolean(input, member.name, path, member.need);
      return;
    case Kind::kStructure:
    case Kind::kMap:
      out.object(input, member.name, member.type.kind == Kind::kMap ? "Map" : "Structure", path, member.need);
      break;
    case Kind::kList: {
      const json::Array* items = json::find_array(input, member.name);
      out.list(input, member.name, length_bound(member.type.least), length_bound(member.type.most),
               items == nullptr ? "" : json::to_text(*items), member.need, path);
      break;
    }
  }
  if (const json::Value* value = input.if_contains(member.name))
    check_inside(*value, member.type, path + lower_camel(member.name), out);
}

void check(const json::Object& object, const Shape& shape, const std::string& path, Constraints& out) {
  for (const Member& member : shape.members) check(object, member, path, out);
}

json::Object kept(const json::Object& object, const Shape& shape) {
  json::Object out;
  for (const auto& [name, value] : object) {
    const auto member =
        std::find_if(shape.members.begin(), shape.members.end(),
                     [&, &key = name](const Member& m) { return std::string_view(key) == m.name; });
    if (member != shape.members.end() && !value.is_null()) out[name] = kept(object, name, member->type);
  }
  return out;
}

}  // namespace sb::cloud::service
