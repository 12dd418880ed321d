// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/deduplication.h"

#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

const base::Time kStart{base::Milliseconds(1000000)};

TEST(DeduplicationWindow, IsOpenForFiveMinutesFromTheFirstSend) {
  HeldBytes held;
  DeduplicationWindow window(held);
  window.remember("id", {"message", 7, kStart, false});
  const auto* first = window.find("id", kStart + kDeduplicationInterval - base::Milliseconds(1));
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->message_id, "message");
  EXPECT_EQ(first->sequence, 7u);
  EXPECT_EQ(window.find("id", kStart + kDeduplicationInterval), nullptr);
  EXPECT_EQ(window.find("other", kStart), nullptr);
}

TEST(DeduplicationWindow, ForgetsByAgeAndTellsWhatWasSaved) {
  HeldBytes held;
  DeduplicationWindow window(held);
  window.remember("a", {"1", 1, kStart, true});
  window.remember("b", {"2", 2, kStart + base::Seconds(1), false});
  window.remember("c", {"3", 3, kStart + base::Seconds(9), true});
  EXPECT_EQ(window.next_expiry(), kStart + kDeduplicationInterval);
  EXPECT_EQ(window.expire(kStart + kDeduplicationInterval + base::Seconds(1), 9),
            std::vector<std::string>{"a"});
  EXPECT_EQ(window.next_expiry(), kStart + kDeduplicationInterval + base::Seconds(9));
  EXPECT_GT(held.total, 0u);
  DeduplicationWindow taken = window.take_all();
  EXPECT_FALSE(window.next_expiry());
  EXPECT_TRUE(window.empty());
  EXPECT_EQ(taken.expire(base::Time::max(), 9), std::vector<std::string>{"c"});
  EXPECT_EQ(held.total, 0u);
}

TEST(DeduplicationWindow, ForgetsNoMoreThanItIsToldAtATimeOldestFirst) {
  HeldBytes held;
  DeduplicationWindow window(held);
  for (int i = 0; i < 5; ++i) window.remember(std::to_string(i), {"m", 1, kStart + base::Seconds(i), true});
  EXPECT_EQ(window.expire(base::Time::max(), 2), (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(window.expire(base::Time::max(), 9).size(), 3u);
}

TEST(DeduplicationWindow, TellsWhenAnOlderOneHasARowThatMeansNothingAnyMore) {
  HeldBytes held;
  DeduplicationWindow window(held);
  EXPECT_FALSE(window.remember("id", {"1", 1, kStart, false}));
  EXPECT_FALSE(window.remember("id", {"2", 2, kStart + base::Seconds(400), true}));
  EXPECT_TRUE(window.has_row("id"));
  EXPECT_TRUE(window.remember("id", {"3", 3, kStart + base::Seconds(800), false}));
  EXPECT_FALSE(window.has_row("id"));
}

}  // namespace
}  // namespace sb::cloud::sqs
