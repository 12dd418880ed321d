// SPDX-License-Identifier: Apache-2.0
#include "net/rate_limiter.h"

#include <gtest/gtest.h>

namespace sb::net {
namespace {

// A clock that moves when somebody sleeps.
class Dream final : public base::Clock, public Sleeper {
 public:
  base::Time now() const override { return now_; }
  void sleep(base::Milliseconds duration) override { now_ += duration; }

 private:
  base::Time now_{base::Milliseconds(1000000)};
};

TEST(RateLimiter, ManyCallsTakeAsLongAsTheRateAsks) {
  Dream dream;
  RateLimiter limiter(dream, dream);
  limiter.set_rate("events", 40);
  const base::Time begin = dream.now();
  for (int i = 0; i < 400; ++i) limiter.wait("events");
  EXPECT_NEAR(static_cast<double>((dream.now() - begin).count()), 10000, 150);
}

TEST(RateLimiter, LanesDoNotHoldEachOtherUpAndAnUnknownOneIsFree) {
  Dream dream;
  RateLimiter limiter(dream, dream);
  limiter.set_rate("slow", 1);
  limiter.set_rate("fast", 1000);
  for (int i = 0; i < 5; ++i) limiter.wait("slow");
  const base::Time begin = dream.now();
  for (int i = 0; i < 50; ++i) limiter.wait("fast");
  for (int i = 0; i < 1000; ++i) limiter.wait("unknown");
  EXPECT_LE(dream.now() - begin, base::Milliseconds(60));
}

TEST(RateLimiter, ThrottlingHalvesTheRateAndSuccessBringsItBack) {
  Dream dream;
  RateLimiter limiter(dream, dream);
  limiter.set_rate("events", 40);
  limiter.note_throttled("events");
  EXPECT_DOUBLE_EQ(limiter.rate_of("events"), 20);
  for (int i = 0; i < 20; ++i) {
    dream.sleep(base::Milliseconds(1000));
    limiter.note_throttled("events");
  }
  EXPECT_DOUBLE_EQ(limiter.rate_of("events"), 1);
  for (int i = 0; i < 100; ++i) limiter.note_success("events");
  EXPECT_DOUBLE_EQ(limiter.rate_of("events"), 40);
}

TEST(RateLimiter, CallsThatAreThrottledTogetherHalveTheRateOnce) {
  Dream dream;
  RateLimiter limiter(dream, dream);
  limiter.set_rate("events", 40);
  for (int i = 0; i < 8; ++i) {
    limiter.note_throttled("events");
    dream.sleep(base::Milliseconds(50));
  }
  EXPECT_DOUBLE_EQ(limiter.rate_of("events"), 20);
}

TEST(RateLimiter, ARateBelowOneASecondIsNotRaisedByThrottling) {
  Dream dream;
  RateLimiter limiter(dream, dream);
  limiter.set_rate("events", 0.5);
  limiter.note_throttled("events");
  EXPECT_DOUBLE_EQ(limiter.rate_of("events"), 0.5);
}

TEST(RateLimiter, AnIdleLaneMaySendOnlyATenthOfASecondsCallsAtOnce) {
  Dream dream;
  RateLimiter limiter(dream, dream);
  limiter.set_rate("events", 100);
  limiter.wait("events");
  dream.sleep(base::Milliseconds(60000));
  const base::Time begin = dream.now();
  for (int i = 0; i < 111; ++i) limiter.wait("events");
  EXPECT_NEAR(static_cast<double>((dream.now() - begin).count()), 1000, 20);
}

}  // namespace
}  // namespace sb::net
