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

}  // namespace
}  // namespace sb::reconcile
