// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/schedule.h"

#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

TEST(Schedule, TakesRatesOfMinutesHoursAndDays) {
  for (const char* text : {"rate(1 minute)", "rate(5 minutes)", "rate(1 hour)", "rate(12 hours)",
                           "rate(1 day)", "rate(365 days)"}) {
    EXPECT_TRUE(is_schedule(text)) << text;
  }
}

TEST(Schedule, RefusesTheRatesThatAreRecordedAsRefused) {
  for (const char* text :
       {"rate(10 seconds)", "rate(1 year)", "rate(1 minutes)", "rate(10 minute)", "rate(0 minutes)",
        "rate(-10 minutes)", "RATE(1 minute)", "rate(1 MINUTE)", "rate( 1 minute)", "rate(1  minute)",
        " rate(1 minute)", "rate(1 minute", "rate(minute)", "rate()", ""}) {
    EXPECT_FALSE(is_schedule(text)) << text;
  }
}

TEST(Schedule, TakesCronWithOneOfTheTwoDaysOpen) {
  for (const char* text : {"cron(0 12 * * ? *)", "cron(15 10 ? * 6L 2026-2030)", "cron(0/10 * ? * MON-FRI *)",
                           "cron(0 18 ? * MON,WED *)", "cron(0 8 1W * ? *)", "cron(0 8 L * ? *)",
                           "cron(5 8-17/2 ? JAN-jun 2#3 *)"}) {
    EXPECT_TRUE(is_schedule(text)) << text;
  }
}

TEST(Schedule, RefusesCronThatCannotBe) {
  for (const char* text :
       {"cron(0 12 * * *)", "cron(0 12 * * * *)", "cron(0 12 ? * ? *)", "cron(60 12 * * ? *)",
        "cron(0 24 * * ? *)", "cron(0 12 32 * ? *)", "cron(0 12 * 13 ? *)", "cron(0 12 ? * 8 *)",
        "cron(0 12 * * ? 1969)", "cron(0/0 12 * * ? *)", "cron(L 12 * * ? *)", "cron(0 12 ? * MON#6 *)",
        "cron(a b c d e f)", "cron()"}) {
    EXPECT_FALSE(is_schedule(text)) << text;
  }
}

}  // namespace
}  // namespace sb::cloud::eventbridge
