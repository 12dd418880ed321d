// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/dispatcher.h"

#include <gtest/gtest.h>

namespace sb::cloud::delivery {
namespace {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1000000)); }
};

// Gives the verdicts of a list, the last one for ever, and keeps what came.
class ScriptedSink final : public Sink {
 public:
  explicit ScriptedSink(std::vector<Attempt> verdicts) : verdicts_(std::move(verdicts)) {}
  void deliver(const Delivery& delivery, Attempted done) override {
    got.push_back(delivery);
    done(verdicts_[std::min(got.size() - 1, verdicts_.size() - 1)]);
  }
  std::vector<Delivery> got;

 private:
  const std::vector<Attempt> verdicts_;
};

class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() : clock_(fixed_), timeline_(loop_, clock_) {
    store_ =
        std::move(*store::Store::open("", store::Fsync::kAlways, [](std::function<void()> work) { work(); }));
    dispatcher = std::make_unique<Dispatcher>(
        timeline_, *store_, [] { return 0.5; }, [this](const std::string& line) { lost.push_back(line); });
  }
  // Lets the cloud's time pass and what is due happen.
  void pass(base::Milliseconds duration) {
    timeline_.move_clock(clock_.offset() + duration);
    const auto end = loop_.call_after(base::Milliseconds(1), [this] { loop_.stop(); });
    loop_.run();
  }
  static Delivery letter(const std::string& dead_letter_arn) {
    Delivery out;
    out.id = "d";
    out.principal = "events.amazonaws.com";
    out.source_arn = "arn:aws:events:r:1:rule/x";
    out.target_arn = "arn:aws:sns:r:1:t";
    out.body = "transformed";
    out.dead_letter_body = "original";
    out.dead_letter_arn = dead_letter_arn;
    return out;
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  service::Timeline timeline_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Dispatcher> dispatcher;
  std::vector<std::string> lost;
};

std::string attribute(const Delivery& delivery, const char* name) {
  const json::Object* found = json::find_object(delivery.attributes, name);
  return found == nullptr ? "(absent)" : json::string_or_empty(*found, "StringValue");
}

constexpr char kLetters[] = "arn:aws:sqs:r:1:dlq";

TEST_F(DispatcherTest, WhatIsRefusedGoesToTheDeadLetterQueueAtOnceWithTheReason) {
  ScriptedSink topic({{Verdict::kRefused, "NO_PERMISSIONS", "no"}});
  ScriptedSink queue({Attempt{}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("sqs", queue);
  dispatcher->dispatch(letter(kLetters));
  ASSERT_EQ(queue.got.size(), 1u);
  EXPECT_EQ(queue.got[0].body, "original");
  EXPECT_EQ(attribute(queue.got[0], "RULE_ARN"), "arn:aws:events:r:1:rule/x");
  EXPECT_EQ(attribute(queue.got[0], "TARGET_ARN"), "arn:aws:sns:r:1:t");
  EXPECT_EQ(attribute(queue.got[0], "ERROR_CODE"), "NO_PERMISSIONS");
  EXPECT_EQ(attribute(queue.got[0], "RETRY_ATTEMPTS"), "0");
  EXPECT_EQ(attribute(queue.got[0], "EXHAUSTED_RETRY_CONDITION"), "(absent)");
  EXPECT_EQ(dispatcher->counters().dead_lettered, 1u);
}

TEST_F(DispatcherTest, WhatHasNowhereToGoIsSaidLoudly) {
  ScriptedSink topic({{Verdict::kRefused, "NO_RESOURCE", "gone"}});
  dispatcher->add_sink("sns", topic);
  dispatcher->dispatch(letter(""));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_TRUE(lost[0].starts_with("LOST: arn:aws:events:r:1:rule/x could not deliver to arn:aws:sns:r:1:t"));
  EXPECT_EQ(dispatcher->counters().lost, 1u);
}

TEST_F(DispatcherTest, WhatFailedIsTriedAgainUntilItWorks) {
  ScriptedSink topic({{Verdict::kFailed, "TIMEOUT", ""}, {Verdict::kFailed, "TIMEOUT", ""}, {}});
  dispatcher->add_sink("sns", topic);
  dispatcher->dispatch(letter(""));
  EXPECT_EQ(dispatcher->waiting(), 1u);
  pass(base::Seconds(1));
  pass(base::Seconds(2));
  EXPECT_EQ(topic.got.size(), 3u);
  EXPECT_EQ(dispatcher->counters().delivered, 1u);
  EXPECT_EQ(dispatcher->waiting(), 0u);
  EXPECT_TRUE(lost.empty());
}

TEST_F(DispatcherTest, TriesAreExhaustedByCount) {
  ScriptedSink topic({{Verdict::kFailed, "TIMEOUT", "slow"}});
  ScriptedSink queue({Attempt{}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("sqs", queue);
  Delivery delivery = letter(kLetters);
  delivery.attempts_max = 2;
  dispatcher->dispatch(delivery);
  for (int i = 0; i < 4; ++i) pass(std::chrono::minutes(20));
  EXPECT_EQ(topic.got.size(), 3u);
  ASSERT_EQ(queue.got.size(), 1u);
  EXPECT_EQ(attribute(queue.got[0], "EXHAUSTED_RETRY_CONDITION"), "MaximumRetryAttempts");
  EXPECT_EQ(attribute(queue.got[0], "RETRY_ATTEMPTS"), "2");
}

TEST_F(DispatcherTest, TriesAreExhaustedByAge) {
  ScriptedSink topic({{Verdict::kFailed, "TIMEOUT", "slow"}});
  ScriptedSink queue({Attempt{}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("sqs", queue);
  dispatcher->dispatch(letter(kLetters));
  pass(std::chrono::hours(25));
  ASSERT_EQ(queue.got.size(), 1u);
  EXPECT_EQ(attribute(queue.got[0], "EXHAUSTED_RETRY_CONDITION"), "MaximumEventAgeInSeconds");
}

TEST(RetryDelay, FillsAboutADayWith185Attempts) {
  base::Milliseconds total{0};
  for (int attempt = 1; attempt <= 185; ++attempt) total += retry_delay(attempt, 0.5);
  EXPECT_GT(total, std::chrono::hours(20));
  EXPECT_LT(total, std::chrono::hours(48));
}

TEST(Delivery, SurvivesBeingWrittenAndRead) {
  Delivery d;
  d.id = "i";
  d.realm = {"1", "r"};
  d.body = "b";
  d.attributes = {{"k", {{"DataType", "String"}, {"StringValue", "v"}}}};
  d.age_max = base::Seconds(77);
  d.attempts = 3;
  d.hops = 2;
  d.started = base::Time(base::Milliseconds(5));
  EXPECT_EQ(json::to_text(to_json(from_json(to_json(d)))), json::to_text(to_json(d)));
}

}  // namespace
}  // namespace sb::cloud::delivery
