// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

// JSON documents: API bodies, policies, output. Boost.JSON does the work; numbers become 64-bit integers or
// doubles here. Events and patterns, where a number's spelling matters, are read by json/reader.h.
namespace sb::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;
using String = boost::json::string;

// Deepest nesting that parse_document accepts unless told otherwise.
inline constexpr size_t kDocumentDepthMax = 1000;

// One JSON value and nothing after it. Error: the parser's reason, also for nesting deeper than `depth_max`.
base::Result<Value> parse_document(std::string_view text, size_t depth_max = kDocumentDepthMax);
// The same, faster for objects of some kilobytes. A thread that has called it keeps up to 16 MB to read with.
base::Result<Value> parse_message(std::string_view text, size_t depth_max = kDocumentDepthMax);

// Compact, keys in the order of the value. Lone surrogates (unicode.h) become escapes.
std::string to_text(const Value& value);
std::string to_text(const Object& object);
// Appends `text`, which is UTF-8 without surrogates, as a JSON string.
void append_quoted(std::string& out, std::string_view text);
// Indented by two spaces, ending without a newline.
std::string to_pretty_text(const Value& value);

// Members by key; nullopt/nullptr when absent or of another type. Integers are also read from decimal
// strings (AWS Query parameters are all strings), booleans from "true"/"false".
std::optional<std::string_view> find_string(const Object& object, std::string_view key);
std::optional<int64_t> find_int(const Object& object, std::string_view key);
std::optional<bool> find_bool(const Object& object, std::string_view key);
const Object* find_object(const Object& object, std::string_view key);
const Array* find_array(const Object& object, std::string_view key);
// As find_string, "" when absent.
std::string string_or_empty(const Object& object, std::string_view key);

// The string members of the object at `key`; empty when it is absent. And the way back.
std::map<std::string, std::string> string_map(const Object& object, std::string_view key);
Object to_object(const std::map<std::string, std::string>& map);

inline std::string to_std(const String& text) { return {text.data(), text.size()}; }
inline std::string_view view(const String& text) { return {text.data(), text.size()}; }

}  // namespace sb::json
