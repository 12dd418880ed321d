// SPDX-License-Identifier: Apache-2.0
#include "pattern/wildcard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

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
  size_t steps = wildcard_steps(1000);
  return wildcard_complexity(predicates, 1000, steps);
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
  size_t steps = wildcard_steps(expression.size());
  EXPECT_EQ(wildcard_complexity(std::vector<Predicate>{WildcardMatch{good(expression)}}, 10, steps), 11);
}

AnythingBut anything_but(const std::vector<std::string>& expressions) {
  AnythingBut out{AnythingBut::Form::kWildcards, {}, {}, {}};
  for (const std::string& expression : expressions) out.wildcards.push_back(good(expression));
  return out;
}

TEST(WildcardComplexity, BeginningsSharedInAnAnythingButCountOnce) {
  const auto count = [](const std::vector<std::string>& expressions) {
    size_t steps = wildcard_steps(1000);
    return wildcard_complexity(std::vector<Predicate>{anything_but(expressions)}, 1000, steps);
  };
  EXPECT_EQ(count({"*abc", "*abd", "*ab"}), 2);
  EXPECT_EQ(count({"*abc", "*bc", "*c"}), 4);
  EXPECT_EQ(count({"a*", "a*b"}), 3);
  EXPECT_EQ(count({"a*x", "ab*x", "abc*x"}), 6);
}

TEST(WildcardComplexity, OfALongExpressionIsToldInFull) {
  std::string expression = "*";
  for (int i = 0; i < 20000; ++i) expression += std::to_string(i) + ":";
  size_t steps = wildcard_steps(expression.size());
  EXPECT_LE(wildcard_complexity(std::vector<Predicate>{WildcardMatch{good(expression)}}, 10, steps), 10);
}

std::vector<std::string> random_endings(size_t count) {
  std::mt19937 random(7);
  std::vector<std::string> out;
  for (size_t i = 0; i < count; ++i) {
    std::string& expression = out.emplace_back("*");
    for (int n = 0; n < 3; ++n) expression += static_cast<char>('A' + random() % 58);
    std::replace(expression.begin() + 1, expression.end(), '\\', '1');
  }
  return out;
}

// Without the steps, or where every state of every expression stands in each set, these take minutes.
TEST(WildcardComplexity, OfManyExpressionsIsToldOrGivenUpSoon) {
  size_t steps = wildcard_steps(5 * 1000);
  EXPECT_LE(wildcard_complexity(std::vector<Predicate>{anything_but(random_endings(1000))}, 10, steps), 10);
  steps = wildcard_steps(8 * 30000);
  (void)wildcard_complexity(std::vector<Predicate>{anything_but(random_endings(30000))}, 10, steps);
  steps = 100;
  EXPECT_EQ(wildcard_complexity(std::vector<Predicate>{anything_but(random_endings(1000))}, 10, steps), 11);
  EXPECT_EQ(steps, 0u);
}

}  // namespace
}  // namespace sb::pattern
