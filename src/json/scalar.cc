// SPDX-License-Identifier: Apache-2.0
#include "json/scalar.h"

#include <cstring>
#include <optional>

#include "json/unicode.h"

namespace sb::json {

namespace {

constexpr size_t kHexDigits = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t count_digits(std::string_view text, size_t from) {
  size_t end = from;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - from;
}

// What a one-letter escape stands for; 0 for none.
char plain_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

std::optional<char32_t> read_hex4(std::string_view text) {
  if (text.size() < kHexDigits) return std::nullopt;
  char32_t unit = 0;
  for (const char c : text.substr(0, kHexDigits)) {
    const char lower = static_cast<char>(c | 0x20);
    const bool letter = lower >= 'a' && lower <= 'f';
    if (!letter && !is_digit(c)) return std::nullopt;
    unit = unit * 16 + static_cast<char32_t>(letter ? lower - 'a' + 10 : c - '0');
  }
  return unit;
}

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// The escape that `raw` begins with, behind its backslash: takes it off and appends its meaning where `out`
// is given.
bool take_escape(std::string_view& raw, std::string* out) {
  if (raw.empty()) return false;
  const char letter = raw.front();
  raw.remove_prefix(1);
  if (letter != 'u') {
    const char meaning = plain_escape(letter);
    if (meaning != '\0' && out != nullptr) out->push_back(meaning);
    return meaning != '\0';
  }
  const auto unit = read_hex4(raw);
  if (!unit) return false;
  raw.remove_prefix(kHexDigits);
  char32_t code_point = *unit;
  if (is_high_surrogate(code_point) && raw.starts_with("\\u")) {
    const auto low = read_hex4(raw.substr(2));
    if (low && is_low_surrogate(*low)) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (*low - 0xDC00);
      raw.remove_prefix(2 + kHexDigits);
    }
  }
  if (out != nullptr) append_code_point(*out, code_point);
  return true;
}

bool walk(std::string_view raw, std::string* out) {
  while (!raw.empty()) {
    const void* found = std::memchr(raw.data(), '\\', raw.size());
    const size_t run = found == nullptr ? raw.size() : static_cast<const char*>(found) - raw.data();
    if (out != nullptr) out->append(raw.data(), run);
    if (found == nullptr) return true;
    raw.remove_prefix(run + 1);
    if (!take_escape(raw, out)) return false;
  }
  return true;
}

}  // namespace

size_t number_length(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const size_t whole = count_digits(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return 0;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = count_digits(text, at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t exponent = count_digits(text, at);
    if (exponent == 0) return 0;
    at += exponent;
  }
  return at;
}

bool has_good_escapes(std::string_view raw) { return walk(raw, nullptr); }

bool unescape(std::string_view raw, std::string& out) { return walk(raw, &out); }

}  // namespace sb::json
