// SPDX-License-Identifier: Apache-2.0
#include "reconcile/holders.h"

#include <gtest/gtest.h>

namespace sb::reconcile {
namespace {

const Holders kBoth{{"a", Holding::kMade}, {"b-2", Holding::kUsed}};

TEST(Holders, AreReadBackAsWritten) {
  EXPECT_EQ(write_holders("", kBoth), "[switchboard:a=made,b-2=used]");
  EXPECT_EQ(read_holders("[switchboard:a=made,b-2=used]"), kBoth);
  EXPECT_EQ(write_holders("kept [switchboard:a=made]", kBoth), "kept [switchboard:a=made,b-2=used]");
}

TEST(Holders, LeaveTheWordsOfOthersAsTheyAre) {
  const std::string notes = "owned by [telephony], ask first";
  EXPECT_TRUE(read_holders(notes).empty());
  EXPECT_EQ(write_holders(write_holders(notes, kBoth), {}), notes);
}

TEST(Holders, FindTheMarkAlsoWhenSomebodyWroteBehindIt) {
  EXPECT_EQ(read_holders("x [switchboard:a=made,b-2=used] checked on Monday"), kBoth);
  EXPECT_EQ(write_holders("x [switchboard:a=made] y", {}), "x  y");
}

TEST(Holders, ABrokenMarkIsNone) {
  for (const char* text :
       {"", "[switchboard:", "[switchboard:]", "[switchboard:a]", "[switchboard:s/route#id]"})
    EXPECT_TRUE(read_holders(text).empty()) << text;
}

TEST(Holders, WhatAStackMadePassesOnWhenItLeaves) {
  EXPECT_EQ(without(kBoth, "a"), (Holders{{"b-2", Holding::kMade}}));
  EXPECT_EQ(without(kBoth, "b-2"), (Holders{{"a", Holding::kMade}}));
  EXPECT_EQ(without(kBoth, "c"), kBoth);
  EXPECT_TRUE(without({{"a", Holding::kMade}}, "a").empty());
}

TEST(Holders, AloneIsWhoMadeItAndHasItForItself) {
  EXPECT_FALSE(is_made_for(kBoth, "a"));
  EXPECT_TRUE(is_made_for({{"a", Holding::kMade}}, "a"));
  EXPECT_FALSE(is_made_for({{"a", Holding::kUsed}}, "a"));
  EXPECT_FALSE(is_made_for({{"b", Holding::kMade}}, "a"));
}

}  // namespace
}  // namespace sb::reconcile
