// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// The inside of single JSON values, for readers that find the values' ends by other means. Pure: any thread.
namespace sb::json {

// The length of the JSON number that `text` begins with; 0 when it begins with none.
size_t number_length(std::string_view text);

// True where `c` may stand behind a number or a literal.
inline bool ends_scalar(char c) {
  return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Whether every escape between a string's quotes is one that JSON has.
bool has_good_escapes(std::string_view raw);

// Appends what the characters between a string's quotes stand for to `out`, lone surrogates as in unicode.h.
// False, with `out` of no use, when an escape is malformed.
bool unescape(std::string_view raw, std::string& out);

}  // namespace sb::json
