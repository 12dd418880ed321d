// SPDX-License-Identifier: Apache-2.0
#include "cloud/chaos/chaos.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace sb::cloud::chaos {
namespace {

TEST(ParseMeasure, ReadsEveryPartInAnyOrder) {
  const auto measure =
      parse_measure("seed=7, late=1%,latency=50ms,throttle=10%,error=2.5%,reset=1%,duplicate=3%");
  ASSERT_TRUE(measure.ok()) << measure.error().message;
  EXPECT_EQ(measure->latency, base::Milliseconds(50));
  EXPECT_DOUBLE_EQ(measure->throttle, 0.10);
  EXPECT_DOUBLE_EQ(measure->error, 0.025);
  EXPECT_DOUBLE_EQ(measure->reset, 0.01);
  EXPECT_DOUBLE_EQ(measure->duplicate, 0.03);
  EXPECT_DOUBLE_EQ(measure->late, 0.01);
  EXPECT_EQ(measure->seed, 7u);
}

TEST(ParseMeasure, SecondsAreALatencyToo) {
  EXPECT_EQ(parse_measure("latency=2s")->latency, base::Milliseconds(2000));
}

TEST(ParseMeasure, NamesThePartThatIsWrong) {
  for (const char* text :
       {"throttle=10", "throttle=101%", "throttle=-1%", "throttle=%", "latency=50", "latency=-5ms",
        "latency=61s", "seed=x", "speed=1%", "", "throttle", "error=1%%"}) {
    const auto measure = parse_measure(text);
    ASSERT_FALSE(measure.ok()) << text;
    EXPECT_NE(measure.error().message.find(std::string("'") + text + "'"), std::string::npos) << text;
  }
}

TEST(ParseMeasure, ACallCannotMeetMoreThanOneTrouble) {
  EXPECT_FALSE(parse_measure("throttle=50%,error=30%,reset=30%").ok());
}

std::vector<Trouble> draw(const char* text, size_t count) {
  Chaos chaos(*parse_measure(text));
  std::vector<Trouble> out;
  for (size_t i = 0; i < count; ++i) out.push_back(chaos.next_call());
  return out;
}

TEST(Chaos, TheSameSeedBringsTheSameTroublesAndAnotherSeedOthers) {
  EXPECT_EQ(draw("throttle=20%,error=5%,reset=5%,seed=7", 500),
            draw("throttle=20%,error=5%,reset=5%,seed=7", 500));
  EXPECT_NE(draw("throttle=20%,error=5%,reset=5%,seed=7", 500),
            draw("throttle=20%,error=5%,reset=5%,seed=8", 500));
}

TEST(Chaos, ReadsAreStaleAsOftenAsAskedAndChangeNothingElse) {
  Chaos chaos(*parse_measure("throttle=20%,stale=5%,seed=7"));
  int stale = 0;
  std::vector<Trouble> met;
  for (int i = 0; i < 10000; ++i) {
    stale += chaos.next_read_is_stale() ? 1 : 0;
    if (i < 200) met.push_back(chaos.next_call());
  }
  EXPECT_NEAR(stale, 500, 100);
  EXPECT_EQ(met, draw("throttle=20%,seed=7", 200));
}

TEST(Chaos, DeliveriesDoNotChangeWhatCallsMeet) {
  Chaos chaos(*parse_measure("throttle=20%,late=50%,duplicate=50%,seed=7"));
  std::vector<Trouble> met;
  for (size_t i = 0; i < 200; ++i) {
    chaos.next_delivery();
    met.push_back(chaos.next_call());
  }
  EXPECT_EQ(met, draw("throttle=20%,late=50%,duplicate=50%,seed=7", 200));
}

TEST(Chaos, SharesHoldAndHalfOfErrorsAndResetsComeAfterTheCallTookEffect) {
  std::map<Trouble, int> met;
  for (const Trouble trouble : draw("throttle=20%,error=10%,reset=10%,seed=3", 100000)) ++met[trouble];
  EXPECT_NEAR(met[Trouble::kThrottle], 20000, 1000);
  for (const Trouble half :
       {Trouble::kErrorBefore, Trouble::kErrorAfter, Trouble::kResetBefore, Trouble::kResetAfter}) {
    EXPECT_NEAR(met[half], 5000, 500);
  }
  EXPECT_NEAR(met[Trouble::kNone], 60000, 1500);
}

TEST(Chaos, ADeliveryIsHeldBackForAtMostFiveSecondsOrMadeTwice) {
  Chaos chaos(*parse_measure("late=30%,duplicate=10%"));
  int late = 0;
  int twice = 0;
  for (int i = 0; i < 10000; ++i) {
    const Detour detour = chaos.next_delivery();
    EXPECT_LE(detour.held_back, base::Milliseconds(5000));
    late += detour.held_back.count() > 0 ? 1 : 0;
    twice += detour.twice ? 1 : 0;
  }
  EXPECT_NEAR(late, 3000, 300);
  EXPECT_NEAR(twice, 1000, 150);
}

}  // namespace
}  // namespace sb::cloud::chaos
