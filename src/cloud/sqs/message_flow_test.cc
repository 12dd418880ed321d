// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message_flow.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>

namespace sb::cloud::sqs {
namespace {

const base::Time kStart{base::Milliseconds(1000000)};
const base::Time kHidden = kStart + base::Seconds(30);

class MessageFlowTest : public testing::Test {
 protected:
  Message& send(MessageFlow& flow, const std::string& body, const std::string& group = "",
                base::Time visible_at = kStart) {
    Message out;
    out.sequence = ++last_sequence_;
    out.body = body;
    out.group_id = group;
    out.sent = kStart;
    return flow.add(std::move(out), visible_at, kStart);
  }
  // The bodies that one receive gets.
  static std::vector<std::string> take(MessageFlow& flow, size_t count_max = 10, base::Time now = kStart,
                                       base::Time until = kHidden) {
    std::vector<std::string> out;
    for (const uint64_t sequence : flow.receivable(now, count_max))
      out.emplace_back(flow.receive(sequence, now, until).body.view());
    return out;
  }
  static Message& one(MessageFlow& flow, const std::string& body) {
    for (const uint64_t sequence : flow.sent_until(base::Time::max(), flow.size())) {
      if (flow.find(sequence)->body == body) return *flow.find(sequence);
    }
    throw std::out_of_range(body);
  }

  uint64_t last_sequence_ = 0;
  using Bodies = std::vector<std::string>;
  HeldBytes held;
  MessageFlow standard{Order::kBestEffort, held};
  MessageFlow fifo{Order::kByGroup, held};
};

TEST_F(MessageFlowTest, GivesVisibleMessagesOldestFirstAndHidesThem) {
  send(standard, "a");
  send(standard, "b");
  EXPECT_EQ(take(standard, 1), Bodies{"a"});
  EXPECT_EQ(take(standard, 1), Bodies{"b"});
  EXPECT_EQ(take(standard), Bodies{});
  EXPECT_EQ(standard.in_flight(kStart), 2u);
  EXPECT_EQ(take(standard, 1, kHidden, kHidden + base::Seconds(30)), Bodies{"a"});
  EXPECT_EQ(one(standard, "a").receive_count, 2);
  EXPECT_EQ(one(standard, "a").first_received, kStart);
  EXPECT_EQ(one(standard, "a").last_received, kHidden);
}

TEST_F(MessageFlowTest, HandsOverAllAndGoesOnEmpty) {
  for (MessageFlow* flow : {&standard, &fifo}) {
    for (const char* body : {"a", "b", "c"}) send(*flow, body, body);
    send(*flow, "later", "d", kHidden);
    EXPECT_EQ(take(*flow, 1), Bodies{"a"});
    const size_t before = held.total;
    MessageFlow taken = flow->take_all();
    EXPECT_EQ(flow->size() + flow->visible(kStart) + flow->in_flight(kStart), 0u);
    EXPECT_FALSE(flow->oldest() || flow->next_visible());
    EXPECT_EQ(held.total, before);
    EXPECT_EQ((std::array{taken.visible(kStart), taken.in_flight(kStart), taken.delayed(kStart)}),
              (std::array<size_t, 3>{2, 1, 1}));
    send(*flow, "new", "a");
    EXPECT_EQ(take(*flow), Bodies{"new"});
    for (const uint64_t sequence : taken.sent_until(base::Time::max(), 10)) taken.erase(sequence);
  }
}

TEST_F(MessageFlowTest, ADelayedMessageIsNotInFlight) {
  send(standard, "a", "", kStart + base::Seconds(5));
  EXPECT_EQ(standard.delayed(kStart), 1u);
  EXPECT_EQ(standard.in_flight(kStart), 0u);
  EXPECT_EQ(*standard.next_visible(), kStart + base::Seconds(5));
  EXPECT_EQ(standard.visible(kStart + base::Seconds(5)), 1u);
}

TEST_F(MessageFlowTest, AnErasedMessageLeavesNoTraceInAnyCount) {
  for (MessageFlow* flow : {&standard, &fifo}) {
    send(*flow, "a", "g");
    send(*flow, "b", "g");
    take(*flow, 1);
    const uint64_t taken = one(*flow, "a").sequence;
    flow->erase(taken);
    flow->erase(taken);
    EXPECT_EQ(flow->size(), 1u);
    EXPECT_EQ(flow->in_flight(kStart), 0u);
    EXPECT_FALSE(flow->next_visible());
    EXPECT_EQ(take(*flow), Bodies{"b"});
    flow->erase(one(*flow, "b").sequence);
    EXPECT_FALSE(flow->oldest());
  }
  EXPECT_EQ(held.total, 0u);
}

TEST_F(MessageFlowTest, AVisibilityOfZeroShowsAMessageAtOnce) {
  send(standard, "a");
  take(standard);
  standard.hide_until(one(standard, "a"), kStart, kStart);
  EXPECT_EQ(standard.visible(kStart), 1u);
  EXPECT_EQ(standard.in_flight(kStart), 0u);
}

TEST_F(MessageFlowTest, MessagesOfAGroupGoOutTogetherAndInOrder) {
  send(fifo, "g1-m1", "g1");
  send(fifo, "g2-m1", "g2");
  send(fifo, "g1-m2", "g1");
  send(fifo, "g1-m3", "g1");
  EXPECT_EQ(take(fifo), (Bodies{"g1-m1", "g1-m2", "g1-m3", "g2-m1"}));
}

TEST_F(MessageFlowTest, AGroupWaitsWhileOneOfItsMessagesIsInFlight) {
  send(fifo, "g1-m1", "g1");
  send(fifo, "g1-m2", "g1");
  send(fifo, "g2-m1", "g2");
  EXPECT_EQ(take(fifo, 1), Bodies{"g1-m1"});
  EXPECT_EQ(take(fifo), Bodies{"g2-m1"});
  EXPECT_EQ(fifo.visible(kStart), 1u);  // counted, though nobody may have it
  fifo.erase(one(fifo, "g1-m1").sequence);
  EXPECT_EQ(take(fifo), Bodies{"g1-m2"});
}

TEST_F(MessageFlowTest, AGroupStopsAtTheFirstOfItsMessagesThatIsStillHidden) {
  for (const char* body : {"foo", "bar", "baz"}) send(fifo, body, "g");
  EXPECT_EQ(take(fifo).size(), 3u);
  fifo.hide_until(one(fifo, "bar"), kHidden + base::Seconds(60), kStart);
  EXPECT_EQ(take(fifo, 10, kHidden, kHidden + base::Seconds(1)), Bodies{"foo"});
}

TEST_F(MessageFlowTest, ADeletedLaterMessageDoesNotFreeItsGroup) {
  for (const char* body : {"m1", "m2", "m3"}) send(fifo, body, "g");
  EXPECT_EQ(take(fifo, 2).size(), 2u);
  fifo.erase(one(fifo, "m2").sequence);
  EXPECT_EQ(take(fifo), Bodies{});
  fifo.erase(one(fifo, "m1").sequence);
  EXPECT_EQ(take(fifo), Bodies{"m3"});
}

TEST_F(MessageFlowTest, ADelayedFirstMessageHoldsItsGroupBack) {
  send(fifo, "late", "g", kStart + base::Seconds(5));
  send(fifo, "early", "g");
  EXPECT_EQ(take(fifo), Bodies{});
  EXPECT_EQ(take(fifo, 10, kStart + base::Seconds(5)), (Bodies{"late", "early"}));
}

TEST_F(MessageFlowTest, AGroupThatHadItsTurnQueuesUpBehindTheOthers) {
  send(fifo, "g1-m1", "g1");
  send(fifo, "g2-m1", "g2");
  send(fifo, "g3-m1", "g3");
  EXPECT_EQ(take(fifo, 2), (Bodies{"g1-m1", "g2-m1"}));
  for (const char* body : {"g1-m1", "g2-m1"}) fifo.hide_until(one(fifo, body), kStart, kStart);
  EXPECT_EQ(take(fifo), (Bodies{"g3-m1", "g1-m1", "g2-m1"}));
}

TEST_F(MessageFlowTest, FindsWhatIsTooOldHoweverItCame) {
  send(standard, "young");
  Message old;
  old.sequence = ++last_sequence_;
  old.body = "old";
  old.sent = kStart - base::Seconds(100);
  standard.add(old, kStart, kStart);
  EXPECT_EQ(standard.oldest(), kStart - base::Seconds(100));
  EXPECT_EQ(standard.sent_until(kStart - base::Seconds(1), 10), std::vector<uint64_t>{old.sequence});
  EXPECT_EQ(standard.sent_until(kStart, 10).size(), 2u);
  EXPECT_EQ(standard.sent_until(kStart, 1).size(), 1u);
}

TEST_F(MessageFlowTest, HoldsAtLeastWhatMessagesAreMadeOf) {
  send(standard, std::string(5000, 'x'));
  EXPECT_GT(held.total, 5000u + sizeof(Message));
  const size_t before = held.total;
  send(fifo, std::string(100, 'x'), "g");
  EXPECT_GT(held.total, before + 100);
}

// A scan anywhere would take minutes.
TEST_F(MessageFlowTest, AMillionMessagesAreReceivedAndDeletedInNoTime) {
  for (MessageFlow* flow : {&standard, &fifo}) {
    for (int i = 0; i < 1000000; ++i) send(*flow, "m", i % 2 == 0 ? "even" : "odd");
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 20000; ++i) {
      const uint64_t sequence = flow->receivable(kStart, 1).front();
      flow->receive(sequence, kStart, kHidden);
      flow->erase(sequence);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
    EXPECT_EQ(flow->size(), 980000u);
  }
}

TEST_F(MessageFlowTest, AnotherDelayHoldsForWhatNobodyHasReceived) {
  const base::Time since = kStart - base::Seconds(900);
  send(fifo, "a", "g", kStart + base::Seconds(100));
  send(fifo, "b", "g", kStart + base::Seconds(100));
  send(fifo, "c", "h");
  EXPECT_EQ(take(fifo), Bodies{"c"});
  EXPECT_EQ(fifo.delay_anew(base::Seconds(0), since, kStart).size(), 2u);
  EXPECT_EQ(fifo.delayed(kStart), 0u);
  EXPECT_EQ(fifo.in_flight(kStart), 1u);
  EXPECT_EQ(fifo.delay_anew(base::Seconds(0), since, kStart).size(), 0u);
  EXPECT_EQ(fifo.delay_anew(base::Seconds(60), since, kStart).size(), 2u);
  EXPECT_EQ(fifo.delayed(kStart), 2u);
  EXPECT_EQ(take(fifo, 10, kStart + base::Seconds(29)), Bodies{});
  EXPECT_EQ(take(fifo, 10, kStart + base::Seconds(60), kStart + base::Seconds(90)), (Bodies{"c", "a", "b"}));
}

TEST_F(MessageFlowTest, AnotherDelayLeavesWhatIsOldOrWasMovedHereAlone) {
  send(fifo, "old", "g");
  Message moved;
  moved.sequence = ++last_sequence_;
  moved.group_id = "h";
  moved.sent = kStart + base::Seconds(1);
  moved.moved = true;
  fifo.add(std::move(moved), kStart, kStart);
  EXPECT_EQ(fifo.delay_anew(base::Seconds(900), kStart, kStart + base::Seconds(1)).size(), 0u);
  EXPECT_EQ(fifo.visible(kStart + base::Seconds(1)), 2u);
}

}  // namespace
}  // namespace sb::cloud::sqs
