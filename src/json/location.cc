// SPDX-License-Identifier: Apache-2.0
#include "json/location.h"

#include <algorithm>
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

Location locate(std::string_view text, size_t offset) { return Locator(text).locate(offset); }

Location Locator::locate(size_t offset) {
  if (offset < passed_) *this = Locator(text_);
  for (offset = std::min(offset, text_.size()); passed_ < offset; ++passed_) {
    const char c = text_[passed_];
    const bool pair = c == '\r' && text_.substr(passed_ + 1).starts_with('\n');
    if (c == '\n' || (c == '\r' && !pair)) {
      ++location_.line;
      location_.column = 1;
    } else {
      location_.column += static_cast<int>(utf16_length(text_.substr(passed_, 1)));
    }
  }
  return location_;
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
