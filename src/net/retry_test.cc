// SPDX-License-Identifier: Apache-2.0
#include "net/retry.h"

#include <gtest/gtest.h>

namespace sb::net {
namespace {

constexpr RetryPolicy kPolicy{8, 4, base::Milliseconds{200}, base::Milliseconds{1000}};

TEST(RetryWait, GrowsExponentiallyUnderFullJitter) {
  const auto most = [] { return 0.999999; };
  const auto none = [] { return 0.0; };
  EXPECT_EQ(retry_wait(kPolicy, 1, std::nullopt, most).count(), 199);
  EXPECT_EQ(retry_wait(kPolicy, 2, std::nullopt, most).count(), 399);
  EXPECT_EQ(retry_wait(kPolicy, 7, std::nullopt, most).count(), 999);
  EXPECT_EQ(retry_wait(kPolicy, 60, std::nullopt, most).count(), 999);
  EXPECT_EQ(retry_wait(kPolicy, 7, std::nullopt, none).count(), 0);
}

TEST(RetryWait, BeginsHigherForWhoWasThrottled) {
  const auto most = [] { return 0.999999; };
  RetryPolicy policy = kPolicy;
  policy.first_wait_throttled = base::Milliseconds{500};
  EXPECT_EQ(retry_wait(policy, 1, std::nullopt, most, RetryCause::kThrottled).count(), 499);
  EXPECT_EQ(retry_wait(policy, 2, std::nullopt, most, RetryCause::kThrottled).count(), 999);
  EXPECT_EQ(retry_wait(policy, 1, std::nullopt, most).count(), 199);
}

TEST(RetryWait, IsWhatTheServerAskedForUpToTheLimit) {
  const auto most = [] { return 0.9; };
  EXPECT_EQ(retry_wait(kPolicy, 1, base::Milliseconds(700), most).count(), 700);
  EXPECT_EQ(retry_wait(kPolicy, 1, base::Milliseconds(70000), most).count(), 1000);
}

}  // namespace
}  // namespace sb::net
