// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/dispatcher.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"

namespace sb::cloud::delivery {
namespace {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1000000)); }
};

// Answers when the test says so.
class SlowSink final : public Sink {
 public:
  void deliver(const Delivery& delivery, Attempted done) override {
    under_way.push_back(&delivery);
    answers.push_back(std::move(done));
  }
  std::vector<const Delivery*> under_way;
  std::vector<Attempted> answers;
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

TEST_F(DispatcherTest, WhatNoDeadLetterIsKeptOfIsSaidInTheSendersWords) {
  ScriptedSink topic({Attempt{}});
  dispatcher->add_sink("sns", topic);
  dispatcher->lose(letter(kLetters), "an event, for a reason");
  EXPECT_EQ(lost, std::vector<std::string>{"LOST: an event, for a reason"});
  EXPECT_EQ(dispatcher->counters().lost, 1u);
  EXPECT_EQ(dispatcher->counters_by_service().at("sns").lost, 1u);
  EXPECT_TRUE(topic.got.empty());
}

TEST_F(DispatcherTest, WhatIsAbandonedIsNotTriedAgainAndItsAnswerIsNobodysConcern) {
  ScriptedSink topic({{Verdict::kFailed, "TIMEOUT", ""}});
  SlowSink slow;
  ScriptedSink queue({Attempt{}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("lambda", slow);
  dispatcher->add_sink("sqs", queue);
  dispatcher->dispatch(letter(kLetters));
  Delivery under_way = letter(kLetters);
  under_way.target_arn = "arn:aws:lambda:r:1:function:f";
  dispatcher->dispatch(under_way);
  EXPECT_EQ(dispatcher->waiting(), 2u);
  dispatcher->abandon();
  EXPECT_EQ(dispatcher->waiting(), 1u) << "the sink still has the other";
  pass(base::Seconds(86400));
  EXPECT_EQ(topic.got.size(), 1u);
  slow.answers.at(0)({Verdict::kRefused, "SDK_CLIENT_ERROR", "no"});
  EXPECT_EQ(dispatcher->waiting() + dispatcher->held_bytes(), 0u);
  EXPECT_TRUE(queue.got.empty() && lost.empty());
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
  delivery.retry = RetrySchedule::event_bridge(2);
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

TEST_F(DispatcherTest, WaitsAsTheDeliverysOwnScheduleSays) {
  ScriptedSink topic({{Verdict::kFailed, "TIMEOUT", ""}});
  dispatcher->add_sink("sns", topic);
  Delivery delivery = letter("");
  delivery.retry = RetrySchedule::http_endpoint();
  dispatcher->dispatch(delivery);
  pass(base::Seconds(19));
  EXPECT_EQ(topic.got.size(), 1u);
  pass(base::Seconds(1));
  EXPECT_EQ(topic.got.size(), 2u);
  pass(base::Seconds(20));
  pass(base::Seconds(20));
  EXPECT_EQ(topic.got.size(), 4u);
  EXPECT_EQ(dispatcher->counters().lost, 1u);
}

TEST_F(DispatcherTest, ADeadLetterThatFailsIsTriedAgainToo) {
  ScriptedSink topic({{Verdict::kRefused, "NO_PERMISSIONS", "no"}});
  ScriptedSink queue({{Verdict::kFailed, "THROTTLING", ""}, {}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("sqs", queue);
  dispatcher->dispatch(letter(kLetters));
  EXPECT_EQ(dispatcher->counters().dead_lettered, 0u);
  pass(base::Seconds(1));
  EXPECT_EQ(queue.got.size(), 2u);
  EXPECT_EQ(dispatcher->counters().dead_lettered, 1u);
  EXPECT_EQ(dispatcher->counters_by_service().at("sqs").dead_lettered, 1u);
  EXPECT_EQ(dispatcher->counters_by_service().at("sns").failed_attempts, 1u);
  EXPECT_TRUE(lost.empty());
}

TEST_F(DispatcherTest, ADeadLetterThatIsRefusedIsLostAndBothReasonsAreSaid) {
  ScriptedSink topic({{Verdict::kRefused, "NO_PERMISSIONS", "no"}});
  ScriptedSink queue({{Verdict::kRefused, "NO_RESOURCE", "gone"}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("sqs", queue);
  dispatcher->dispatch(letter(kLetters));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_NE(lost[0].find("NO_PERMISSIONS no"), std::string::npos) << lost[0];
  EXPECT_NE(lost[0].find("nor to its dead-letter queue arn:aws:sqs:r:1:dlq: NO_RESOURCE gone"),
            std::string::npos)
      << lost[0];
}

TEST_F(DispatcherTest, HoldsWhatIsUnderWayUntilItsSinkAnswers) {
  SlowSink web;
  dispatcher->add_sink("https", web);
  Delivery delivery = letter("");
  delivery.id.clear();
  delivery.target_arn = "https://hooks.example.com/x";
  const uint64_t before = store_->writes();
  dispatcher->dispatch(delivery);
  EXPECT_EQ(store_->writes(), before + 1);
  EXPECT_EQ(dispatcher->waiting(), 1u);
  EXPECT_GT(dispatcher->held_bytes(), sizeof(Delivery));
  EXPECT_EQ(web.under_way.at(0)->body, "transformed");
  web.answers.at(0)({});
  EXPECT_EQ(store_->writes(), before + 2);
  EXPECT_EQ(dispatcher->waiting(), 0u);
  EXPECT_EQ(dispatcher->held_bytes(), 0u);
  EXPECT_EQ(dispatcher->counters_by_service().at("https").delivered, 1u);
}

TEST_F(DispatcherTest, WritesNothingForASinkThatAnswersAtOnce) {
  ScriptedSink topic({Attempt{}});
  dispatcher->add_sink("sns", topic);
  const uint64_t before = store_->writes();
  dispatcher->dispatch(letter(""));
  EXPECT_EQ(store_->writes(), before);
  EXPECT_EQ(dispatcher->held_bytes(), 0u);
}

TEST_F(DispatcherTest, RefusesWithoutAnAttempt) {
  ScriptedSink topic({Attempt{}});
  ScriptedSink queue({Attempt{}});
  dispatcher->add_sink("sns", topic);
  dispatcher->add_sink("sqs", queue);
  dispatcher->refuse(letter(kLetters), {Verdict::kRefused, "SDK_CLIENT_ERROR", "too many"});
  EXPECT_TRUE(topic.got.empty());
  ASSERT_EQ(queue.got.size(), 1u);
  EXPECT_EQ(attribute(queue.got[0], "ERROR_CODE"), "SDK_CLIENT_ERROR");
}

TEST_F(DispatcherTest, SaysNoPasswordOfAnAddress) {
  Delivery delivery = letter("");
  delivery.target_arn = "https://me:secret@hooks.example.com/x@y";
  dispatcher->dispatch(delivery);
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].find("secret"), std::string::npos) << lost[0];
  EXPECT_NE(lost[0].find("https://hooks.example.com/x@y"), std::string::npos) << lost[0];
}

// The same store, opened again after whoever wrote it is gone.
class RestartTest : public testing::Test {
 protected:
  RestartTest() : folder_(testing::TempDir() + base::make_uuid()), clock_(fixed_) {
    std::filesystem::create_directories(folder_);
  }
  ~RestartTest() override { std::filesystem::remove_all(folder_); }
  // Runs `body` with a dispatcher of its own on the store, then lets what is due happen.
  void run(Sink& web, const std::function<void(Dispatcher&)>& body) {
    net::Loop loop;
    service::Timeline timeline(loop, clock_);
    auto store =
        std::move(*store::Store::open(folder_ + "/cloud.db", store::Fsync::kAlways,
                                      [&](std::function<void()> work) { loop.post(std::move(work)); }));
    Dispatcher dispatcher(
        timeline, *store, [] { return 0.5; }, [](const std::string&) {});
    dispatcher.add_sink("https", web);
    body(dispatcher);
    const auto end = loop.call_after(base::Milliseconds(20), [&] { loop.stop(); });
    loop.run();
    store->drain();
  }

  const std::string folder_;
  FixedClock fixed_;
  service::MovableClock clock_;
};

TEST_F(RestartTest, SendsAgainWhatWasUnderWay) {
  SlowSink before;
  run(before, [](Dispatcher& dispatcher) {
    Delivery delivery;
    delivery.target_arn = "https://hooks.example.com/x";
    delivery.body = "hello";
    delivery.headers = {{"x-amz-sns-message-id", "m"}};
    dispatcher.dispatch(delivery);
  });
  ASSERT_EQ(before.under_way.size(), 1u);
  ScriptedSink after({Attempt{}});
  run(after, [](Dispatcher& dispatcher) { ASSERT_TRUE(dispatcher.resume().ok()); });
  ASSERT_EQ(after.got.size(), 1u);
  EXPECT_EQ(after.got[0].body, "hello");
  EXPECT_EQ(after.got[0].headers, (decltype(after.got[0].headers){{"x-amz-sns-message-id", "m"}}));
  ScriptedSink none({Attempt{}});
  run(none, [](Dispatcher& dispatcher) { ASSERT_TRUE(dispatcher.resume().ok()); });
  EXPECT_TRUE(none.got.empty());
}

TEST_F(RestartTest, GoesOnWithTheScheduleWhereItStood) {
  ScriptedSink failing({{Verdict::kFailed, "500", ""}});
  run(failing, [](Dispatcher& dispatcher) {
    Delivery delivery;
    delivery.target_arn = "https://hooks.example.com/x";
    delivery.retry = RetrySchedule::http_endpoint();
    dispatcher.dispatch(delivery);
  });
  ASSERT_EQ(failing.got.size(), 1u);
  ScriptedSink after({Attempt{}});
  run(after, [](Dispatcher& dispatcher) { ASSERT_TRUE(dispatcher.resume().ok()); });
  EXPECT_TRUE(after.got.empty());
  clock_.set_offset(base::Seconds(20));
  run(after, [](Dispatcher& dispatcher) { ASSERT_TRUE(dispatcher.resume().ok()); });
  ASSERT_EQ(after.got.size(), 1u);
  EXPECT_EQ(after.got[0].attempts, 2);
}

TEST(Delivery, SurvivesBeingWrittenAndRead) {
  Delivery d;
  d.id = "i";
  d.realm = {"1", "r"};
  d.body = "b";
  d.attributes = {{"k", {{"DataType", "String"}, {"StringValue", "v"}}}};
  d.headers = {{"a", "b"}, {"a", "c"}};
  d.per_second_max = 7;
  d.letter_about = "x could not be reached";
  d.retry = RetrySchedule::managed_endpoint();
  d.attempts = 3;
  d.hops = 2;
  d.started = base::Time(base::Milliseconds(5));
  d.due = base::Time(base::Milliseconds(9));
  EXPECT_EQ(json::to_text(to_json(from_json(to_json(d)))), json::to_text(to_json(d)));
}

}  // namespace
}  // namespace sb::cloud::delivery
