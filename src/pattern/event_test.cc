// SPDX-License-Identifier: Apache-2.0
#include "pattern/event.h"

#include <gtest/gtest.h>

#include "pattern/parse.h"

namespace sb::pattern {
namespace {

Event good(std::string_view text) {
  EventResult result = read_event(text);
  EXPECT_TRUE(result.ok()) << result.error.reason;
  return *std::move(result.event);
}

Path path(std::vector<std::string> segments) { return {"", std::move(segments)}; }

TEST(Event, MeetsDottedAndNestedKeys) {
  const Event event = good(R"({"a.b":1,"a":{"b":[2,[3,"x"]]}})");
  EXPECT_EQ(event.values(path({"a", "b"})).size(), 4u);
  EXPECT_TRUE(event.values(path({"a"})).empty());
  EXPECT_TRUE(event.values(path({"a", "b", "c"})).empty());
}

TEST(Event, ObjectsAndEmptyArraysAreNoValues) {
  const Event event = good(R"({"a":{},"b":[],"c":[{}],"d":{"e":1}})");
  for (const char* key : {"a", "b", "c", "d"}) EXPECT_TRUE(event.values(path({key})).empty()) << key;
}

TEST(Event, AnEmptyKeyBelowTheTopHoldsNoValue) {
  const Event event = good(R"({"":1,"a":{"":2},"a.":3,"b":{"":{"c":4}}})");
  EXPECT_EQ(event.values(path({""})).size(), 1u);
  ASSERT_EQ(event.values(path({"a", ""})).size(), 1u);
  EXPECT_EQ(event.values(path({"a", ""}))[0].number.spelling, "3");
  EXPECT_EQ(event.values(path({"b", "", "c"})).size(), 1u);
}

TEST(Event, RemembersTheElementsAroundAValue) {
  const Event event = good(R"({"a":["p",{"b":1},[{"b":2}]]})");
  EXPECT_EQ(event.values(path({"a"}))[0].position, 0u);
  const auto& values = event.values(path({"a", "b"}));
  ASSERT_EQ(values.size(), 2u);
  const ArrayPosition& first = event.positions()[values[0].position];
  EXPECT_EQ(first.parent, 0u);
  EXPECT_EQ(first.index, 1u);
  const ArrayPosition& inner = event.positions()[values[1].position];
  const ArrayPosition& outer = event.positions()[inner.parent];
  EXPECT_EQ(outer.array, first.array);
  EXPECT_EQ(outer.index, 2u);
  EXPECT_NE(inner.array, outer.array);
}

TEST(ReadEvent, TakesObjectsOnly) {
  EXPECT_EQ(read_event(R"(["x"])").error.reason, "Event must be a JSON object");
  EXPECT_EQ(read_event(R"({"a":1)").error.location, (json::Location{1, 7}));
  EXPECT_FALSE(read_event(R"({"a":1} x)").ok());
  EXPECT_TRUE(read_event("{}").ok());
}

TEST(Event, IsLinearInALongKeyAboveManyValues) {
  std::string text = "{\"" + std::string(100000, 'k') + "\":{";
  for (int i = 0; i < 20000; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  const Event event = good(text + "}}");
  EXPECT_EQ(event.values(path({std::string(100000, 'k'), "19999"})).size(), 1u);
}

}  // namespace
}  // namespace sb::pattern
