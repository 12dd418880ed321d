// SPDX-License-Identifier: Apache-2.0
#include "json/location.h"

#include <cstdint>

#include "json/unicode.h"

namespace sb::json {

namespace {

constexpr size_t kSnippetUnitsMax = 500;

// Bytes that make up the first `units` UTF-16 units; a pair that would be cut is kept whole.
size_t bytes_of_units(std::string_view text, size_t units) {
  size_t offset = 0;
  for (size_t seen = 0; offset < text.size() && seen < units;) {
    const auto lead = static_cast<uint8_t>(text[offset]);
    seen += lead >= 0xF0 ? 2 : 1;
    ++offset;
    while (offset < text.size() && (static_cast<uint8_t>(text[offset]) & 0xC0) == 0x80) ++offset;
  }
  return offset;
}

}  // namespace

Location locate(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  Location location;
  size_t line_begin = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    const bool pair = before[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (before[i] != '\n' && (before[i] != '\r' || pair)) continue;
    ++location.line;
    line_begin = i + 1;
  }
  location.column = 1 + static_cast<int>(utf16_length(before.substr(line_begin)));
  return location;
}

std::string describe(std::string_view text, Location location) {
  const size_t units = utf16_length(text);
  const bool cut = units > kSnippetUnitsMax;
  std::string out = "[Source: (String)\"";
  out += cut ? text.substr(0, bytes_of_units(text, kSnippetUnitsMax)) : text;
  out += '"';
  if (cut) out += "[truncated " + std::to_string(units - kSnippetUnitsMax) + " chars]";
  out += "; line: " + std::to_string(location.line) + ", column: " + std::to_string(location.column) + "]";
  return out;
}

}  // namespace sb::json
