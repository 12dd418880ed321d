// SPDX-License-Identifier: Apache-2.0
#include "reconcile/probe.h"

#include <gtest/gtest.h>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace sb::reconcile {
namespace {

const aws::Realm kRealm{"123456789012", "eu-west-1"};

bool matches(const std::string& pattern, const std::string& event) {
  const auto parsed = pattern::parse(pattern);
  const auto read = pattern::read_event(event);
  return parsed.ok() && read.ok() && pattern::matches(*parsed.pattern, *read.event);
}

TEST(Sample, PassesThePatternAndTheFilterBehindIt) {
  const std::string pattern = R"({"source":["a"],"detail":{"queue":{"id":["q1","q2"]}}})";
  const std::string filter = R"({"detail":{"priority":[{"numeric":[">",5]}]}})";
  const auto both = make_sample(pattern, filter, kRealm);
  ASSERT_TRUE(both);
  EXPECT_TRUE(matches(pattern, *both) && matches(filter, *both)) << *both;
  const auto one = make_sample(pattern, "", kRealm);
  ASSERT_TRUE(one);
  EXPECT_FALSE(matches(filter, *one));
}

TEST(Sample, TakesTheNarrowerValueOfAFieldThatBothSpeakOf) {
  const std::string wide = R"({"detail":{"queue":{"id":["q1","q2"]}}})";
  const std::string narrow = R"({"detail":{"queue":{"id":["q2"]}}})";
  EXPECT_TRUE(make_sample(wide, narrow, kRealm));
  EXPECT_TRUE(make_sample(narrow, wide, kRealm));
}

TEST(Sample, IsNotMadeWherePatternAndFilterContradictEachOther) {
  EXPECT_FALSE(make_sample(R"({"detail":{"a":["x"]}})", R"({"detail":{"a":["y"]}})", kRealm));
  EXPECT_FALSE(make_sample("no pattern", "", kRealm));
}

TEST(Probes, MatchTheirOwnPatternWhateverItsOperators) {
  for (
      const char* pattern :
      {R"({"source":["a"],"detail-type":["b"]})",
       R"({"source":[{"prefix":"aws."}],"detail-type":[{"suffix":".end"}],"detail":{"n":[{"numeric":[">",1,"<",2]}],"s":[{"anything-but":["x"]}],"e":[{"exists":true}],"m":[{"exists":false}],"w":[{"wildcard":"a*b"}],"i":[{"equals-ignore-case":"Q"}],"c":[{"cidr":"10.0.0.0/8"}]}})",
       R"({"detail-type":["t"],"$or":[{"detail":{"a":[1]}},{"detail":{"b":[2]}}]})"}) {
    const auto probes = make_probes(pattern, kRealm);
    ASSERT_TRUE(probes && probes->other) << pattern;
    EXPECT_STREQ(probes->other->what, "another event type");
    EXPECT_TRUE(matches(pattern, probes->matching) && !matches(pattern, probes->other->event)) << pattern;
  }
}

TEST(Probes, ChangeAFieldThatThePatternLooksAt) {
  static constexpr std::pair<const char*, const char*> kPatterns[] = {
      {R"({"source":[{"prefix":"my."}]})", "another source"},
      {R"({"detail":{"x":[1]}})", "another detail"},
      {R"({"account":["123456789012"]})", "another account"}};
  for (const auto& [pattern, what] : kPatterns) {
    const auto probes = make_probes(pattern, kRealm);
    ASSERT_TRUE(probes && probes->other) << pattern;
    EXPECT_STREQ(probes->other->what, what);
    EXPECT_TRUE(matches(pattern, probes->matching) && !matches(pattern, probes->other->event)) << pattern;
  }
  const auto all = make_probes(R"({"version":["0"]})", kRealm);
  ASSERT_TRUE(all);
  EXPECT_FALSE(all->other) << "whatever else changes, it matches";
}

TEST(Probes, FindAValueForTheOddestCondition) {
  for (const char* condition :
       {R"({"wildcard":"a\\*b*c"})", R"({"anything-but":{"prefix":"sw"}})",
        R"({"anything-but":{"suffix":"probe"}})", R"({"anything-but":["switchboard-probe"]})",
        R"({"cidr":"10.0.0.0/8"})", R"({"prefix":{"equals-ignore-case":"x"}})"}) {
    const std::string pattern = std::string(R"({"detail":{"f":[)") + condition + "]}}";
    const auto probes = make_probes(pattern, kRealm);
    ASSERT_TRUE(probes) << pattern;
    EXPECT_TRUE(matches(pattern, probes->matching)) << probes->matching;
  }
}

}  // namespace
}  // namespace sb::reconcile
