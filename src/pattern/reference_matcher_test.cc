// SPDX-License-Identifier: Apache-2.0
#include "pattern/reference_matcher.h"

#include <gtest/gtest.h>

#include <string>

#include "pattern/parse.h"
#include "pattern/random_cases.h"

namespace sb::pattern {
namespace {

bool match(std::string_view pattern_text, std::string_view event_text) {
  const ParseResult pattern = parse(pattern_text);
  EXPECT_TRUE(pattern.ok()) << pattern.error.message;
  const json::ReadResult event = json::read(event_text);
  EXPECT_TRUE(event.ok()) << event.error.reason;
  return pattern.ok() && event.ok() && matches(*pattern.pattern, *event.tree);
}

TEST(Matches, FieldsOfAnArrayComeFromOneElement) {
  const char* pattern = R"({"a":{"b":[1],"c":[2]}})";
  EXPECT_TRUE(match(pattern, R"({"a":[{"b":9,"c":9},{"b":1,"c":2}]})"));
  EXPECT_FALSE(match(pattern, R"({"a":[{"b":1},{"c":2}]})"));
  EXPECT_FALSE(match(pattern, R"({"a":[[{"b":1},{"c":2}]]})"));
  EXPECT_TRUE(match(pattern, R"({"a":[{"b":[0,1],"c":[2,3]}]})"));
}

TEST(Matches, AgreementHoldsAtEveryLevel) {
  const char* pattern = R"({"a":{"b":{"x":[1],"y":[2]},"c":[3]}})";
  EXPECT_TRUE(match(pattern, R"({"a":[{"b":[{"x":1},{"x":1,"y":2}],"c":3}]})"));
  EXPECT_FALSE(match(pattern, R"({"a":[{"b":[{"x":1},{"y":2}],"c":3}]})"));
  EXPECT_FALSE(match(pattern, R"({"a":[{"b":[{"x":1,"y":2}]},{"c":3}]})"));
}

TEST(Matches, AnEarlierChoiceIsTakenBack) {
  EXPECT_TRUE(
      match(R"({"a":{"b":[1],"c":[2],"d":[3]}})", R"({"a":[{"b":1},{"b":1,"c":2},{"b":1,"c":2,"d":3}]})"));
}

TEST(Matches, IndependentArraysDoNotMeet) {
  EXPECT_TRUE(match(R"({"a":{"x":[1]},"b":{"x":[2]}})", R"({"a":[{"x":1},{"x":0}],"b":[{"x":0},{"x":2}]})"));
}

TEST(Matches, AbsenceInsideArraysGoesByTheOrderOfPaths) {
  EXPECT_TRUE(match(R"({"a":{"c":[1],"d":[{"exists":false}]}})", R"({"a":[{"d":1},{"c":1}]})"));
  EXPECT_FALSE(match(R"({"a":{"b":[{"exists":false}],"c":[1]}})", R"({"a":[{"b":1},{"c":1}]})"));
}

TEST(Matches, ManyIndependentArraysStayCheap) {
  std::string pattern = "{";
  std::string event = "{";
  for (int field = 0; field < 40; ++field) {
    const std::string key = (field == 0 ? "\"k" : ",\"k") + std::to_string(100 + field) + "\":";
    pattern += key + (field == 39 ? R"({"x":[2]})" : R"({"x":[1]})");
    event += key + "[";
    for (int i = 0; i < 50; ++i) event += i == 0 ? R"({"x":1})" : R"(,{"x":1})";
    event += "]";
  }
  EXPECT_FALSE(match(pattern + "}", event + "}"));
}

TEST(Matches, ManyFieldsOfOneLongArrayStayCheap) {
  std::string pattern = R"({"a":{)";
  std::string element = "{";
  for (int field = 0; field < 30; ++field) {
    const std::string key = (field == 0 ? "\"k" : ",\"k") + std::to_string(100 + field) + "\":";
    pattern += key + (field == 29 ? "[2]" : "[1]");
    element += key + "[1,1,1]";
  }
  element += "}";
  std::string event = R"({"a":[)" + element;
  for (int i = 0; i < 100; ++i) event += "," + element;
  EXPECT_FALSE(match(pattern + "}}", event + "]}"));
}

TEST(Matches, ArraysUnderRepeatedKeysStayCheap) {
  const RepeatedArrays repeated = repeated_arrays(5, 300);
  EXPECT_TRUE(match(repeated.pattern, repeated.matching));
  EXPECT_FALSE(match(repeated.pattern, repeated.other));
  const RepeatedArrays alike = alike_arrays(200);
  EXPECT_FALSE(match(alike.pattern, alike.other));
}

// Where event-ruler 2.0.1 answers false: choices of one $or that share {"exists":false} on one field.
TEST(Matches, ChoicesDoNotDisturbEachOther) {
  EXPECT_TRUE(match(R"({"$or":[{"b":["x",{"exists":false}]},{"b":[{"exists":true},{"exists":false}]}]})",
                    R"({"b":null})"));
}

}  // namespace
}  // namespace sb::pattern
