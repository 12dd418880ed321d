// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// The inside of single JSON values, for readers that find the values' ends by other means. Pure: any thread.
namespace sb::json {

// The length of the JSON number that `text` begins with; 0 when it begins with none.
size_t number_length(std::string_view text);

// Whether text[begin, end), `end` > `begin`, is a literal or a number that is short and has no exponent: a
// yes is sure, a no is not. Without a loop, and all but without branches.
bool is_common_scalar(std::string_view text, size_t begin, size_t end);

// True where `c` may stand behind a number or a literal.
inline bool ends_scalar(char c) {
  return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Whether every escape between a string's quotes is one that JSON has.
bool has_good_escapes(std::string_view raw);

// Appends what the characters between a string's quotes stand for to `out`, lone surrogates as in unicode.h.
// False, with `out` of no use, when an escape is malformed.
bool unescape(std::string_view raw, std::string& out);

namespace scalar_detail {

inline uint64_t load8(const char* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

constexpr uint64_t spelled(std::string_view text) {
  uint64_t word = 0;
  for (size_t i = 0; i < text.size(); ++i) word |= uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  return word;
}

inline constexpr uint64_t kOnes = 0x0101010101010101;

// The high bit of every byte that is no digit.
inline uint64_t non_digits(uint64_t word) {
  const uint64_t values = word ^ (kOnes * '0');
  return (((values & (kOnes * 0x7F)) + kOnes * (0x80 - 10)) | values) & (kOnes * 0x80);
}

}  // namespace scalar_detail

inline bool is_common_scalar(std::string_view text, size_t begin, size_t end) {
  using namespace scalar_detail;
  if constexpr (std::endian::native != std::endian::little) return false;
  const bool negative = text[begin] == '-';
  begin += negative ? 1 : 0;
  const size_t size = end - begin;
  const char* const first = text.data() + begin;
  if (size == 1) return *first >= '0' && *first <= '9';
  if (size - 1 >= 2 * sizeof(uint64_t) || text.size() - begin < sizeof(uint64_t)) return false;
  const uint64_t word = load8(first);
  if (size > sizeof word) {
    return *first != '0' && (non_digits(word) | non_digits(load8(first + size - sizeof word))) == 0;
  }
  const uint64_t used = ~uint64_t{0} >> (8 * (sizeof word - size));
  const uint64_t odd = non_digits(word) & used;
  if (odd == 0) return *first != '0';
  const auto point = static_cast<size_t>(std::countr_zero(odd)) / 8;
  if (first[point] == '.') {
    return (odd & (odd - 1)) == 0 && point > 0 && point + 1 < size && (*first != '0' || point == 1);
  }
  const uint64_t letters = word & used;
  return !negative && ((size == 4 && (letters == spelled("true") || letters == spelled("null"))) ||
                       (size == 5 && letters == spelled("false")));
}

}  // namespace sb::json
