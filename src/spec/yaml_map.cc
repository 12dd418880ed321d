// SPDX-License-Identifier: Apache-2.0
#include "spec/yaml_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "base/text.h"
#include "json/document.h"

namespace sb::spec {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A number in JSON's own grammar.
bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t mark = text.find_first_of(".eE");
  const std::string_view whole = text.substr(0, mark);
  if (!all_digits(whole) || (whole.size() > 1 && whole[0] == '0')) return false;
  if (mark == std::string_view::npos) return true;
  std::string_view rest = text.substr(mark);
  if (rest[0] == '.') {
    rest.remove_prefix(1);
    const size_t exponent = rest.find_first_of("eE");
    if (!all_digits(rest.substr(0, exponent))) return false;
    if (exponent == std::string_view::npos) return true;
    rest = rest.substr(exponent);
  }
  rest.remove_prefix(1);
  if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
  return all_digits(rest);
}

// A number of YAML's that JSON writes otherwise (".5", "5."), as JSON has it; nullopt for none.
std::optional<std::string> respelled_number(const std::string& text) {
  std::string out = text.starts_with('+') ? text.substr(1) : text;
  const size_t begin = out.starts_with('-') ? 1 : 0;
  const size_t point = out.find('.', begin);
  if (point == std::string::npos) return std::nullopt;
  if (point == begin && point + 1 < out.size()) {
    out.insert(begin, "0");
  } else if (point > begin) {
    out.insert(point + 1, "0");
  }
  return is_json_number(out) ? std::optional(out) : std::nullopt;
}

// 012, which is 12 to YAML 1.2, 10 to YAML 1.1, and often meant as text.
bool begins_with_zero(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && all_digits(text);
}

// The JSON text of a plain (unquoted) scalar by the YAML 1.2 core schema; nullopt for a string.
std::optional<std::string> core_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return "null";
  if (text == "true" || text == "True" || text == "TRUE") return "true";
  if (text == "false" || text == "False" || text == "FALSE") return "false";
  if (is_json_number(text)) return text;
  if (text.starts_with('+') && is_json_number(text.substr(1))) return text.substr(1);
  if (auto number = respelled_number(text)) return number;
  const bool hexadecimal = text.starts_with("0x");
  if ((hexadecimal || text.starts_with("0o")) && text.size() > 2) {
    char* end = nullptr;
    const unsigned long long value = std::strtoull(text.c_str() + 2, &end, hexadecimal ? 16 : 8);
    if (*end == '\0') return fmt::format("{}", value);
  }
  return std::nullopt;
}

// .nan and .inf, which YAML knows and JSON does not.
bool is_beyond_json(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  const std::string lower = base::to_lower(text);
  return lower == ".nan" || lower == ".inf";
}

std::string quote(const std::string& text) { return json::to_text(json::Value(text)); }

}  // namespace

base::SourcePosition position_of(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {1, 1};  // an empty file
  return {mark.line + 1, mark.column + 1};
}

std::vector<YAML::Node> as_list(const YAML::Node& node) {
  if (!node.IsSequence()) return {node};
  std::vector<YAML::Node> out;
  for (const auto& item : node) out.push_back(item);
  return out;
}

std::string Context::fill_in(const YAML::Node& scalar) const {
  const std::string& text = scalar.Scalar();
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "$${") == 0) {
      out += "${";
      i += 3;
      continue;
    }
    const size_t end = text.compare(i, 2, "${") == 0 ? text.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      out += text[i++];
      continue;
    }
    const std::string inside = text.substr(i + 2, end - i - 2);
    const size_t mark = inside.find(":-");
    const std::string name = inside.substr(0, mark);
    const auto value = environment(name);
    if (value && !base::is_utf8(*value)) {
      diagnostics.error("SB0109", position_of(scalar),
                        fmt::format("the value of the environment variable {} is not UTF-8", name));
      unset.note(position_of(scalar));
      out += name;
    } else if (value && !(value->empty() && mark != std::string::npos)) {
      out += *value;
    } else if (mark != std::string::npos) {
      out += inside.substr(mark + 2);
    } else {
      diagnostics.error("SB0110", position_of(scalar),
                        fmt::format("the environment variable {} is not set", name),
                        fmt::format("export {}=…, or give a default: ${{{}:-value}}", name, name));
      unset.note(position_of(scalar));
      out += name;
    }
    i = end + 1;
  }
  return out;
}

bool Context::refuse_merge_key(const YAML::Node& key) const {
  if (!key.IsScalar() || key.Scalar() != "<<" || key.Tag() != "?") return false;
  diagnostics.error("SB0104", position_of(key), "merge keys (<<) are no part of YAML 1.2 and are not read",
                    "write the keys of the other map out here");
  return true;
}

void Context::refuse_keys_twice(const YAML::Node& map, const std::string& what) const {
  std::set<std::string> seen;
  for (const auto& pair : map) {
    if (seen.insert(pair.first.Scalar()).second) continue;
    diagnostics.error("SB0105", position_of(pair.first),
                      fmt::format("{} has the key '{}' twice", what, pair.first.Scalar()),
                      "keep one of them");
  }
}

Fragment Context::to_fragment(const YAML::Node& node) const {
  Fragment out;
  out.position = position_of(node);
  if (node.IsMap()) {
    out.kind = Fragment::Kind::kObject;
    refuse_keys_twice(node, "this map");
    for (const auto& pair : node) {
      if (!refuse_merge_key(pair.first))
        out.members.push_back({pair.first.Scalar(), to_fragment(pair.second)});
    }
  } else if (node.IsSequence()) {
    out.kind = Fragment::Kind::kArray;
    for (const auto& item : node) out.items.push_back(to_fragment(item));
  } else if (node.IsNull()) {
    out.scalar = "null";
  } else {
    const std::string filled = fill_in(node);
    const bool plain = node.Tag() == "?" && filled == node.Scalar();
    if (plain && is_beyond_json(filled)) {
      diagnostics.error("SB0142", out.position, fmt::format("JSON has no number {}", filled),
                        "quote it if it is text");
    }
    if (plain && begins_with_zero(filled)) {
      diagnostics.error("SB0142", out.position, fmt::format("{} is a number that begins with a zero", filled),
                        "quote it if it is text; a number has no zeros before it");
    }
    const auto typed = plain ? core_scalar(filled) : std::nullopt;
    out.scalar = typed ? *typed : quote(filled);
  }
  return out;
}

YamlMap::YamlMap(const YAML::Node& node, std::string what, const Context& context)
    : node_(node), what_(std::move(what)), context_(context), position_(position_of(node)) {
  if (!node.IsMap()) {
    context.diagnostics.error("SB0102", position_, fmt::format("{} must be a map of keys and values", what_));
    return;
  }
  valid_ = true;
  context.refuse_keys_twice(node, what_);
}

std::optional<YAML::Node> YamlMap::find(std::string_view key) {
  asked_.emplace_back(key);
  if (!valid_) return std::nullopt;
  for (const auto& pair : node_) {
    if (pair.first.Scalar() != key) continue;
    if (pair.second.IsNull()) return std::nullopt;
    if (pair.second.IsScalar() && pair.second.Scalar().empty()) return std::nullopt;
    return pair.second;
  }
  return std::nullopt;
}

bool YamlMap::has(std::string_view key) const {
  const std::vector<std::string> all = keys();
  return std::find(all.begin(), all.end(), key) != all.end();
}

std::string YamlMap::text(std::string_view key) {
  const auto node = find(key);
  if (!node) return "";
  if (!node->IsScalar()) {
    context_.diagnostics.error("SB0102", position_of(*node),
                               fmt::format("'{}' of {} must be a single value", key, what_));
    return "";
  }
  const size_t before = context_.unset.count();
  std::string value = context_.fill_in(*node);
  if (context_.unset.count() > before) context_.unset.note(position_);
  return value;
}

std::string YamlMap::choice(std::string_view key, const std::vector<std::string>& allowed) {
  std::string value = text(key);
  if (value.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  context_.diagnostics.error("SB0106", position_of(*find(key)),
                             fmt::format("'{}' of {} cannot be '{}'", key, what_, value),
                             fmt::format("one of: {}", base::join(allowed, ", ")));
  return "";
}

base::SourcePosition YamlMap::position_of_key(std::string_view key) const {
  for (const auto& pair : node_) {
    if (pair.first.Scalar() == key) return position_of(pair.first);
  }
  return position_;
}

base::SourcePosition YamlMap::position_of_value(std::string_view key) {
  const auto node = find(key);
  return node ? position_of(*node) : position_;
}

std::optional<int64_t> YamlMap::integer(std::string_view key, int64_t least, int64_t most) {
  const std::string value = text(key);
  if (value.empty()) return std::nullopt;
  const auto number = base::parse_int(value);
  if (number && *number >= least && *number <= most) return number;
  context_.diagnostics.error("SB0106", position_of(*find(key)),
                             fmt::format("'{}' of {} must be a whole number from {} to {}, not '{}'", key,
                                         what_, least, most, value));
  return std::nullopt;
}

std::optional<bool> YamlMap::boolean(std::string_view key) {
  const std::string value = choice(key, {"true", "false", "True", "False", "TRUE", "FALSE"});
  if (value.empty()) return std::nullopt;
  return base::to_lower(value) == "true";
}

std::optional<base::Seconds> YamlMap::duration(std::string_view key, base::Seconds least,
                                               base::Seconds most) {
  const std::string value = text(key);
  if (value.empty()) return std::nullopt;
  const auto time = base::parse_duration(value);
  if (time && *time >= least && *time <= most) return time;
  context_.diagnostics.error("SB0106", position_of(*find(key)),
                             fmt::format("'{}' of {} must be a time from {}s to {}s, not '{}'", key, what_,
                                         least.count(), most.count(), value),
                             "write 90s, 30m, 24h or 1d");
  return std::nullopt;
}

std::vector<std::string> YamlMap::keys() const {
  std::vector<std::string> out;
  if (!valid_) return out;
  for (const auto& pair : node_) {
    if (std::find(out.begin(), out.end(), pair.first.Scalar()) == out.end())
      out.push_back(pair.first.Scalar());
  }
  return out;
}

void YamlMap::finish() {
  if (!valid_) return;
  for (const auto& pair : node_) {
    const std::string& key = pair.first.Scalar();
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    if (context_.refuse_merge_key(pair.first)) continue;
    std::sort(asked_.begin(), asked_.end());
    asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
    const auto near = base::suggest(key, asked_);
    context_.diagnostics.error("SB0104", position_of(pair.first),
                               fmt::format("{} has no key '{}'", what_, key),
                               near ? fmt::format("did you mean '{}'?", *near)
                                    : fmt::format("it may have: {}", base::join(asked_, ", ")));
  }
}

}  // namespace sb::spec
