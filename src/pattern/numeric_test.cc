// SPDX-License-Identifier: Apache-2.0
#include "pattern/numeric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "pattern/decimal.h"

namespace sb::pattern {
namespace {

TEST(ParseDecimal, SeesThroughSpellings) {
  EXPECT_EQ(parse_decimal("300"), parse_decimal("3.0e2"));
  EXPECT_EQ(parse_decimal("-0.0030"), parse_decimal("3E-3"));
  EXPECT_EQ(parse_decimal("0.00e5"), Decimal{});
  EXPECT_NE(parse_decimal("30"), parse_decimal("3"));
  EXPECT_EQ(parse_decimal("12.50e-3"), (Decimal{"125", -1}));
  EXPECT_EQ(parse_decimal("1e99999999999"), std::nullopt);
  EXPECT_EQ(parse_decimal("1e+0000000005"), parse_decimal("1e5"));
  EXPECT_EQ(parse_decimal("1E-00000000000000000005"), parse_decimal("1e-5"));
  EXPECT_EQ(parse_decimal("1e9999999999"), std::nullopt);
}

struct Printed {
  double value;
  std::string_view decimal;
};

// As Double.toString prints them on Java 17.
TEST(DoubleToDecimal, PrintsAsJavaDid) {
  constexpr Printed kPrinted[] = {{1, "1.0"},
                                  {0.1, "0.1"},
                                  {300, "300.0"},
                                  {2e-3, "0.002"},
                                  {1e22, "1.0E22"},
                                  {1e23, "9.999999999999999E22"},
                                  {2e23, "1.9999999999999998E23"},
                                  {8.41e21, "8.409999999999999E21"},
                                  {5e-324, "4.9E-324"},
                                  {5.684341886080802e-14, "5.6843418860808015E-14"},
                                  {1152921504606846976.0, "1.15292150460684698E18"},
                                  {9007199254740993.0, "9.007199254740992E15"},
                                  {1.7976931348623157e308, "1.7976931348623157E308"},
                                  {2.2250738585072014e-308, "2.2250738585072014E-308"},
                                  {2.6558848246938396e25, "2.6558848246938396E25"},
                                  {0.0025728651781283356, "0.0025728651781283356"}};
  for (const Printed& printed : kPrinted) {
    EXPECT_EQ(double_to_decimal(printed.value), parse_decimal(printed.decimal)) << printed.decimal;
  }
}

TEST(DoubleToDecimal, ReadsBackAsTheSameDouble) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const double value =
        std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 200) - 150);
    if (value == 0) continue;
    const Decimal decimal = double_to_decimal(value);
    EXPECT_EQ(std::stod("0." + decimal.digits + "e" + std::to_string(decimal.exponent)), value);
  }
}

TEST(ComparableValue, NeedsTheDecimalOfTheDouble) {
  for (const char* spelling :
       {"0", "-0.0", "0e99", "5", "300.0", "3.0e2", "0.1", "1e308", "4.9e-324", "2.0E-3",
        "123456789012345680", "5.6843418860808015E-14", "9007199254740994"}) {
    EXPECT_TRUE(comparable_value(spelling)) << spelling;
  }
  for (const char* spelling :
       {"9007199254740993", "0.10000000000000000001", "3.14159265358979323846", "1e309", "1e-400", "5e-324",
        "2E23", "1E23", "123456789012345678", "5.684341886080802E-14"}) {
    EXPECT_FALSE(comparable_value(spelling)) << spelling;
  }
}

TEST(ComparableValue, PlainNumbersTakeTheShortWayWithTheSameAnswer) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 20000; ++i) {
    const uint64_t digits = random() % 1000000000000000;
    const int point = static_cast<int>(random() % 16);
    std::string spelling = std::to_string(digits);
    if (point < static_cast<int>(spelling.size()) && point > 0) spelling.insert(point, ".");
    if (i % 4 == 0) spelling = "0." + std::string(random() % 3, '0') + std::to_string(digits % 1000000);
    const double value = std::stod(spelling);
    if (value == 0) continue;
    ASSERT_EQ(comparable_value(spelling), value);
    ASSERT_EQ(double_to_decimal(value), parse_decimal(spelling)) << spelling;
  }
}

TEST(EqualNumbers, GoesByValueOrElseBySpelling) {
  const auto equal = [](const char* a, const char* b) {
    return equal_numbers(make_number(a), make_number(b));
  };
  EXPECT_TRUE(equal("300", "3.0e2"));
  EXPECT_TRUE(equal("0", "-0.0"));
  EXPECT_TRUE(equal("1e309", "1e309"));
  EXPECT_FALSE(equal("1e309", "1E309"));
  EXPECT_FALSE(equal("9007199254740993", "9007199254740992"));
}

}  // namespace
}  // namespace sb::pattern
