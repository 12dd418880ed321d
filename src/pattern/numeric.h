// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sb::pattern {

// A JSON number: its spelling, and its value if it is comparable.
struct Number {
  std::string spelling;
  std::optional<double> comparable;
};

// The value of a JSON number if that number is comparable: if its decimal value is exactly the decimal that
// java.lang.Double.toString prints for the nearest double. nullopt otherwise: 9007199254740993,
// 0.10000000000000000001, 1e309, but also 2E23 and 5e-324, see double_to_decimal (decimal.h). -0.0 is 0.
// `spelling` must be a JSON number. Source: the answers in tests/cases/patterns/observed.jsonl.
std::optional<double> comparable_value(std::string_view spelling);

Number make_number(std::string_view spelling);

// The rule for a plain number in a pattern: by value when both are comparable, else the same spelling.
bool equal_numbers(const Number& a, const Number& b);

}  // namespace sb::pattern
