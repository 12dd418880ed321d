// SPDX-License-Identifier: Apache-2.0
#include "pattern/big_natural.h"

#include <algorithm>
#include <cstddef>

namespace sb::pattern {

BigNatural::BigNatural(uint64_t value) {
  for (; value != 0; value >>= 32) words_.push_back(static_cast<uint32_t>(value));
}

BigNatural& BigNatural::times_small(uint32_t factor) {
  uint64_t carry = 0;
  for (uint32_t& word : words_) {
    carry += uint64_t{word} * factor;
    word = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) words_.push_back(static_cast<uint32_t>(carry));
  return *this;
}

BigNatural& BigNatural::times_power(uint32_t base, int exponent) {
  for (; exponent >= 8; exponent -= 8) {
    uint32_t eight = base * base;
    eight *= eight;
    eight *= eight;
    times_small(eight);
  }
  for (; exponent > 0; --exponent) times_small(base);
  return *this;
}

BigNatural& BigNatural::add(const BigNatural& other) {
  words_.resize(std::max(words_.size(), other.words_.size()));
  uint64_t carry = 0;
  for (size_t i = 0; i < words_.size(); ++i) {
    carry += words_[i];
    if (i < other.words_.size()) carry += other.words_[i];
    words_[i] = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) words_.push_back(static_cast<uint32_t>(carry));
  return *this;
}

int BigNatural::compare(const BigNatural& other) const {
  if (words_.size() != other.words_.size()) return words_.size() < other.words_.size() ? -1 : 1;
  for (size_t i = words_.size(); i-- > 0;) {
    if (words_[i] != other.words_[i]) return words_[i] < other.words_[i] ? -1 : 1;
  }
  return 0;
}

int BigNatural::take_quotient(const BigNatural& divisor) {
  int quotient = 0;
  while (compare(divisor) >= 0) {
    subtract(divisor);
    ++quotient;
  }
  return quotient;
}

void BigNatural::subtract(const BigNatural& smaller) {
  int64_t borrow = 0;
  for (size_t i = 0; i < words_.size(); ++i) {
    const int64_t other = i < smaller.words_.size() ? smaller.words_[i] : 0;
    int64_t difference = int64_t{words_[i]} - other - borrow;
    borrow = difference < 0 ? 1 : 0;
    if (difference < 0) difference += int64_t{1} << 32;
    words_[i] = static_cast<uint32_t>(difference);
  }
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
}

}  // namespace sb::pattern
