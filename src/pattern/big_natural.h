// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace sb::pattern {

// A natural number of any size, with the few operations that printing a double takes (decimal.cc).
class BigNatural {
 public:
  BigNatural() = default;
  explicit BigNatural(uint64_t value);

  BigNatural& times_small(uint32_t factor);
  // × base^exponent; exponent is not negative.
  BigNatural& times_power(uint32_t base, int exponent);
  BigNatural& add(const BigNatural& other);

  // Negative, zero or positive, as this is less than, equal to or greater than `other`.
  int compare(const BigNatural& other) const;

  // Keeps the remainder of the division by `divisor` (not zero) and returns the quotient, which must be
  // small: the divisor is taken off one by one.
  int take_quotient(const BigNatural& divisor);

 private:
  void subtract(const BigNatural& smaller);

  std::vector<uint32_t> words_;  // low word first, no zero word at the end
};

}  // namespace sb::pattern
