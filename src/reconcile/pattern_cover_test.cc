// SPDX-License-Identifier: Apache-2.0
#include "reconcile/pattern_cover.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace sb::reconcile {
namespace {

TEST(CoversPattern, MoreValuesAndFewerFieldsAreWider) {
  const std::string narrow = R"({"source":["a"],"detail":{"queue":{"id":["1","2"]},"kind":["x"]}})";
  EXPECT_TRUE(covers_pattern(narrow, narrow));
  EXPECT_TRUE(covers_pattern(R"({"source":["b","a"],"detail":{"queue":{"id":["2","3","1"]}}})", narrow));
  EXPECT_FALSE(covers_pattern(R"({"source":["a"],"detail":{"queue":{"id":["1"]}}})", narrow));
  EXPECT_FALSE(
      covers_pattern(R"({"source":["a"],"detail":{"queue":{"id":["1","2"]},"other":["x"]}})", narrow));
  EXPECT_FALSE(covers_pattern(narrow, R"({"source":["a"]})"));
}

TEST(CoversPattern, BranchesOfOrCoverOneByOneAndMatchersOnlyTheirLike) {
  EXPECT_TRUE(covers_pattern(R"({"$or":[{"a":["1","2"]},{"b":["3"]}]})", R"({"$or":[{"a":["2"]}]})"));
  EXPECT_FALSE(covers_pattern(R"({"$or":[{"a":["1"]}]})", R"({"$or":[{"a":["1"]},{"b":["3"]}]})"));
  EXPECT_TRUE(covers_pattern(R"({"a":[{"prefix":"x"},"y"]})", R"({"a":[{"prefix":"x"}]})"));
  EXPECT_FALSE(covers_pattern(R"({"a":[{"prefix":"x"}]})", R"({"a":[{"prefix":"xy"}]})"));
  EXPECT_FALSE(covers_pattern(R"({"a":[{"anything-but":["x"]}]})", R"({"a":[{"anything-but":["x","y"]}]})"));
  EXPECT_FALSE(covers_pattern("no JSON", "no JSON"));
}

// Patterns and events over few fields and values, so that many pairs cover and match.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}

  std::string pattern() {
    std::string out;
    for (const char* field : {"a", "b", "c"}) {
      if (pick(3) == 0) continue;
      out += (out.empty() ? "" : ",") + std::string("\"") + field + "\":" + list();
    }
    if (out.empty() || pick(4) == 0)
      out +=
          (out.empty() ? "" : ",") + std::string(R"("$or":[{"d":)") + list() + R"(},{"e":)" + list() + "}]";
    return "{" + out + "}";
  }
  std::string event() {
    std::string out;
    for (const char* field : {"a", "b", "c", "d", "e"}) {
      if (pick(4) != 0)
        out +=
            (out.empty() ? "" : ",") + std::string("\"") + field + "\":\"" + std::to_string(pick(4)) + "\"";
    }
    return "{" + out + "}";
  }

 private:
  unsigned pick(unsigned end) { return static_cast<unsigned>(random_() % end); }
  std::string list() {
    std::string out = "[\"" + std::to_string(pick(4)) + "\"";
    if (pick(2) == 0) out += ",\"" + std::to_string(pick(4)) + "\"";
    if (pick(4) == 0) out += R"(,{"anything-but":["0"]})";
    if (pick(4) == 0) out += R"(,{"exists":false})";
    return out + "]";
  }

  std::mt19937 random_;
};

TEST(CoversPattern, WhateverTheNarrowerOneMatchesTheWiderOneMatches) {
  Draw draw(7);
  std::vector<std::string> events;
  for (int n = 0; n < 60; ++n) events.push_back(draw.event());
  int covered = 0;
  for (int n = 0; n < 4000; ++n) {
    const std::string wide = draw.pattern();
    const std::string narrow = draw.pattern();
    if (!covers_pattern(wide, narrow)) continue;
    ++covered;
    const auto a = pattern::parse(wide);
    const auto b = pattern::parse(narrow);
    ASSERT_TRUE(a.ok() && b.ok()) << wide << " " << narrow;
    for (const std::string& event : events) {
      const auto read = pattern::read_event(event);
      if (!pattern::matches(*b.pattern, *read.event)) continue;
      EXPECT_TRUE(pattern::matches(*a.pattern, *read.event)) << wide << " " << narrow << " " << event;
    }
  }
  EXPECT_GT(covered, 50);
}

TEST(MayOverlap, UnlessAFieldAllowsNoValueThatBothAllow) {
  const auto overlap = [](const char* a, const char* b) {
    return may_overlap(alternatives_of(a), alternatives_of(b));
  };
  EXPECT_TRUE(overlap(R"({"a":["1","2"]})", R"({"a":["2","3"],"b":["x"]})"));
  EXPECT_FALSE(overlap(R"({"a":["1"]})", R"({"a":["2"]})"));
  EXPECT_FALSE(overlap(R"({"a":[1]})", R"({"a":["1"]})"));
  EXPECT_TRUE(overlap(R"({"a":["1"]})", R"({"b":["2"]})"));
  EXPECT_TRUE(overlap(R"({"a":["1"]})", R"({"a":[{"prefix":"2"}]})")) << "matchers are not weighed";
  EXPECT_FALSE(overlap(R"({"$or":[{"a":["1"]},{"b":["2"]}],"c":["x"]})", R"({"a":["3"],"b":["4"]})"));
  EXPECT_TRUE(overlap(R"({"$or":[{"a":["1"]},{"b":["2"]}],"c":["x"]})", R"({"a":["3"],"b":["2"]})"));
}

TEST(MayOverlap, IsTrueWhereverAnEventMatchesBoth) {
  Draw draw(8);
  std::vector<std::string> events;
  for (int n = 0; n < 60; ++n) events.push_back(draw.event());
  int apart = 0;
  for (int n = 0; n < 1000; ++n) {
    const std::string one = draw.pattern();
    const std::string other = draw.pattern();
    if (may_overlap(alternatives_of(one), alternatives_of(other))) continue;
    ++apart;
    const auto a = pattern::parse(one);
    const auto b = pattern::parse(other);
    for (const std::string& event : events) {
      const auto read = pattern::read_event(event);
      EXPECT_FALSE(pattern::matches(*a.pattern, *read.event) && pattern::matches(*b.pattern, *read.event))
          << one << " " << other << " " << event;
    }
  }
  EXPECT_GT(apart, 50);
}

}  // namespace
}  // namespace sb::reconcile
