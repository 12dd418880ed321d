// SPDX-License-Identifier: Apache-2.0
#include "pattern/wildcard.h"

#include <gtest/gtest.h>

#include <random>

#include "pattern/ast.h"
#include "pattern/wildcard_complexity.h"

namespace sb::pattern {
namespace {

Wildcard good(std::string_view expression) {
  auto parsed = parse_wildcard(expression);
  EXPECT_TRUE(std::holds_alternative<Wildcard>(parsed)) << expression;
  return std::get<Wildcard>(std::move(parsed));
}

bool matches_text(std::string_view expression, std::string_view text) {
  return matches_wildcard(good(expression), text);
}

TEST(MatchesWildcard, StarsStandForAnyRun) {
  EXPECT_TRUE(matches_text("", ""));
  EXPECT_FALSE(matches_text("", "x"));
  EXPECT_TRUE(matches_text("*", ""));
  EXPECT_TRUE(matches_text("a*b", "ab"));
  EXPECT_TRUE(matches_text("a*b", "a\nb"));
  EXPECT_FALSE(matches_text("a*a", "a"));
  EXPECT_TRUE(matches_text("*b*d*", "abcde"));
  EXPECT_FALSE(matches_text("*d*b*", "abcde"));
  EXPECT_TRUE(matches_text(R"(\**)", "*x"));
  EXPECT_FALSE(matches_text(R"(\**)", "x*"));
  EXPECT_TRUE(matches_text(R"(a\\b)", R"(a\b)"));
}

// The obvious recursion, as a second opinion.
bool obvious(std::string_view expression, std::string_view text) {
  if (expression.empty()) return text.empty();
  if (expression[0] == '*') {
    return obvious(expression.substr(1), text) || (!text.empty() && obvious(expression, text.substr(1)));
  }
  return !text.empty() && text[0] == expression[0] && obvious(expression.substr(1), text.substr(1));
}

TEST(MatchesWildcard, AgreesWithTheObviousRecursion) {
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string expression, text;
    for (size_t n = random() % 7; n > 0; --n) {
      const char c = "ab*"[random() % 3];
      if (c != '*' || !expression.ends_with('*')) expression += c;
    }
    for (size_t n = random() % 8; n > 0; --n) text += "ab"[random() % 2];
    ASSERT_EQ(matches_text(expression, text), obvious(expression, text)) << expression << " " << text;
  }
}

int complexity(std::initializer_list<std::string_view> expressions) {
  std::vector<Predicate> predicates;
  for (const auto expression : expressions) predicates.emplace_back(WildcardMatch{good(expression)});
  return wildcard_complexity(predicates, 1000);
}

TEST(WildcardComplexity, CountsTheBeginningsThatOneTextFits) {
  EXPECT_EQ(complexity({}), 0);
  EXPECT_EQ(complexity({"aaaa"}), 1);
  EXPECT_EQ(complexity({"*"}), 2);
  EXPECT_EQ(complexity({"a*"}), 2);
  EXPECT_EQ(complexity({"*a*"}), 3);
  EXPECT_EQ(complexity({"*:*:*"}), 5);
  EXPECT_EQ(complexity({"*:*:*:*"}), 7);
  EXPECT_EQ(complexity({"*aaaa*"}), 6);
  EXPECT_EQ(complexity({"/Users/*/dir/dir/dir/dir/dir/doc.txt"}), 7);
  EXPECT_EQ(complexity({"*:*:*:*:*:event-bus/*"}), 11);
  EXPECT_EQ(complexity({"*aa*aa*aa*aa*aa"}), 15);
  EXPECT_EQ(complexity({"a*", "b*"}), 2);
  EXPECT_EQ(complexity({"a*", "a*b"}), 4);
}

TEST(WildcardComplexity, StopsAtTheLimit) {
  std::string expression;
  for (int i = 0; i < 500; ++i) expression += "*a*bb*abc";
  EXPECT_EQ(wildcard_complexity(std::vector<Predicate>{WildcardMatch{good(expression)}}, 10), 11);
}

}  // namespace
}  // namespace sb::pattern
