// SPDX-License-Identifier: Apache-2.0
#include "pattern/decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "pattern/big_natural.h"

namespace sb::pattern {

namespace {

constexpr int kMantissaBits = 52;
constexpr int kExponentBias = 1023;
constexpr int kExactBinaryExponentMax = 62;
constexpr int kExactBinaryExponentMin = -21;
constexpr size_t kExponentDigitsMax = 10;
constexpr int64_t kExponentMost = 2000000000;  // far beyond any double, and leaves room for the digits

// A positive double as Java's conversion sees it: `fraction` has its top bit at 52, the value is
// fraction × 2^(binary_exponent - 52), and `significant_bits` is 53, or less for a subnormal.
struct Parts {
  uint64_t fraction = 0;
  int binary_exponent = 0;
  int significant_bits = 0;
};

Parts split(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  Parts parts;
  parts.fraction = bits & ((uint64_t{1} << kMantissaBits) - 1);
  const auto exponent = static_cast<int>(bits >> kMantissaBits);
  if (exponent != 0) {
    parts.fraction |= uint64_t{1} << kMantissaBits;
    parts.significant_bits = kMantissaBits + 1;
    parts.binary_exponent = exponent - kExponentBias;
    return parts;
  }
  const int shift = std::countl_zero(parts.fraction) - (63 - kMantissaBits);
  parts.significant_bits = kMantissaBits + 1 - shift;
  parts.fraction <<= shift;
  parts.binary_exponent = 1 - shift - kExponentBias;
  return parts;
}

Decimal make_decimal(std::string digits, int exponent) {
  const size_t first = std::min(digits.find_first_not_of('0'), digits.size());
  const size_t last = digits.find_last_not_of('0');
  if (last == std::string::npos) return {};
  return {digits.substr(first, last + 1 - first), exponent - static_cast<int>(first)};
}

// Bits of 5^n; 0 for n = 0. Above 26 Java counts three a factor.
int bits_of_power_of_five(int n) {
  if (n == 0) return 0;
  if (n > 26) return 3 * n;
  return static_cast<int>(std::floor(n * std::log2(5.0))) + 1;
}

// An integer below 2^63. Beyond 2^57 the digits that a double cannot carry are rounded away.
Decimal integer_to_decimal(const Parts& parts) {
  uint64_t value = parts.binary_exponent >= kMantissaBits
                       ? parts.fraction << (parts.binary_exponent - kMantissaBits)
                       : parts.fraction >> (kMantissaBits - parts.binary_exponent);
  const int spare_bits = parts.binary_exponent - parts.significant_bits - 1;
  const int dropped = spare_bits >= 7 ? 2 : spare_bits >= 4 ? 1 : 0;
  const uint64_t power = dropped == 2 ? 100 : dropped == 1 ? 10 : 1;
  const uint64_t rest = value % power;
  value /= power;
  if (dropped > 0 && rest >= power / 2) ++value;
  std::string digits = std::to_string(value);
  const int exponent = static_cast<int>(digits.size()) + dropped;
  return make_decimal(std::move(digits), exponent);
}

// The decimal exponent of the first digit, or one more.
int estimate_decimal_exponent(const Parts& parts) {
  const uint64_t mantissa = parts.fraction & ((uint64_t{1} << kMantissaBits) - 1);
  const auto one_to_two = std::bit_cast<double>((uint64_t{kExponentBias} << kMantissaBits) | mantissa);
  return static_cast<int>(
      std::floor((one_to_two - 1.5) * 0.289529654 + 0.176091259 + parts.binary_exponent * 0.301029995663981));
}

// Which of its three arithmetics Java takes: 32 bits, 64 bits, or as many as are needed.
enum class Arithmetic { kInt, kLong, kBig };

Arithmetic arithmetic_for(int bits) {
  return bits < 32 ? Arithmetic::kInt : bits < 64 ? Arithmetic::kLong : Arithmetic::kBig;
}

// value = numerator / denominator × 10^exponent, and half the gap to the next double = half_gap /
// denominator.
struct Scaled {
  BigNatural numerator;
  BigNatural denominator;
  BigNatural half_gap;
  Arithmetic arithmetic = Arithmetic::kBig;
};

Scaled scale(const Parts& parts, int exponent) {
  const int tail_zeros = std::countr_zero(parts.fraction);
  const int fraction_bits = kMantissaBits + 1 - tail_zeros;
  const int tiny_bits = std::max(0, fraction_bits - parts.binary_exponent - 1);
  const int up_fives = std::max(0, -exponent);
  const int down_fives = std::max(0, exponent);
  int up_twos = up_fives + tiny_bits + parts.binary_exponent;
  int down_twos = down_fives + tiny_bits;
  int gap_twos = up_twos - parts.significant_bits;
  up_twos -= fraction_bits - 1;
  const int common = std::min(up_twos, down_twos);
  up_twos -= common;
  down_twos -= common;
  gap_twos -= common;
  if (fraction_bits == 1) --gap_twos;
  if (gap_twos < 0) {
    up_twos -= gap_twos;
    down_twos -= gap_twos;
    gap_twos = 0;
  }
  Scaled scaled;
  scaled.arithmetic = arithmetic_for(std::max(fraction_bits + up_twos + bits_of_power_of_five(up_fives),
                                              down_twos + 1 + bits_of_power_of_five(down_fives + 1)));
  scaled.numerator =
      BigNatural(parts.fraction >> tail_zeros).times_power(5, up_fives).times_power(2, up_twos);
  scaled.denominator = BigNatural(1).times_power(5, down_fives).times_power(2, down_twos);
  scaled.half_gap = BigNatural(1).times_power(5, up_fives).times_power(2, gap_twos);
  return scaled;
}

void round_up(std::string& digits, int& exponent) {
  size_t i = digits.size();
  while (i > 0 && digits[i - 1] == '9') digits[--i] = '0';
  if (i > 0) {
    ++digits[i - 1];
    return;
  }
  digits.insert(digits.begin(), '1');
  ++exponent;
}

// Digits one by one, until what is left is nearer to a digit's end than the next double is.
class DigitGenerator {
 public:
  DigitGenerator(Scaled scaled) : scaled_(std::move(scaled)), ten_(scaled_.denominator) {
    ten_.times_small(10);
  }

  char next() {
    const int digit = scaled_.numerator.take_quotient(scaled_.denominator);
    scaled_.numerator.times_small(10);
    scaled_.half_gap.times_small(10);
    low_ = scaled_.numerator.compare(scaled_.half_gap) < 0;
    BigNatural above = scaled_.numerator;
    above.add(scaled_.half_gap);
    high_ = exceeds_ten(above);
    return static_cast<char>('0' + digit);
  }

  bool low() const { return low_; }
  bool high() const { return high_; }

  // Whether the last digit goes up by one.
  bool rounds_up(char last_digit) const {
    if (!high_ || !low_) return high_;
    BigNatural twice = scaled_.numerator;
    twice.times_small(2);
    const int side = twice.compare(ten_);
    return side > 0 || (side == 0 && (last_digit - '0') % 2 == 1);
  }

 private:
  bool wraps(const BigNatural& number) const {
    const int bits = scaled_.arithmetic == Arithmetic::kInt ? 31 : 63;
    return scaled_.arithmetic != Arithmetic::kBig && number.compare(BigNatural(uint64_t{1} << bits)) >= 0;
  }

  // Java counts equality in its big arithmetic only. In the others a sum that wraps around to a negative
  // number is taken for small; a gap that does is noticed.
  bool exceeds_ten(const BigNatural& sum) const {
    const int side = sum.compare(ten_);
    if (scaled_.arithmetic == Arithmetic::kBig) return side >= 0;
    return side > 0 && (!wraps(sum) || wraps(scaled_.half_gap));
  }

  Scaled scaled_;
  BigNatural ten_;
  bool low_ = false;
  bool high_ = false;
};

// As Java reads it: a sign and leading zeros do not count as digits, and the value fits into 32 bits.
std::optional<int> parse_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.size() > kExponentDigitsMax) return std::nullopt;
  int64_t value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  if (value > std::numeric_limits<int>::max()) return std::nullopt;
  value = std::min(value, kExponentMost);
  return static_cast<int>(negative ? -value : value);
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view spelling) {
  if (spelling.starts_with('-')) spelling.remove_prefix(1);
  const size_t e = spelling.find_first_of("eE");
  const std::string_view mantissa = spelling.substr(0, e);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  std::string digits(mantissa.substr(0, point));
  if (point < mantissa.size()) digits += mantissa.substr(point + 1);
  int exponent = 0;
  if (e != std::string_view::npos) {
    const auto power = parse_exponent(spelling.substr(e + 1));
    if (!power) return std::nullopt;
    exponent = *power;
  }
  return make_decimal(std::move(digits), static_cast<int>(point) + exponent);
}

Decimal double_to_decimal(double value) {
  if (value == 0) return {};
  const Parts parts = split(value);
  const int fraction_bits = kMantissaBits + 1 - std::countr_zero(parts.fraction);
  const bool integer = fraction_bits <= parts.binary_exponent + 1;
  if (integer && parts.binary_exponent <= kExactBinaryExponentMax &&
      parts.binary_exponent >= kExactBinaryExponentMin) {
    return integer_to_decimal(parts);
  }
  int exponent = estimate_decimal_exponent(parts);
  DigitGenerator generator(scale(parts, exponent));
  std::string digits(1, generator.next());
  bool done = generator.low() || generator.high();
  if (digits[0] == '0' && !generator.high()) {
    digits.clear();
    --exponent;
  }
  if (exponent < -3 || exponent >= 8) done = false;
  while (!done) {
    digits.push_back(generator.next());
    done = generator.low() || generator.high();
  }
  if (generator.rounds_up(digits.back())) round_up(digits, exponent);
  return make_decimal(std::move(digits), exponent + 1);
}

}  // namespace sb::pattern
