// SPDX-License-Identifier: Apache-2.0
#include "cli/option_checks.h"

#include <gtest/gtest.h>

namespace sb::cli {
namespace {

// What the check says of a value; "" where it takes it.
std::string said(const CLI::Validator& check, std::string value) { return check(value); }

TEST(OptionChecks, WholeNumbersAreToldByUnitAndRange) {
  const CLI::Validator threads = whole_number(1, 256, "threads");
  EXPECT_EQ(said(threads, "1"), "");
  EXPECT_EQ(said(threads, "256"), "");
  for (const char* bad : {"0", "257", "x", "1.5", "-1", "1 ", "99999999999999999999"})
    EXPECT_EQ(said(threads, bad),
              std::string("must be a whole number of threads from 1 to 256, not '") + bad + "'");
}

TEST(OptionChecks, DecimalNumbersAreToldByUnitAndRange) {
  const CLI::Validator rate = decimal_number(0.1, 10000, "calls a second");
  EXPECT_EQ(said(rate, "0.1"), "");
  EXPECT_EQ(said(rate, "1e2"), "");
  for (const char* bad : {"abc", "0", "10000.5", "nan", "inf", "5/s", ""})
    EXPECT_EQ(said(rate, bad),
              std::string("must be a number of calls a second from 0.1 to 10000, not '") + bad + "'");
}

TEST(OptionChecks, TimesAreToldWithExamples) {
  EXPECT_EQ(said(time_above_zero(), "90s"), "");
  EXPECT_EQ(said(time_above_zero(), "0s"), "must be a time, as 90s, 30m, 24h or 1d, not '0s'");
  EXPECT_EQ(said(time_above_zero(), "soon"), "must be a time, as 90s, 30m, 24h or 1d, not 'soon'");
}

TEST(OptionChecks, WhatAnUnsetVariableLeavesIsNoName) {
  EXPECT_EQ(said(not_empty("a folder"), "data"), "");
  EXPECT_EQ(said(not_empty("a folder"), ""), "must name a folder, not be empty");
}

}  // namespace
}  // namespace sb::cli
