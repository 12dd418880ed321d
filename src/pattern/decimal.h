// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sb::pattern {

// A non-negative decimal number, 0.d1d2d3… × 10^exponent, with neither leading nor trailing zeros among its
// digits. Zero has no digits and exponent 0. Two are equal exactly if the numbers are.
struct Decimal {
  std::string digits;
  int exponent = 0;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// The size of a JSON number, sign aside. nullopt when the exponent as it is written is beyond 2147483647,
// either way.
std::optional<Decimal> parse_decimal(std::string_view spelling);

// The decimal that java.lang.Double.toString prints for `value`, which must be finite and not negative, in
// the form it had before Java 19: the recorded answers show it (1E23 and 2E23 are not
// comparable, 5.6843418860808015E-14 is). It is mostly the shortest decimal that reads back as `value`; it
// differs where Java
//   - asks for two digits of numbers below 1e-3 or from 1e7 on, before it looks whether one would do,
//   - uses the smaller, lower gap on both sides of a power of two,
//   - prints integers from 2^57 to 2^63 by dropping at most two digits.
Decimal double_to_decimal(double value);

}  // namespace sb::pattern
