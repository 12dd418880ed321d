// SPDX-License-Identifier: Apache-2.0
#include "pattern/numeric.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>

#include "pattern/decimal.h"

namespace sb::pattern {

namespace {

// Every decimal with this many digits and this size is what Java prints for its double.
constexpr size_t kPlainDigitsMax = 15;
constexpr int kPlainExponentMin = -2;
constexpr int kPlainExponentMax = 15;

bool is_plain(const Decimal& decimal) {
  return decimal.digits.size() <= kPlainDigitsMax && decimal.exponent >= kPlainExponentMin &&
         decimal.exponent <= kPlainExponentMax;
}

// A number of few digits without an exponent, as most are: comparable without further ado. Digits and scale
// are doubles exactly, so their quotient is the one nearest to the number.
std::optional<double> short_number(std::string_view spelling) {
  constexpr int64_t kDigitsEnd = 1'000'000'000'000'000;
  const bool negative = spelling.starts_with('-');
  if (negative) spelling.remove_prefix(1);
  if (spelling.size() > kPlainDigitsMax + 1) return std::nullopt;
  int64_t digits = 0;
  int64_t scale = 0;  // 0 before the point
  for (const char c : spelling) {
    if (c >= '0' && c <= '9') {
      digits = digits * 10 + (c - '0');
      scale *= 10;
    } else if (c == '.' && scale == 0) {
      scale = 1;
    } else {
      return std::nullopt;
    }
  }
  if (digits >= kDigitsEnd) return std::nullopt;
  const auto value = static_cast<double>(negative ? -digits : digits);
  if (scale == 0) return value;
  const bool plain = digits == 0 || digits * 1000 >= scale;  // from 0.001 on
  return plain ? std::optional(value / static_cast<double>(scale)) : std::nullopt;
}

}  // namespace

std::optional<double> comparable_value(std::string_view spelling) {
  if (const auto value = short_number(spelling)) return value;
  const std::optional<Decimal> decimal = parse_decimal(spelling);
  if (!decimal) return std::nullopt;
  if (decimal->digits.empty()) return 0.0;
  double value = 0;
  const auto [end, error] = std::from_chars(spelling.data(), spelling.data() + spelling.size(), value);
  if (error != std::errc{} || !std::isfinite(value) || value == 0) return std::nullopt;
  if (!is_plain(*decimal) && double_to_decimal(std::fabs(value)) != *decimal) return std::nullopt;
  return value;
}

Number make_number(std::string_view spelling) { return {std::string(spelling), comparable_value(spelling)}; }

bool equal_numbers(const Number& a, const Number& b) {
  if (a.comparable && b.comparable) return *a.comparable == *b.comparable;
  return a.spelling == b.spelling;
}

}  // namespace sb::pattern
