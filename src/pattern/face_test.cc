// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "switchboard/error.h"
#include "switchboard/matcher.h"
#include "switchboard/pattern.h"

namespace switchboard {
namespace {

using Ids = std::vector<std::string_view>;

TEST(FacePattern, ParsesAndMatches) {
  const auto pattern = Pattern::parse(R"({"a":[{"prefix":"x"}]})");
  ASSERT_TRUE(pattern);
  const Pattern copy = pattern.value();
  EXPECT_TRUE(copy.matches(R"({"a":"xy"})").value());
  EXPECT_FALSE(copy.matches(R"({"a":"y"})").value());
}

TEST(FacePattern, TellsWhyNot) {
  const auto pattern = Pattern::parse(R"({"a":[]})");
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().reason, "Empty arrays are not allowed");
  EXPECT_EQ(pattern.error().line, 1);
  EXPECT_EQ(pattern.error().column, 8);
  EXPECT_TRUE(std::string_view(pattern.error().message).starts_with("Event pattern is not valid. Reason: "));
  EXPECT_FALSE(pattern.error().hint.empty());
  const auto answer = Pattern::parse(R"({"a":[1]})").value().matches("[1]");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "Event is not valid. Reason: Event must be a JSON object");
}

TEST(FaceMatcher, GivesIdsInTheOrderOfAdding) {
  Matcher matcher;
  EXPECT_EQ(matcher.size(), 0u);
  EXPECT_EQ(matcher.match("{}").value(), Ids{});
  EXPECT_EQ(matcher.add("z", R"({"a":["x"]})").value(), 0u);
  EXPECT_FALSE(matcher.add("bad", R"({"a":"x"})"));
  EXPECT_EQ(matcher.add("y", R"({"a":["q"]})").value(), 1u);
  EXPECT_EQ(matcher.add("a", Pattern::parse(R"({"a":[{"exists":true}]})").value()).value(), 2u);
  EXPECT_EQ(matcher.add("z", R"({"a":["x"]})").value(), 3u);
  EXPECT_EQ(matcher.size(), 4u);
  EXPECT_EQ(matcher.match(R"({"a":"x"})").value(), (Ids{"z", "a", "z"}));
  EXPECT_FALSE(matcher.match("{"));
}

TEST(FaceMatcher, IdsOutliveAddingAndMoving) {
  Matcher matcher;
  ASSERT_TRUE(matcher.add("first", R"({"a":[1]})"));
  const Ids ids = matcher.match(R"({"a":1})").value();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(matcher.add(std::to_string(i), R"({"b":[1]})"));
  const Matcher moved = std::move(matcher);
  EXPECT_EQ(ids, Ids{"first"});
  EXPECT_EQ(moved.size(), 1001u);
}

TEST(FaceMatcher, ManyThreadsMayAsk) {
  Matcher matcher;
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(matcher.add(std::to_string(i), R"({"a":[)" + std::to_string(i) + "]}"));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&matcher, t] {
      const std::string event = R"({"a":)" + std::to_string(t) + "}";
      for (int i = 0; i < 100; ++i) EXPECT_EQ(matcher.match(event).value(), Ids{std::to_string(t)});
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace switchboard
