// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "switchboard/error.h"
#include "switchboard/matcher.h"
#include "switchboard/pattern.h"

namespace switchboard {
namespace {

using Ids = std::vector<std::string>;

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

TEST(FacePattern, TakesNumbersOfAThousandDigitsWhateverElseIsInThem) {
  const Pattern pattern = Pattern::parse(R"({"a":[{"exists":true}]})").value();
  for (const char* before : {"", "-", "0.", "-0."}) {
    const std::string number = before + std::string(999, '7');
    EXPECT_TRUE(pattern.matches("{\"a\":" + number + "}").value()) << before;
    const auto too_long = pattern.matches("{\"a\":" + number + "77}");
    ASSERT_FALSE(too_long) << before;
    EXPECT_TRUE(std::string_view(too_long.error().reason).starts_with("Number value length (")) << before;
  }
}

TEST(FaceMatcher, GivesIdsInTheOrderOfAdding) {
  Matcher matcher;
  EXPECT_EQ(matcher.size(), 0u);
  EXPECT_EQ(matcher.match("{}").value(), Ids{});
  ASSERT_TRUE(matcher.add("z", R"({"a":["x"]})"));
  EXPECT_FALSE(matcher.add("bad", R"({"a":"x"})"));
  ASSERT_TRUE(matcher.add("y", R"({"a":["q"]})"));
  ASSERT_TRUE(matcher.add("a", Pattern::parse(R"({"a":[{"exists":true}]})").value()));
  ASSERT_TRUE(matcher.add("z", R"({"a":["x"]})"));
  EXPECT_EQ(matcher.size(), 4u);
  EXPECT_EQ(matcher.match(R"({"a":"x"})").value(), (Ids{"z", "a", "z"}));
  EXPECT_FALSE(matcher.match("{"));
}

TEST(FaceMatcher, RemovesByIdAndSaysHowMany) {
  Matcher matcher;
  for (const char* id : {"a", "b", "a"}) ASSERT_TRUE(matcher.add(id, R"({"x":[1]})"));
  EXPECT_EQ(matcher.remove("a").value(), 2u);
  EXPECT_EQ(matcher.remove("a").value(), 0u);
  EXPECT_EQ(matcher.match(R"({"x":1})").value(), Ids{"b"});
}

TEST(FaceMatcher, ChangesReplaceARuleAtOnce) {
  Matcher matcher;
  ASSERT_TRUE(matcher.add("a", R"({"x":[1]})"));
  Changes changes;
  ASSERT_TRUE(changes.remove("a"));
  ASSERT_TRUE(changes.add("a", R"({"x":[2]})"));
  EXPECT_FALSE(changes.add("bad", "{"));
  EXPECT_EQ(matcher.match(R"({"x":1})").value(), Ids{"a"});
  EXPECT_EQ(matcher.apply(std::move(changes)).value(), 1u);
  EXPECT_EQ(matcher.match(R"({"x":1})").value(), Ids{});
  EXPECT_EQ(matcher.match(R"({"x":2})").value(), Ids{"a"});
}

TEST(FaceReader, SeesEachChangeAndOutlivesItsMatcher) {
  auto matcher = std::make_unique<Matcher>();
  Reader reader(*matcher);
  EXPECT_TRUE(reader.match(R"({"x":1})").value().empty());
  ASSERT_TRUE(matcher->add("a", R"({"x":[1]})"));
  EXPECT_EQ(reader.match(R"({"x":1})").value()[0], "a");
  Matcher moved = std::move(*matcher);
  matcher.reset();
  ASSERT_TRUE(moved.add("b", R"({"x":[1]})"));
  const auto matches = reader.match(R"({"x":1})");
  EXPECT_EQ(Ids(matches.value().begin(), matches.value().end()), (Ids{"a", "b"}));
}

static_assert(std::ranges::input_range<const Matches>);

TEST(FaceReader, MatchesAreARange) {
  Matcher matcher;
  ASSERT_TRUE(matcher.add("a", R"({"x":[1]})"));
  ASSERT_TRUE(matcher.add("b", R"({"x":[1]})"));
  Reader reader(matcher);
  const auto matches = reader.match(R"({"x":1})");
  EXPECT_EQ(*std::ranges::find(matches.value(), "b"), "b");
}

TEST(FaceReader, TellsWhyAnEventIsNone) {
  Matcher matcher;
  Reader reader(matcher);
  EXPECT_EQ(reader.match("[1]").error().reason, "Event must be a JSON object");
  EXPECT_EQ(reader.match("{\"a\":01}").error().column, 7);
  EXPECT_TRUE(reader.match("{\"a\":01}", Validation::kNeeded));
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
