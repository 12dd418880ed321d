// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/sample.h"

#include <gtest/gtest.h>

namespace sb::reconcile::doctor {
namespace {

const aws::Realm kRealm{"123456789012", "eu-west-1"};

json::Object object(const std::string& text) { return json::parse_document(text)->get_object(); }

TEST(CompleteEvent, PutsInWhatTestEventPatternAsksForAndNothingElse) {
  const auto made = complete_event(R"({"source":"s","detail-type":"t","account":"9","detail":{}})", kRealm);
  ASSERT_TRUE(made.ok());
  const json::Object event = object(*made);
  for (const char* key : {"id", "account", "source", "time", "region", "resources", "detail-type"})
    EXPECT_TRUE(event.contains(key)) << key;
  EXPECT_EQ(json::string_or_empty(event, "account"), "9");
  EXPECT_EQ(json::string_or_empty(event, "region"), "eu-west-1");
}

TEST(CompleteEvent, LeavesAWholeEventToTheLetter) {
  const std::string whole =
      R"({"version":"0","id":"1","account":"9","time":"t","region":"r","resources":[],"detail":{"n":1.50}})";
  EXPECT_EQ(*complete_event(whole, kRealm), whole);
}

TEST(CompleteEvent, RefusesWhatIsNoObject) {
  EXPECT_FALSE(complete_event("[]", kRealm).ok());
  EXPECT_FALSE(complete_event("{", kRealm).ok());
}

TEST(MessageOf, IsTheEventOrWhatTheTargetMakesOfIt) {
  const std::string event = R"({"detail":{"queue":{"id":"q"}}})";
  EXPECT_EQ(message_of({}, event), event);
  EXPECT_EQ(message_of(object(R"({"InputPath":"$.detail.queue"})"), event), R"({"id":"q"})");
  EXPECT_EQ(message_of(object(R"({"InputPath":"$"})"), event), event);
  EXPECT_EQ(message_of(object(R"({"Input":"{\"a\":1}"})"), event), R"({"a":1})");
  EXPECT_EQ(message_of(object(R"({"InputPath":"$.detail.none"})"), event), std::nullopt);
  EXPECT_EQ(message_of(object(R"({"InputPath":"$.detail[0]"})"), event), std::nullopt);
  EXPECT_EQ(message_of(object(R"({"InputTransformer":{"InputTemplate":"x"}})"), event), std::nullopt);
}

TEST(FilterOnEvent, StandsWhereThePartOfTheEventDoes) {
  EXPECT_EQ(filter_on_event({}, R"({"a":[1]})"), R"({"a":[1]})");
  EXPECT_EQ(filter_on_event(object(R"({"InputPath":"$.detail.b"})"), R"({"a":[1]})"),
            R"({"detail":{"b":{"a":[1]}}})");
  EXPECT_EQ(filter_on_event(object(R"({"Input":"x"})"), "{}"), std::nullopt);
}

TEST(WithValue, SetsOneValueAndMakesTheWayToIt) {
  EXPECT_EQ(with_value(R"({"a":{"b":"x","c":1}})", "a.b", "y"), R"({"a":{"b":"y","c":1}})");
  EXPECT_EQ(with_value("{}", "a.b", "y"), R"({"a":{"b":"y"}})");
}

TEST(InWords, NamesWhatStandsInTheWayOnly) {
  const auto pattern =
      switchboard::Pattern::parse(R"({"source":["a"],"detail":{"id":["x","y"],"n":[{"prefix":"p"}]}})");
  ASSERT_TRUE(pattern.ok());
  const auto why = switchboard::explain(pattern.value(), R"({"source":"a","detail":{"id":"z"}})");
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(in_words(why.value()),
            R"(detail.id: wanted "x" or "y", found "z"; detail.n: wanted prefix "p", found nothing)");
  const auto fits = switchboard::explain(pattern.value(), R"({"source":"a","detail":{"id":"x","n":"pq"}})");
  EXPECT_EQ(in_words(fits.value()), "");
}

}  // namespace
}  // namespace sb::reconcile::doctor
