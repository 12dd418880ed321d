// SPDX-License-Identifier: Apache-2.0
#include "cloud/chaos/detour_sink.h"

#include <gtest/gtest.h>

#include <vector>

namespace sb::cloud::chaos {
namespace {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1000000)); }
};

// Keeps what came and answers nothing.
class SlowSink final : public delivery::Sink {
 public:
  void deliver(const delivery::Delivery& delivery, delivery::Attempted) override {
    under_way.push_back(&delivery);
  }
  std::vector<const delivery::Delivery*> under_way;
};

class DetourSinkTest : public testing::Test {
 protected:
  DetourSinkTest() : clock_(fixed_), timeline_(loop_, clock_) {}
  // Lets the cloud's time pass and what is due happen.
  void pass(base::Milliseconds duration) {
    timeline_.move_clock(clock_.offset() + duration);
    const auto end = loop_.call_after(base::Milliseconds(1), [this] { loop_.stop(); });
    loop_.run();
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  service::Timeline timeline_;
  SlowSink inner_;
};

TEST_F(DetourSinkTest, ALateDeliveryIsTheOneThatWasGivenWhichLastsUntilItIsDone) {
  Chaos chaos(*parse_measure("late=100%"));
  DetourSink sink(chaos, timeline_, inner_);
  const delivery::Delivery delivery;
  sink.deliver(delivery, [](const delivery::Attempt&) {});
  EXPECT_TRUE(inner_.under_way.empty());
  pass(base::Milliseconds(5000));
  EXPECT_EQ(inner_.under_way, std::vector<const delivery::Delivery*>{&delivery});
}

TEST_F(DetourSinkTest, WhatIsForgottenWhileItIsHeldBackIsReportedAndNotMade) {
  Chaos chaos(*parse_measure("late=100%"));
  DetourSink sink(chaos, timeline_, inner_);
  const delivery::Delivery delivery;
  std::vector<delivery::Verdict> told;
  for (int i = 0; i < 3; ++i)
    sink.deliver(delivery, [&](const delivery::Attempt& attempt) { told.push_back(attempt.verdict); });
  sink.forget();
  EXPECT_EQ(told, std::vector(3, delivery::Verdict::kFailed));
  sink.deliver(delivery, [](const delivery::Attempt&) {});
  pass(base::Milliseconds(5000));
  EXPECT_EQ(inner_.under_way.size(), 1u);
}

}  // namespace
}  // namespace sb::cloud::chaos
