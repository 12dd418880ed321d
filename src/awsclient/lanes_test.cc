// SPDX-License-Identifier: Apache-2.0
#include "awsclient/lanes.h"

#include <gtest/gtest.h>

#include "base/steady_clock.h"

namespace sb::awsclient {
namespace {

TEST(Lanes, AreThoseThatAwsCountsTogether) {
  EXPECT_EQ(lane_of("events", "PutRule"), "events");
  EXPECT_EQ(lane_of("events", "TestEventPattern"), "events");
  EXPECT_EQ(lane_of("sns", "CreateTopic"), "sns");
  EXPECT_EQ(lane_of("sns", "ListSubscriptionsByTopic"), "sns.list");
  EXPECT_EQ(lane_of("sns", "Subscribe"), "sns.subscribe");
  EXPECT_EQ(lane_of("sns", "TagResource"), "sns.tag");
  EXPECT_EQ(lane_of("sqs", "SetQueueAttributes"), "sqs");
  EXPECT_EQ(lane_of("lambda", "GET /2015-03-31/functions/f/policy"), "lambda");
  EXPECT_EQ(lane_of("sts", "GetCallerIdentity"), "sts");
}

TEST(Lanes, LeaveEventsAndMessagesFree) {
  EXPECT_EQ(lane_of("events", "PutEvents"), "");
  EXPECT_EQ(lane_of("sns", "Publish"), "");
  for (const char* call : {"SendMessage", "ReceiveMessage", "DeleteMessageBatch"})
    EXPECT_EQ(lane_of("sqs", call), "") << call;
  EXPECT_EQ(lane_of("oidc", "POST /token"), "");
}

double rate_in(const std::string& region, double events_per_second, const std::string& lane) {
  const base::SteadyClock clock;
  net::RealSleeper sleeper;
  net::RateLimiter limiter(clock, sleeper);
  set_lanes(limiter, region, events_per_second);
  return limiter.rate_of(lane);
}

TEST(Lanes, AreAtFourFifthsOfTheQuotasAtTheUsualPace) {
  EXPECT_DOUBLE_EQ(rate_in("us-east-1", kEventsPerSecond, "events"), 40);
  EXPECT_DOUBLE_EQ(rate_in("us-east-1", kEventsPerSecond, "sns"), 2400);
  EXPECT_DOUBLE_EQ(rate_in("eu-central-1", kEventsPerSecond, "sns"), 120);
  EXPECT_DOUBLE_EQ(rate_in("eu-south-2", kEventsPerSecond, "sns"), 24);
  EXPECT_DOUBLE_EQ(rate_in("eu-south-2", kEventsPerSecond, "sns.list"), 24);
  EXPECT_DOUBLE_EQ(rate_in("us-east-1", kEventsPerSecond, "sns.subscribe"), 80);
  EXPECT_DOUBLE_EQ(rate_in("us-east-1", kEventsPerSecond, "sns.tag"), 8);
}

TEST(Lanes, RiseAndFallTogether) {
  EXPECT_DOUBLE_EQ(rate_in("us-east-1", 10, "events"), 10);
  EXPECT_DOUBLE_EQ(rate_in("us-east-1", 10, "sns.list"), 6);
}

}  // namespace
}  // namespace sb::awsclient
