// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sqs.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace sb::cloud::sqs {
namespace {

class FixedClock final : public base::Clock {
 public:
  base::Time now() const override { return base::Time(base::Milliseconds(1700000000000)); }
};

class SqsTest : public testing::Test {
 protected:
  SqsTest() : clock_(fixed_), timeline_(loop_, clock_) {
    store_ =
        std::move(*store::Store::open("", store::Fsync::kAlways, [](std::function<void()> work) { work(); }));
    start(service::Quotas::kNone);
  }
  void start(service::Quotas quotas) { sqs = std::make_unique<Sqs>(timeline_, *store_, quotas); }
  // Lets the cloud's time pass and what is due happen.
  void pass(base::Milliseconds duration) {
    timeline_.move_clock(clock_.offset() + duration);
    const auto end = loop_.call_after(base::Milliseconds(20), [this] { loop_.stop(); });
    loop_.run();
  }
  service::Outcome call(const std::string& operation, const json::Object& input) {
    service::Call caller;
    caller.realm = {"123456789012", "us-east-1"};
    caller.caller_arn = "arn:aws:iam::123456789012:root";
    caller.origin = "http://here";
    std::optional<service::Outcome> out;
    sqs->handle(caller, operation, input, [&](service::Outcome answer) { out = std::move(answer); });
    return std::move(*out);
  }
  json::Object good(const std::string& operation, const json::Object& input) {
    service::Outcome out = call(operation, input);
    EXPECT_FALSE(out.fault) << operation << ": " << (out.fault ? out.fault->message : "");
    return out.body;
  }
  std::string refused(const std::string& operation, const json::Object& input) {
    const service::Outcome out = call(operation, input);
    return out.fault ? out.fault->code : "";
  }
  void make(const std::string& name, const json::Object& attributes = {}) {
    json::Object all = attributes;
    if (name.ends_with(".fifo")) all["FifoQueue"] = "true";
    good("CreateQueue", {{"QueueName", name}, {"Attributes", all}});
  }
  std::string count(const std::string& queue, const char* attribute = "ApproximateNumberOfMessages") {
    const json::Object out =
        good("GetQueueAttributes", {{"QueueUrl", queue}, {"AttributeNames", json::Array{attribute}}});
    return json::string_or_empty(*json::find_object(out, "Attributes"), attribute);
  }
  size_t receive(const std::string& queue, int64_t count_max = 10) {
    const json::Object out =
        good("ReceiveMessage", {{"QueueUrl", queue}, {"MaxNumberOfMessages", count_max}});
    const json::Array* messages = json::find_array(out, "Messages");
    return messages == nullptr ? 0 : messages->size();
  }

  FixedClock fixed_;
  net::Loop loop_;
  service::MovableClock clock_;
  service::Timeline timeline_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Sqs> sqs;
};

TEST_F(SqsTest, NoMoreThan120000MessagesAreInFlightFromOneQueue) {
  make("q");
  for (size_t i = 0; i < kInFlightMax + 5; ++i)
    good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  for (size_t i = 0; i < kInFlightMax / 10; ++i) ASSERT_EQ(receive("q"), 10u);
  EXPECT_EQ(refused("ReceiveMessage", {{"QueueUrl", "q"}}), "OverLimit");
  pass(base::Seconds(31));
  EXPECT_EQ(receive("q"), 10u);
}

TEST_F(SqsTest, AFifoQueueWithTooManyInFlightGivesNothingMore) {
  make("q.fifo");
  for (size_t i = 0; i < kInFlightMax + 5; ++i) {
    const std::string id = fmt::format("{}", i);
    good("SendMessage", {{"QueueUrl", "q.fifo"},
                         {"MessageBody", "m"},
                         {"MessageGroupId", id},
                         {"MessageDeduplicationId", id}});
  }
  for (size_t i = 0; i < kInFlightMax / 10; ++i) ASSERT_EQ(receive("q.fifo"), 10u);
  EXPECT_EQ(receive("q.fifo"), 0u);
}

TEST_F(SqsTest, WhatIsTooOldGoesByTheClockThoughNobodyAsks) {
  make("q", {{"MessageRetentionPeriod", "60"}});
  for (int i = 0; i < 12000; ++i) good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  EXPECT_GT(sqs->held_bytes(), 12000u);
  pass(base::Seconds(59));
  EXPECT_EQ(sqs->message_count(), 12000u);
  for (int turn = 0; turn < 13; ++turn) pass(base::Seconds(1));
  EXPECT_EQ(sqs->message_count(), 0u);
  EXPECT_EQ(sqs->held_bytes(), 0u);
}

TEST_F(SqsTest, ADuplicatesFiveMinutesEndByTheClockAndTakeNoMemoryAfterwards) {
  make("q.fifo", {{"ContentBasedDeduplication", "true"}, {"MessageRetentionPeriod", "60"}});
  const json::Object send{{"QueueUrl", "q.fifo"}, {"MessageBody", "m"}, {"MessageGroupId", "g"}};
  const json::Object first = good("SendMessage", send);
  pass(base::Seconds(299));
  EXPECT_EQ(sqs->message_count(), 0u);
  EXPECT_EQ(good("SendMessage", send), first);
  EXPECT_EQ(sqs->message_count(), 0u);
  pass(base::Seconds(2));
  EXPECT_EQ(sqs->held_bytes(), 0u);
  EXPECT_NE(good("SendMessage", send), first);
  EXPECT_EQ(sqs->message_count(), 1u);
}

TEST_F(SqsTest, APurgeOrADeletionIsDoneAtOnceAndClearsUpInPieces) {
  for (const char* operation : {"PurgeQueue", "DeleteQueue"}) {
    make("q");
    for (int i = 0; i < 3500; ++i) good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
    receive("q");
    const uint64_t before = store_->writes();
    good(operation, {{"QueueUrl", "q"}});
    EXPECT_LT(store_->writes() - before, 1100u) << operation;
    EXPECT_EQ(sqs->message_count(), 0u);
    EXPECT_GT(sqs->held_bytes(), 0u);
    make("q");
    good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "later"}});
    for (int turn = 0; turn < 3; ++turn) pass(base::Milliseconds(10));
    EXPECT_GE(store_->writes() - before, 3500u) << operation;
    EXPECT_EQ(receive("q"), 1u);
    good("DeleteQueue", {{"QueueUrl", "q"}});
    EXPECT_EQ(sqs->held_bytes(), 0u);
  }
}

TEST_F(SqsTest, APurgedFifoQueueForgetsItsDuplicatesAndKeepsThoseOfLater) {
  make("q.fifo", {{"ContentBasedDeduplication", "true"}});
  const auto send = [&](int number) {
    return json::string_or_empty(
        good("SendMessage",
             {{"QueueUrl", "q.fifo"}, {"MessageBody", fmt::format("{}", number)}, {"MessageGroupId", "g"}}),
        "MessageId");
  };
  std::string last;
  for (int i = 0; i < 2500; ++i) last = send(i);
  good("PurgeQueue", {{"QueueUrl", "q.fifo"}});
  const std::string later = send(2499);
  EXPECT_NE(later, last);
  for (int turn = 0; turn < 3; ++turn) pass(base::Milliseconds(10));
  EXPECT_EQ(send(2499), later);
  EXPECT_EQ(sqs->message_count(), 1u);
}

TEST_F(SqsTest, AResetTakesEveryQueueAndTellsWhoWaits) {
  make("q");
  good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  make("waited");
  std::optional<service::Outcome> waiting;
  service::Call caller;
  caller.realm = {"123456789012", "us-east-1"};
  sqs->handle(caller, "ReceiveMessage", {{"QueueUrl", "waited"}, {"WaitTimeSeconds", 20}},
              [&](service::Outcome answer) { waiting = std::move(answer); });
  EXPECT_EQ(sqs->waiting_count(), 1u);
  service::Inventory inventory;
  sqs->describe(inventory);
  EXPECT_EQ(inventory.list(caller.realm, "queues").size(), 2u);
  sqs->reset();
  ASSERT_TRUE(waiting && waiting->fault);
  EXPECT_EQ(waiting->fault->code, "QueueDoesNotExist");
  EXPECT_EQ(sqs->queue_count() + sqs->held_bytes(), 0u);
  EXPECT_EQ(refused("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}}), "QueueDoesNotExist");
}

class Hangable final : public net::Peer {
 public:
  bool is_gone() override { return gone; }
  std::string address() const override { return "127.0.0.1"; }
  bool gone = false;
};

TEST_F(SqsTest, WhoHasHungUpTakesNoMessageAndHoldsUpNobody) {
  make("q");
  const auto peer = std::make_shared<Hangable>();
  service::Call dead;
  dead.realm = {"123456789012", "us-east-1"};
  dead.peer = peer;
  const json::Object ask{{"QueueUrl", "q"}, {"WaitTimeSeconds", 20}};
  std::vector<size_t> answers;
  const auto reply = [&](service::Outcome answer) {
    const json::Array* messages = json::find_array(answer.body, "Messages");
    answers.push_back(messages == nullptr ? 0 : messages->size());
  };
  sqs->handle(dead, "ReceiveMessage", ask, reply);
  service::Call alive = dead;
  alive.peer = std::make_shared<Hangable>();
  sqs->handle(alive, "ReceiveMessage", ask, reply);
  peer->gone = true;
  good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  EXPECT_EQ(answers, (std::vector<size_t>{0, 1}));
  good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  sqs->handle(dead, "ReceiveMessage", ask, reply);
  EXPECT_EQ(answers.back(), 0u) << "though a message is there";
  EXPECT_EQ(receive("q"), 1u);
}

TEST_F(SqsTest, AFirstReceiveFromAStandardQueueWritesNothing) {
  make("q");
  good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  const uint64_t before = store_->writes();
  EXPECT_EQ(receive("q"), 1u);
  EXPECT_EQ(store_->writes(), before);
  pass(base::Seconds(31));
  EXPECT_EQ(receive("q"), 1u);
  EXPECT_EQ(store_->writes(), before + 1);
}

TEST_F(SqsTest, TheSixtySecondRulesHoldOnlyWithAwssQuotas) {
  for (const service::Quotas quotas : {service::Quotas::kNone, service::Quotas::kAws}) {
    start(quotas);
    const bool strict = quotas == service::Quotas::kAws;
    make("q");
    good("PurgeQueue", {{"QueueUrl", "q"}});
    EXPECT_EQ(refused("PurgeQueue", {{"QueueUrl", "q"}}), strict ? "PurgeQueueInProgress" : "");
    good("DeleteQueue", {{"QueueUrl", "q"}});
    EXPECT_EQ(refused("CreateQueue", {{"QueueName", "q"}}), strict ? "QueueDeletedRecently" : "");
    pass(base::Seconds(60));
    EXPECT_EQ(refused("CreateQueue", {{"QueueName", "q"}}), "");
  }
}

TEST_F(SqsTest, AFifoQueueTakes300CallsASecondWithAwssQuotas) {
  start(service::Quotas::kAws);
  make("q.fifo");
  make("fast.fifo", {{"DeduplicationScope", "messageGroup"}, {"FifoThroughputLimit", "perMessageGroupId"}});
  make("q");
  for (int i = 0; i < 300; ++i) receive("q.fifo");
  EXPECT_EQ(refused("ReceiveMessage", {{"QueueUrl", "q.fifo"}}), "RequestThrottled");
  for (const char* other : {"fast.fifo", "q"}) {
    for (int i = 0; i < 301; ++i) receive(other);
  }
  pass(base::Seconds(1));
  EXPECT_EQ(refused("ReceiveMessage", {{"QueueUrl", "q.fifo"}}), "");
}

delivery::Delivery letter(const std::string& queue) {
  delivery::Delivery out;
  out.id = "d";
  out.realm = {"123456789012", "us-east-1"};
  out.principal = "events.amazonaws.com";
  out.source_arn = "arn:aws:events:us-east-1:123456789012:rule/r";
  out.target_arn = "arn:aws:sqs:us-east-1:123456789012:" + queue;
  out.role_arn = "arn:aws:iam::123456789012:role/r";
  out.body = "m";
  return out;
}

TEST_F(SqsTest, ADeliveryToAFifoQueueNeedsItsGroupAndIsTakenOnce) {
  make("q.fifo", {{"ContentBasedDeduplication", "true"}});
  std::vector<delivery::Attempt> attempts;
  delivery::Delivery delivery = letter("q.fifo");
  const auto deliver = [&] {
    sqs->deliver(delivery, [&](delivery::Attempt attempt) { attempts.push_back(std::move(attempt)); });
  };
  deliver();
  delivery.group_id = "g";
  deliver();
  deliver();
  ASSERT_EQ(attempts.size(), 3u);
  EXPECT_EQ(attempts[0].verdict, delivery::Verdict::kRefused);
  EXPECT_EQ(attempts[0].message, "The request must contain the parameter MessageGroupId.");
  EXPECT_EQ(attempts[1].verdict, delivery::Verdict::kDelivered);
  EXPECT_EQ(attempts[2].verdict, delivery::Verdict::kDelivered);
  EXPECT_EQ(sqs->message_count(), 1u);
}

TEST_F(SqsTest, ADeliveryWithADeduplicationIdNeedsNoDigestOfItsBody) {
  make("q.fifo");
  delivery::Delivery delivery = letter("q.fifo");
  delivery.group_id = "g";
  delivery::Attempt last;
  const auto deliver = [&] {
    sqs->deliver(delivery, [&](delivery::Attempt attempt) { last = std::move(attempt); });
  };
  deliver();
  EXPECT_EQ(last.verdict, delivery::Verdict::kRefused);
  delivery.deduplication_id = "once";
  deliver();
  EXPECT_EQ(last.verdict, delivery::Verdict::kDelivered);
  EXPECT_EQ(count("q.fifo"), "1");
}

TEST_F(SqsTest, AReceiveMovesAThousandLettersAtATimeAndAWaitingOneGoesOn) {
  make("dlq");
  make("q", {{"VisibilityTimeout", "1"}});
  for (int i = 0; i < 2500; ++i) good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "m"}});
  for (int i = 0; i < 250; ++i) ASSERT_EQ(receive("q"), 10u);
  pass(base::Seconds(2));
  good("SetQueueAttributes",
       {{"QueueUrl", "q"},
        {"Attributes",
         json::Object{{"RedrivePolicy", R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dlq",)"
                                        R"("maxReceiveCount":1})"}}}});
  EXPECT_EQ(receive("q"), 0u);
  EXPECT_EQ(count("dlq"), "1000");
  bool answered = false;
  service::Call caller;
  caller.realm = {"123456789012", "us-east-1"};
  caller.caller_arn = "arn:aws:iam::123456789012:root";
  sqs->handle(caller, "ReceiveMessage", {{"QueueUrl", "q"}, {"WaitTimeSeconds", 20}},
              [&](const service::Outcome&) { answered = true; });
  pass(base::Milliseconds(10));
  EXPECT_EQ(count("dlq"), "2500");
  good("SendMessage", {{"QueueUrl", "q"}, {"MessageBody", "another"}});
  EXPECT_TRUE(answered);
}

TEST_F(SqsTest, AnArnOfAnotherPartitionNamesNoQueue) {
  make("q");
  EXPECT_EQ(refused("ListMessageMoveTasks", {{"SourceArn", "arn:aws-cn:sqs:us-east-1:123456789012:q"}}),
            refused("ListMessageMoveTasks", {{"SourceArn", "arn:aws:sqs:us-east-1:123456789012:nobodys"}}));
}

TEST_F(SqsTest, QueuesThatSendEachOtherTheirLettersComeToRest) {
  make("a");
  make("b", {{"RedrivePolicy",
              R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:a","maxReceiveCount":1})"}});
  good("SetQueueAttributes",
       {{"QueueUrl", "a"},
        {"Attributes",
         {{"RedrivePolicy",
           R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:b","maxReceiveCount":1})"}}}});
  good("SendMessage", {{"QueueUrl", "a"}, {"MessageBody", "m"}});
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(receive("a"), 1u);
    pass(base::Seconds(31));
    EXPECT_EQ(receive("a"), 0u);
    EXPECT_EQ(receive("b"), 1u);
    pass(base::Seconds(31));
    EXPECT_EQ(receive("b"), 0u);
  }
  EXPECT_EQ(sqs->message_count(), 1u);
}

}  // namespace
}  // namespace sb::cloud::sqs
