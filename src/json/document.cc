// SPDX-License-Identifier: Apache-2.0
#include "json/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/text.h"
#include "json/unicode.h"

namespace sb::json {
namespace {

constexpr double kIntEnd = 9223372036854775808.0;  // 2^63

void write_pretty(const Value& value, int indent, std::string& out) {
  const std::string pad(static_cast<size_t>(indent + 1) * 2, ' ');
  const std::string close(static_cast<size_t>(indent) * 2, ' ');
  if (const Object* object = value.if_object(); object != nullptr && !object->empty()) {
    out += "{\n";
    for (auto it = object->begin(); it != object->end(); ++it) {
      out += pad + to_text(Value(it->key())) + ": ";
      write_pretty(it->value(), indent + 1, out);
      out += it + 1 == object->end() ? "\n" : ",\n";
    }
    out += close + "}";
  } else if (const Array* array = value.if_array(); array != nullptr && !array->empty()) {
    out += "[\n";
    for (auto it = array->begin(); it != array->end(); ++it) {
      out += pad;
      write_pretty(*it, indent + 1, out);
      out += it + 1 == array->end() ? "\n" : ",\n";
    }
    out += close + "]";
  } else {
    out += to_text(value);
  }
}

// The text with lone surrogates, which stand in strings only, as escapes.
std::string with_escapes(std::string text) {
  constexpr char kLead = '\xED';
  if (text.find(kLead) == std::string::npos) return text;
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t code_point = decode_code_point(text, at, Surrogates::kAccept);
    if (code_point >= 0xD800 && code_point <= 0xDFFF) {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(code_point));
    } else {
      out.append(text, begin, at - begin);
    }
  }
  return out;
}

}  // namespace

base::Result<Value> parse_document(std::string_view text, size_t depth_max) {
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::json::error_code error;
  Value value = boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return base::Error{"", fmt::format("not valid JSON: {}", error.message()), ""};
  return value;
}

std::string to_text(const Value& value) { return with_escapes(boost::json::serialize(value)); }
std::string to_text(const Object& object) { return with_escapes(boost::json::serialize(object)); }

void append_quoted(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (!plain) {
    out += to_text(Value(boost::json::string_view(text.data(), text.size())));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

std::string to_pretty_text(const Value& value) {
  std::string out;
  write_pretty(value, 0, out);
  return out;
}

std::optional<std::string_view> find_string(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return view(value->get_string());
}

std::optional<int64_t> find_int(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  if (value == nullptr) return std::nullopt;
  if (const int64_t* number = value->if_int64()) return *number;
  if (value->is_string()) return base::parse_int(view(value->get_string()));
  const double* number = value->if_double();
  if (number == nullptr || *number < -kIntEnd || *number >= kIntEnd || *number != std::trunc(*number))
    return std::nullopt;
  return static_cast<int64_t>(*number);
}

std::optional<bool> find_bool(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  if (value == nullptr) return std::nullopt;
  if (const bool* flag = value->if_bool()) return *flag;
  if (!value->is_string()) return std::nullopt;
  const std::string word = base::to_lower(view(value->get_string()));
  if (word == "true") return true;
  if (word == "false") return false;
  return std::nullopt;
}

const Object* find_object(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

const Array* find_array(const Object& object, std::string_view key) {
  const Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

std::string string_or_empty(const Object& object, std::string_view key) {
  return std::string(find_string(object, key).value_or(""));
}

std::map<std::string, std::string> string_map(const Object& object, std::string_view key) {
  std::map<std::string, std::string> out;
  const Object* members = find_object(object, key);
  if (members == nullptr) return out;
  for (const auto& [name, value] : *members) {
    if (value.is_string()) out[std::string(name)] = to_std(value.get_string());
  }
  return out;
}

Object to_object(const std::map<std::string, std::string>& map) {
  Object out;
  for (const auto& [key, value] : map) out[key] = value;
  return out;
}

}  // namespace sb::json
