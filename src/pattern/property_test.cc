// SPDX-License-Identifier: Apache-2.0
// Laws that hold for every pattern and event, tried on random ones.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "json/reader.h"
#include "pattern/numeric.h"
#include "pattern/parse.h"
#include "pattern/random_cases.h"
#include "pattern/reference_matcher.h"

namespace sb::pattern {
namespace {

constexpr int kRounds = 3000;

class Laws : public testing::Test, protected RandomCases {
 protected:
  Laws() : RandomCases(20240731) {}

  bool match(const std::string& pattern_text, const std::string& event_text) {
    const ParseResult parsed = parse(pattern_text);
    const EventResult event = read_event(event_text);
    EXPECT_TRUE(parsed.ok()) << pattern_text << parsed.error.reason;
    EXPECT_TRUE(event.ok()) << event_text << event.error.reason;
    return parsed.ok() && event.ok() && matches(*parsed.pattern, *event.event);
  }
};

TEST_F(Laws, AnythingButIsNegationOnScalars) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string event = R"({"a":)" + scalar() + "}";
    for (const char* form : {"prefix", "suffix", "equals-ignore-case", "wildcard"}) {
      const std::string operand =
          R"({")" + std::string(form) + R"(":)" + (up_to(3) == 0 ? "\"x\"" : "\"xy\"") + "}";
      ASSERT_NE(match(R"({"a":[)" + operand + "]}", event),
                match(R"({"a":[{"anything-but":)" + operand + "}]}", event));
    }
    const std::string exact = R"({"exactly":)" + text() + "}";
    const std::string operand = exact.substr(11, exact.size() - 12);
    ASSERT_NE(match(R"({"a":[)" + exact + "]}", event),
              match(R"({"a":[{"anything-but":)" + operand + "}]}", event));
    std::string n = number();
    while (!comparable_value(n)) n = number();  // anything-but refuses the others
    ASSERT_NE(match(R"({"a":[)" + n + "]}", event), match(R"({"a":[{"anything-but":)" + n + "}]}", event));
  }
}

TEST_F(Laws, AnUnrelatedFieldChangesNothing) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string p = pattern(0), event = object(0);
    const std::string more = R"({"unrelated":)" + value(0) + "," + event.substr(1);
    ASSERT_EQ(match(p, event), match(p, more)) << p << " " << more;
  }
}

TEST_F(Laws, TheOrderOfKeysInTheEventDoesNotMatter) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string p = pattern(0), one = value(0), two = value(0), three = value(0);
    const std::string forth = R"({"a":)" + one + R"(,"b":)" + two + R"(,"c":)" + three + "}";
    const std::string back = R"({"c":)" + three + R"(,"b":)" + two + R"(,"a":)" + one + "}";
    ASSERT_EQ(match(p, forth), match(p, back)) << p << " " << forth;
  }
}

TEST_F(Laws, AListOfPredicatesIsTheirDisjunction) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string p = predicate(), q = predicate(), event = object(0);
    const auto holds = [&](const std::string& list) { return match(R"({"a":[)" + list + "]}", event); };
    ASSERT_EQ(holds(p + "," + q), holds(p) || holds(q)) << p << " " << q << " " << event;
  }
}

TEST_F(Laws, OrIsTheDisjunctionOfItsPatterns) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string p = pattern(0), q = pattern(0), event = object(0);
    ASSERT_EQ(match(R"({"$or":[)" + p + "," + q + "]}", event), match(p, event) || match(q, event))
        << p << q << event;
  }
}

TEST_F(Laws, NestedAndDottedKeysAreOne) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string f = field(), v = value(0);
    const bool answer = match(R"({"a":{"b":)" + f + "}}", R"({"a":{"b":)" + v + "}}");
    ASSERT_EQ(match(R"({"a.b":)" + f + "}", R"({"a":{"b":)" + v + "}}"), answer);
    ASSERT_EQ(match(R"({"a":{"b":)" + f + "}}", R"({"a.b":)" + v + "}"), answer);
  }
}

TEST_F(Laws, ExistsFalseIsTheNegationOfExistsTrueOutsideArrays) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string event = object(0);
    ASSERT_NE(match(R"({"a":[{"exists":true}]})", event), match(R"({"a":[{"exists":false}]})", event))
        << event;
  }
}

TEST_F(Laws, ReadingIsTotal) {
  for (int i = 0; i < kRounds; ++i) {
    std::string p = pattern(0);
    const size_t at = up_to(p.size() - 1);
    static const std::vector<std::string> kNoise = {"",  "\"", "{", "}", "[",    "]", ",",
                                                    ":", "\\", "x", "0", "\xFF", "\n"};
    p.replace(at, up_to(1), pick(kNoise));
    const ParseResult parsed = parse(p);
    ASSERT_EQ(parsed.ok(), parsed.error.reason.empty()) << p;
    ASSERT_TRUE(!parsed.ok() || !parsed.pattern->sub_rules.empty()) << p;
  }
}

}  // namespace
}  // namespace sb::pattern
