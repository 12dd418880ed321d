// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sb::base {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr char kHint[] = "save the file as UTF-8";

// By its byte order mark, or by the NUL beside its first character.
bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         (text.size() >= 2 && (text[0] == '\0') != (text[1] == '\0'));
}

SourcePosition position_of(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  const size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(at - line_begin) + 1};
}

}  // namespace

std::optional<BadEncoding> find_bad_encoding(std::string_view text) {
  if (is_utf16(text)) return BadEncoding{{1, 1}, "the file is UTF-16", kHint};
  const size_t at = std::min(utf8_length(text), text.find('\0'));
  if (at >= text.size()) return std::nullopt;
  return BadEncoding{position_of(text, at),
                     fmt::format("the byte 0x{:02X} is not UTF-8 text", static_cast<unsigned char>(text[at])),
                     kHint};
}

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

}  // namespace sb::base
