// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/rate_limit.h"

#include <gtest/gtest.h>

namespace sb::cloud::genesys {
namespace {

constexpr base::Time kStart{base::Milliseconds(5000000)};

TEST(RateLimit, IsExceededByTheFirstCallOverTheLimit) {
  RateLimit limit(2);
  EXPECT_FALSE(limit.take("a", kStart).exceeded());
  EXPECT_FALSE(limit.take("a", kStart).exceeded());
  const auto third = limit.take("a", kStart);
  EXPECT_TRUE(third.exceeded());
  EXPECT_EQ(third.count, 3);
  EXPECT_EQ(third.allowed, 2);
}

TEST(RateLimit, CountsEachCallerByItself) {
  RateLimit limit(1);
  limit.take("a", kStart);
  EXPECT_EQ(limit.take("b", kStart).count, 1);
}

TEST(RateLimit, BeginsAgainAMinuteAfterTheFirstCall) {
  RateLimit limit(1);
  EXPECT_EQ(limit.take("a", kStart).reset_seconds, 60);
  EXPECT_EQ(limit.take("a", kStart + base::Milliseconds(59001)).reset_seconds, 1);
  const auto later = limit.take("a", kStart + base::Seconds(60));
  EXPECT_EQ(later.count, 1);
  EXPECT_EQ(later.reset_seconds, 60);
}

TEST(RateLimit, RemembersACallerAmongManyAsLongAsItsWindowLasts) {
  RateLimit limit(1);
  limit.take("a", kStart + base::Seconds(30));
  for (int i = 0; i < 5000; ++i) limit.take(std::to_string(i), kStart);
  EXPECT_EQ(limit.take("a", kStart + base::Seconds(61)).count, 2);
}

}  // namespace
}  // namespace sb::cloud::genesys
