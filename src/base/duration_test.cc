// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(ParseDuration, ReadsSecondsMinutesHoursAndDays) {
  EXPECT_EQ(parse_duration("45"), Seconds(45));
  EXPECT_EQ(parse_duration("90s"), Seconds(90));
  EXPECT_EQ(parse_duration("30m"), Seconds(1800));
  EXPECT_EQ(parse_duration("24h"), Seconds(86400));
  EXPECT_EQ(parse_duration("1d"), Seconds(86400));
  EXPECT_EQ(parse_duration("0"), Seconds(0));
}

TEST(ParseDuration, RefusesWhatIsNoTime) {
  for (const char* text : {"", "s", "-1", "1.5s", "ten", "1w", "1hs", "36526d", "9223372036854775807d"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

}  // namespace
}  // namespace sb::base
