// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/queue.h"

#include <gtest/gtest.h>

#include "cloud/sqs/attributes.h"

namespace sb::cloud::sqs {
namespace {

const base::Time kStart{base::Milliseconds(1000000)};

Message make(MessageFlow& flow, const std::string& body) {
  Message out;
  out.sequence = flow.next_sequence();
  out.body = body;
  out.sent = kStart;
  return out;
}

TEST(MessageFlow, GivesVisibleMessagesOldestFirstAndHidesThem) {
  MessageFlow flow;
  flow.add(make(flow, "a"), kStart, kStart);
  flow.add(make(flow, "b"), kStart, kStart);
  EXPECT_EQ(flow.take(kStart, kStart + base::Seconds(30))->body, "a");
  EXPECT_EQ(flow.take(kStart, kStart + base::Seconds(30))->body, "b");
  EXPECT_EQ(flow.take(kStart, kStart + base::Seconds(30)), nullptr);
  EXPECT_EQ(flow.in_flight(kStart), 2u);
  Message* again = flow.take(kStart + base::Seconds(30), kStart + base::Seconds(60));
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->receive_count, 2);
  EXPECT_EQ(again->first_received, kStart);
}

TEST(MessageFlow, ADelayedMessageIsNotInFlight) {
  MessageFlow flow;
  flow.add(make(flow, "a"), kStart + base::Seconds(5), kStart);
  EXPECT_EQ(flow.delayed(kStart), 1u);
  EXPECT_EQ(flow.in_flight(kStart), 0u);
  EXPECT_EQ(*flow.next_visible(), kStart + base::Seconds(5));
  EXPECT_EQ(flow.visible(kStart + base::Seconds(5)), 1u);
}

TEST(MessageFlow, AnErasedMessageLeavesNoTraceInAnyCount) {
  MessageFlow flow;
  flow.add(make(flow, "a"), kStart, kStart);
  flow.add(make(flow, "b"), kStart, kStart);
  const uint64_t taken = flow.take(kStart, kStart + base::Seconds(9))->sequence;
  flow.erase(taken);
  flow.erase(taken);
  EXPECT_EQ(flow.size(), 1u);
  EXPECT_EQ(flow.in_flight(kStart), 0u);
  EXPECT_FALSE(flow.next_visible());
}

TEST(MessageFlow, AVisibilityOfZeroShowsAMessageAtOnce) {
  MessageFlow flow;
  flow.add(make(flow, "a"), kStart, kStart);
  Message* taken = flow.take(kStart, kStart + base::Seconds(30));
  flow.hide_until(*taken, kStart, kStart);
  EXPECT_EQ(flow.visible(kStart), 1u);
  EXPECT_EQ(flow.in_flight(kStart), 0u);
}

TEST(MessageFlow, NoNumberIsGivenTwiceEvenAfterARestart) {
  MessageFlow flow;
  flow.raise_sequence(1000);
  EXPECT_EQ(flow.next_sequence(), 1001u);
  flow.raise_sequence(5);
  EXPECT_EQ(flow.next_sequence(), 1002u);
}

json::Object attribute(const char* type, const char* value) {
  return {{"DataType", type},
          {std::string_view(type).starts_with("Binary") ? "BinaryValue" : "StringValue", value}};
}

// Digests that SQS itself gave (SQS API answers on record).
TEST(Md5OfAttributes, AgreesWithSqs) {
  EXPECT_EQ(md5_of_attributes({{"attr1", attribute("Number", "19.12")}}), "1f07082409022a373fa2a2601f82b3cb");
  EXPECT_EQ(
      md5_of_attributes({{"attr2", attribute("Number", "109.12")}, {"attr1", attribute("Number", "99.12")}}),
      "9b720b3af309c1c4b0d395c53b08c502");
  EXPECT_EQ(md5_of_attributes({{"Foo", attribute("String", "Bar")}}), "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(md5_of_attributes({{"General", attribute("String", "Kenobi")},
                               {"Hello", attribute("String", "There")},
                               {"Help.Me", attribute("String", "Me")}}),
            "4c360f3fdafd970e05fae2f149d997f5");
  EXPECT_EQ(md5_of_attributes({{"attr1", attribute("Binary",
                                                   "dHJhY2VwYXJlbnQeMDAtNzc0MDYyZDZjMzcwODFhNWEwYjliNWI4OGUzM"
                                                   "DYyN2MtMmQyNDgyMjExZjY0ODlkYS0wMQ==")}}),
            "8cbe4db156db8a94db8b801b7addb984");
  EXPECT_EQ(md5_of_attributes({}), "");
}

TEST(SelectAttributes, KnowsAllExactNamesAndPrefixes) {
  const json::Object all{
      {"a.b", attribute("String", "1")}, {"a.c", attribute("String", "2")}, {"d", attribute("String", "3")}};
  EXPECT_EQ(select_attributes(all, {"All"}).size(), 3u);
  EXPECT_EQ(select_attributes(all, {".*"}).size(), 3u);
  EXPECT_EQ(select_attributes(all, {"a.*"}).size(), 2u);
  EXPECT_EQ(select_attributes(all, {"d", "nope"}).size(), 1u);
  EXPECT_EQ(select_attributes(all, {}).size(), 0u);
}

TEST(CheckQueueAttributes, HoldsRangesAndNames) {
  EXPECT_FALSE(check_queue_attributes(
      {{"VisibilityTimeout", "43200"}, {"Policy", R"({"Statement":[]})"}, {"RedrivePolicy", ""}}));
  EXPECT_EQ(check_queue_attributes({{"VisibilityTimeout", "43201"}})->code, "InvalidAttributeValue");
  EXPECT_EQ(check_queue_attributes({{"Nope", "1"}})->message, "Unknown Attribute Nope.");
  EXPECT_EQ(check_queue_attributes({{"Policy", "not json"}})->code, "InvalidAttributeValue");
}

TEST(IsMessageText, TakesTheUnicodeThatSqsTakes) {
  EXPECT_TRUE(is_message_text("a\t\n\r é 雨 😀"));
  EXPECT_FALSE(is_message_text(std::string_view("\0", 1)));
  EXPECT_FALSE(is_message_text("\x0b"));
  EXPECT_FALSE(is_message_text("\xEF\xBF\xBF"));
  EXPECT_FALSE(is_message_text("\xED\xA0\x80"));
}

}  // namespace
}  // namespace sb::cloud::sqs
