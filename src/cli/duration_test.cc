// SPDX-License-Identifier: Apache-2.0
#include "cli/duration.h"

#include <gtest/gtest.h>

namespace sb::cli {
namespace {

TEST(ParseDuration, ReadsSecondsMinutesHoursAndDays) {
  EXPECT_EQ(parse_duration("45"), base::Seconds(45));
  EXPECT_EQ(parse_duration("90s"), base::Seconds(90));
  EXPECT_EQ(parse_duration("30m"), base::Seconds(1800));
  EXPECT_EQ(parse_duration("24h"), base::Seconds(86400));
  EXPECT_EQ(parse_duration("1d"), base::Seconds(86400));
}

TEST(ParseDuration, RefusesWhatIsNoTime) {
  for (const char* text : {"", "s", "0", "0s", "-1", "1.5s", "ten", "1w", "367d", "9223372036854775807d"})
    EXPECT_FALSE(parse_duration(text)) << text;
  EXPECT_EQ(check_duration("1h"), "");
  EXPECT_NE(check_duration("soon"), "");
}

}  // namespace
}  // namespace sb::cli
