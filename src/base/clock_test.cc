// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <gtest/gtest.h>

namespace sb::base {
namespace {

TEST(Clock, WritesAndReadsTheThreeForms) {
  const Time time{Milliseconds(1772632800180)};
  EXPECT_EQ(format_iso_seconds(time), "2026-03-04T14:00:00Z");
  EXPECT_EQ(format_iso_milliseconds(time), "2026-03-04T14:00:00.180Z");
  EXPECT_EQ(format_basic(time), "20260304T140000Z");
  EXPECT_EQ(*parse_iso("2026-03-04T14:00:00.180Z"), time);
  EXPECT_EQ(*parse_iso("2026-03-04T14:00:00Z"), time - Milliseconds(180));
  EXPECT_EQ(*parse_basic("20260304T140000Z"), time - Milliseconds(180));
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026-03-04", "2026-13-04T14:00:00Z", "2026-03-04T14:00:00", "2026-03-04T25:00:00Z"}) {
    EXPECT_FALSE(parse_iso(text).ok()) << text;
  }
  EXPECT_FALSE(parse_basic("20260304T140000").ok());
}

}  // namespace
}  // namespace sb::base
