// SPDX-License-Identifier: Apache-2.0
#include "pattern/rule_cover.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/random_cases.h"
#include "pattern/reference_matcher.h"

namespace sb::pattern {
namespace {

Pattern pattern_of(std::string_view text) {
  ParseResult result = parse(text);
  EXPECT_TRUE(result.ok()) << text;
  return *std::move(result.pattern);
}

bool same(std::string_view a, std::string_view b) {
  return canonical_text(pattern_of(a)) == canonical_text(pattern_of(b));
}

bool is_covered(std::string_view narrow, std::string_view wide) {
  return covers(pattern_of(wide), pattern_of(narrow));
}

TEST(CanonicalText, SeesThroughSpelling) {
  EXPECT_TRUE(same(R"({"a":["x","y"],"b":[300]})", R"({"b":[3e2,300.0],"a":["y","x","x"]})"));
  EXPECT_TRUE(same(R"({"a":{"b":["x"]}})", R"({"a.b":["\u0078"]})"));
  EXPECT_TRUE(same(R"({"$or":[{"a":[1]},{"b":[2]}]})", R"({"$or":[{"b":[2]},{"a":[1]},{"a":[1]}]})"));
  EXPECT_TRUE(same(R"({"a":["x"],"a":["y"]})", R"({"a":["y"]})"));
  EXPECT_TRUE(same(R"({"a":[{"numeric":["=",5]}]})", R"({"a":[5]})"));
  EXPECT_TRUE(same(R"({"a":[{"equals-ignore-case":"X"}]})", R"({"a":[{"equals-ignore-case":"x"}]})"));
  EXPECT_TRUE(same(R"({"a":[{"cidr":"10.0.0.0/8"}]})", R"({"a":[{"cidr":"10.9.9.9/8"}]})"));
  EXPECT_TRUE(same(R"({"a":[{"anything-but":["x","y"]}]})", R"({"a":[{"anything-but":["y","x"]}]})"));
}

TEST(CanonicalText, TellsApartWhatDiffers) {
  EXPECT_FALSE(same(R"({"a":["1"]})", R"({"a":[1]})"));
  EXPECT_FALSE(same(R"({"a":["10.0.0.1"]})", R"({"a":[{"exactly":"10.0.0.1"}]})"));
  EXPECT_FALSE(same(R"({"a":["x,y"]})", R"({"a":["x","y"]})"));
  EXPECT_FALSE(same(R"({"a":[{"wildcard":"a*"}]})", R"({"a":[{"wildcard":"a\\*"}]})"));
  EXPECT_FALSE(same(R"({"a":[{"numeric":[">",5]}]})", R"({"a":[{"numeric":[">=",5]}]})"));
}

TEST(Covers, SeesWhatIsEasilySeen) {
  EXPECT_TRUE(is_covered(R"({"a":["x"],"b":["y"]})", R"({"a":["x"]})"));
  EXPECT_TRUE(is_covered(R"({"a":["xyz",{"prefix":"xy"}]})", R"({"a":[{"prefix":"x"}]})"));
  EXPECT_TRUE(is_covered(R"({"a":[{"suffix":"yz"}]})", R"({"a":[{"suffix":"z"}]})"));
  EXPECT_TRUE(is_covered(R"({"a":[3,{"numeric":[">",1,"<",5]}]})", R"({"a":[{"numeric":[">=",1,"<=",5]}]})"));
  EXPECT_TRUE(is_covered(R"({"a":[{"wildcard":"x*"}]})", R"({"a":[{"exists":true}]})"));
  EXPECT_TRUE(is_covered(R"({"a":["x"]})", R"({"$or":[{"a":["x"]},{"b":["y"]}]})"));
  EXPECT_FALSE(is_covered(R"({"a":["x"]})", R"({"a":["x"],"b":["y"]})"));
  EXPECT_FALSE(is_covered(R"({"a":[{"numeric":[">=",1]}]})", R"({"a":[{"numeric":[">",1]}]})"));
  EXPECT_FALSE(is_covered(R"({"a":[{"exists":false}]})", R"({"a":[{"exists":true}]})"));
}

// An absence is looked for in the elements that the other fields have chosen: {"a":[{"c":"x"},{"b":1}]}.
TEST(Covers, AbsenceDependsOnTheOtherFields) {
  EXPECT_FALSE(
      is_covered(R"({"a":{"0":["x"],"b":[{"exists":false}]}})", R"({"a":{"b":[{"exists":false}]}})"));
}

// Laws, on random patterns and events.
class CoverLaws : public testing::Test, protected RandomCases {
 protected:
  CoverLaws() : RandomCases(77) {}

  // Few words, so that patterns often meet.
  std::string small_pattern() {
    static const std::vector<std::string> kLists = {R"(["x"])",
                                                    R"(["x","y"])",
                                                    R"([{"prefix":"x"}])",
                                                    R"([{"exists":true}])",
                                                    R"([{"exists":false}])",
                                                    R"([5])",
                                                    R"([5.0,"x"])",
                                                    R"([{"numeric":[">",0]}])",
                                                    R"([{"exists":false},"x"])",
                                                    R"([{"anything-but":"x"}])",
                                                    R"([{"suffix":"xy"}])",
                                                    R"([{"suffix":"y"}])"};
    static const std::vector<std::string> kPaths = {R"("a.b")", R"("a.c")", R"("d")"};
    std::string out = "{";
    for (const std::string& path : kPaths) {
      if (chance(60)) out += path + ":" + pick(kLists) + ",";
    }
    return out + R"("e":["x"]})";
  }
  std::string small_event() {
    static const std::vector<std::string> kValues = {R"("x")", R"("y")", R"("xy")", "5", "7", "null", "[]"};
    const auto object = [&] {
      return "{" + (chance(70) ? R"("b":)" + pick(kValues) + "," : "") + R"("c":)" + pick(kValues) + "}";
    };
    const std::string a = chance(50) ? object() : "[" + object() + "," + object() + "]";
    return R"({"e":"x","a":)" + a + R"(,"d":)" + pick(kValues) + "}";
  }
};

TEST_F(CoverLaws, WhatIsCoveredMatchesNothingMore) {
  int covered = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto wide = parse(small_pattern()), narrow = parse(small_pattern());
    if (!covers(*wide.pattern, *narrow.pattern)) continue;
    ++covered;
    for (int j = 0; j < 5; ++j) {
      const std::string text = small_event();
      const auto event = read_event(text);
      ASSERT_TRUE(!matches(*narrow.pattern, *event.event) || matches(*wide.pattern, *event.event)) << text;
    }
  }
  EXPECT_GT(covered, 500);
}

TEST_F(CoverLaws, PatternsWithOneCanonicalTextMatchTheSame) {
  int same = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto one = parse(small_pattern()), other = parse(small_pattern());
    if (canonical_text(*one.pattern) != canonical_text(*other.pattern)) continue;
    ++same;
    const auto event = read_event(small_event());
    ASSERT_EQ(matches(*one.pattern, *event.event), matches(*other.pattern, *event.event));
  }
  EXPECT_GT(same, 50);
}

}  // namespace
}  // namespace sb::pattern
