// SPDX-License-Identifier: Apache-2.0
#include "json/unicode.h"

#include <cstdint>

namespace sb::json {

namespace {

constexpr char32_t kCodePointMax = 0x10FFFF;

bool is_surrogate(char32_t code_point) { return code_point >= 0xD800 && code_point <= 0xDFFF; }

// Bytes after the lead byte; -1 for a byte that cannot lead.
int trail_count(uint8_t lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return -1;
}

char32_t lead_bits(uint8_t lead, int trails) {
  if (trails == 0) return lead;
  return lead & (0x3F >> trails);
}

char32_t smallest_of_length(int trails) {
  constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  return kSmallest[trails];
}

// The UTF-16 units of the code point at the front of `text`, as one number that orders like them.
uint32_t utf16_rank(std::string_view text, size_t offset) {
  const char32_t code_point = decode_code_point(text, offset, Surrogates::kAccept);
  if (code_point < 0x10000) return static_cast<uint32_t>(code_point) << 16;
  const uint32_t above = static_cast<uint32_t>(code_point) - 0x10000;
  return ((0xD800 + (above >> 10)) << 16) | (0xDC00 + (above & 0x3FF));
}

}  // namespace

void append_code_point(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

char32_t decode_code_point(std::string_view text, size_t& offset, Surrogates surrogates) {
  const size_t start = offset++;
  const auto lead = static_cast<uint8_t>(text[start]);
  const int trails = trail_count(lead);
  if (trails < 0 || text.size() - start <= static_cast<size_t>(trails)) return kInvalidCodePoint;
  char32_t code_point = lead_bits(lead, trails);
  for (int i = 1; i <= trails; ++i) {
    const auto byte = static_cast<uint8_t>(text[start + i]);
    if ((byte & 0xC0) != 0x80) return kInvalidCodePoint;
    code_point = (code_point << 6) | (byte & 0x3F);
  }
  if (code_point < smallest_of_length(trails) || code_point > kCodePointMax) return kInvalidCodePoint;
  if (surrogates == Surrogates::kRefuse && is_surrogate(code_point)) return kInvalidCodePoint;
  offset = start + 1 + trails;
  return code_point;
}

size_t utf16_length(std::string_view text) {
  size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if ((byte & 0xC0) != 0x80) ++units;
    if (byte >= 0xF0) ++units;
  }
  return units;
}

bool less_utf16(std::string_view a, std::string_view b) {
  size_t same = 0;
  while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
  if (same == b.size()) return false;
  if (same == a.size()) return true;
  while (same > 0 && (static_cast<uint8_t>(a[same]) & 0xC0) == 0x80) --same;
  return utf16_rank(a, same) < utf16_rank(b, same);
}

}  // namespace sb::json
