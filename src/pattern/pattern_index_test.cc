// SPDX-License-Identifier: Apache-2.0
#include "pattern/pattern_index.h"

#include <gtest/gtest.h>

#include <string>

#include "pattern/parse.h"
#include "pattern/random_cases.h"
#include "pattern/reference_matcher.h"
#include "switchboard/pattern.h"

namespace sb::pattern {
namespace {

TEST(PatternIndex, AnswersAsTheReferenceMatcherDoes) {
  RandomCases cases(7);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = cases.pattern(0);
    const ParseResult parsed = parse(text);
    if (!parsed.ok()) continue;  // an object may override a field, and $or refuses some keys
    const Pattern& pattern = *parsed.pattern;
    const std::string event_text = cases.object(0);
    const Event event = *read_event(event_text).event;
    const PatternIndex index(pattern);
    ASSERT_EQ(index.matches(event), matches(pattern, event)) << text << "\n" << event_text;
    ASSERT_EQ(index.matches(event_text), matches(pattern, event)) << text << "\n" << event_text;
    const SubRule& sub_rule = pattern.sub_rules.back();
    ASSERT_EQ(PatternIndex(pattern, sub_rule).matches(event), matches(pattern, sub_rule, event)) << text;
  }
}

TEST(PatternIndex, WhatIsNoObjectIsNoEvent) {
  const PatternIndex index(*parse(R"({"a":[1]})").pattern);
  for (const char* text : {"", "[]", R"({"a":1)", R"({"a":1} x)", R"({"b":01,"a":1})"}) {
    EXPECT_EQ(index.matches(std::string_view(text)), std::nullopt) << text;
  }
}

std::string long_array(const std::string& last) {
  std::string text = R"({"a":[)";
  for (int i = 0; i < 100000; ++i) text += R"({"b":1,"c":1,"d":0},)";
  return text + last + "]}";
}

TEST(Pattern, LongArraysStayCheap) {
  const auto pattern = switchboard::Pattern::parse(R"({"a":{"b":[1],"c":[1],"d":[1]}})");
  ASSERT_TRUE(pattern);
  EXPECT_FALSE(pattern.value().matches(long_array("{}")).value());
  EXPECT_TRUE(pattern.value().matches(long_array(R"({"b":1,"c":1,"d":1})")).value());
}

}  // namespace
}  // namespace sb::pattern
