// SPDX-License-Identifier: Apache-2.0
#include "genesys/rate_window.h"

#include <gtest/gtest.h>

namespace sb::genesys {
namespace {

constexpr base::Time kNow{base::Seconds(1000)};

net::Headers headers(const char* count, const char* allowed, const char* reset) {
  return {
      {"inin-ratelimit-count", count}, {"ININ-RateLimit-Allowed", allowed}, {"inin-ratelimit-reset", reset}};
}

TEST(RateWindow, HoldsNobodyWhileCallsAreLeft) {
  RateWindow window;
  window.note(headers("299", "300", "40"), kNow);
  EXPECT_EQ(window.wait(kNow).count(), 0);
}

TEST(RateWindow, HoldsUntilTheWindowEndsOnceTheCountIsUsedUp) {
  RateWindow window;
  window.note(headers("300", "300", "40"), kNow);
  EXPECT_EQ(window.wait(kNow).count(), 40000);
  EXPECT_EQ(window.wait(kNow + base::Seconds(39)).count(), 1000);
  EXPECT_EQ(window.wait(kNow + base::Seconds(41)).count(), 0);
}

TEST(RateWindow, NeverHoldsForMuchLongerThanAWindowIsAndReadsOnlyNumbers) {
  RateWindow window;
  window.note(headers("x", "300", "40"), kNow);
  window.note({}, kNow);
  EXPECT_EQ(window.wait(kNow).count(), 0);
  window.note(headers("300", "300", "86400"), kNow);
  EXPECT_EQ(window.wait(kNow).count(), 65000);
}

}  // namespace
}  // namespace sb::genesys
