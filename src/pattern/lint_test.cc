// SPDX-License-Identifier: Apache-2.0
#include "switchboard/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "pattern/random_cases.h"

namespace switchboard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Severity = LintFinding::Severity;

LintCatalogue catalogue() {
  LintCatalogue out;
  out.families = {{"partner",
                   "aws.partner/genesys.com",
                   true,
                   true,
                   "v2.",
                   "detail.eventBody",
                   {"topicName", "eventBody"}},
                  {"tutorial", "genesyscloud", false, false, "", "detail", {}},
                  {"dotted", "genesys.cloud", false, false, "", "detail", {}}};
  out.types = {{"v2.users.{id}.presence", 0, ""},
               {"v2.detail.events.conversation.{id}.user.end", 0, "detail.eventBody.queueId"},
               {"conversationEnded", 1, "detail.queue.id"},
               {"conversation.end", 2, "detail.queue.id"}};
  out.key_name = "queue id";
  out.vendor = "genesys";
  return out;
}

std::vector<LintFinding> findings_of(const std::vector<std::string>& patterns, LintLimits limits = {}) {
  std::vector<LintRule> rules;
  for (size_t i = 0; i < patterns.size(); ++i) {
    rules.push_back({"rule-" + std::to_string(i), patterns[i], static_cast<int>(i) + 1, 21});
  }
  auto result = lint(rules, {limits, catalogue()});
  EXPECT_TRUE(result.ok());
  return std::move(result).value();
}

std::vector<std::string> codes_of(const std::vector<LintFinding>& findings) {
  std::vector<std::string> codes;
  for (const LintFinding& finding : findings) codes.push_back(finding.code);
  return codes;
}

std::vector<std::string> codes(const std::string& pattern) { return codes_of(findings_of({pattern})); }

TEST(Lint, AGoodRuleHasNoFindings) {
  for (const char* pattern :
       {R"({"source":["genesys.cloud"],"detail-type":["conversation.end"],"detail":{"queue":{"id":["q"]}}})",
        R"({"source":[{"prefix":"aws.partner/genesys.com"}],"detail-type":["v2.users.{id}.presence"]})",
        R"({"source":["aws.partner/genesys.com/cloud/org/suffix"],"detail":{"eventBody":{"queueId":["q"]}}})",
        R"({"source":["my.app"],"detail":{"anything":[1,true,"x",{"numeric":[">",0,"<=",5e9]}]}})",
        R"({"detail-type":[{"wildcard":"v2.detail.*"}],"account":["123456789012"]})",
        R"({"source":[{"prefix":""}],"resources":[{"exists":false}]})",
        R"({"source":["genesyscloud"],"detail-type":["somethingNew"]})",
        R"({"source":[{"prefix":"aws.partner/genesys.com"}],"detail-type":["v2.brand.new.topic"]})"}) {
    EXPECT_THAT(codes(pattern), IsEmpty()) << pattern;
  }
}

TEST(Lint, WhatOnlySwitchboardDoesNotTakeIsNotLaidToAws) {
  std::string choices = "{";
  for (const char* name : {"a", "b", "c", "d"}) {
    choices += std::string(choices.size() > 1 ? "," : "") + R"("$or":[)";
    for (int i = 0; i < 6; ++i) {
      choices += std::string(i == 0 ? "{\"" : ",{\"") + name + std::to_string(i) + R"(":[1]})";
    }
    choices += "]";
  }
  const auto findings = findings_of({choices + "}", R"({"a":["x"]}{})"});
  ASSERT_THAT(codes_of(findings), ElementsAre("SB0600", "SB0600"));
  for (const auto& finding : findings) {
    EXPECT_THAT(finding.message, testing::StartsWith("Switchboard does not take the pattern: "));
    EXPECT_FALSE(finding.hint.empty());
  }
}

TEST(Lint, EveryRefusedPatternIsTold) {
  const auto findings = findings_of({R"({"a":"x"})", R"({"source":["x"]})", R"({"a":[]})"});
  ASSERT_THAT(codes_of(findings), ElementsAre("SB0600", "SB0600"));
  EXPECT_EQ(findings[0].severity, Severity::kError);
  EXPECT_THAT(findings[0].message,
              testing::StartsWith(R"(AWS refuses the pattern: "a" must be an object or an array)"));
  EXPECT_EQ(findings[0].line, 1);
  EXPECT_EQ(findings[0].column, 21 + 7 - 1);
  EXPECT_EQ(findings[1].line, 3);
}

struct Expected {
  const char* pattern;
  const char* code;
  const char* message;
};

TEST(Lint, FindsWhatCannotBeMeant) {
  const Expected all[] = {
      {R"({"account":[123456789012]})", "SB0601", "`account` is text in every event"},
      {R"({"account":["12"]})", "SB0601", "12 digits"},
      {R"({"source":[{"exists":false}]})", "SB0601", "every event has `source`"},
      {R"({"detail":["x"]})", "SB0601", "`detail` is an object"},
      {R"({"source":["x"],"$or":[{"time":[5]},{"id":["x"]}]})", "SB0602", "1 of its 2"},
      {R"({"source":["genesyscloud"],"detail-type":["conversation.end"]})", "SB0601",
       "events called `conversation.end` have the source `genesys.cloud`, not `genesyscloud`"},
      {R"({"source":["genesyscloud"],"detail-type":["conversation.end","conversationEnded"]})", "SB0614",
       "have the source `genesys.cloud`"},
      {R"({"source":[{"prefix":"aws.partner/genesys.com"}],"detail-type":["v2.users.17.presence"]})",
       "SB0601", "keeps the literal {id}"},
      {R"({"source":[{"prefix":"aws.partner/genesys.com"}],"detail-type":["conversationEnded"]})", "SB0601",
       "have the source `genesyscloud`"},
      {R"({"source":[{"prefix":"aws.partner/genesys.com"}],"detail-type":["x"]})", "SB0601",
       "no event with this source is called `x`"},
      {R"({"source":["genesyscloud"],"detail-type":["conversationEnd"]})", "SB0601",
       "did you mean `conversationEnded`"},
      {R"({"source":["aws.partner/genesys.com"]})", "SB0613", "it goes on with the bus's name"},
      {R"({"source":["genesys-cloud"]})", "SB0613", "no source is called `genesys-cloud`"},
      {R"({"source":{"prefix":["aws."]}})", "SB0601", R"(write "source":[{"prefix":"aws."}])"},
      {R"({"source":{"name":["x"]}})", "SB0601", "`source` is text in every event, nothing stands below it"},
      {R"({"detail":{"amount":{"numeric":[">",100]}}})", "SB0620",
       "`numeric` is a field here, below `detail.amount`"},
      {R"({"detail":{"state":{"anything-but":["x","y"]}}})", "SB0620", "an operator stands in a list"},
      {R"({"detail":{"state":{"anything-but":{"prefix":["x"]}}}})", "SB0620", "`anything-but` is a field"},
      {R"({"detail":{"state":{"exists":[false]}}})", "SB0620", "`exists`"},
      {R"({"detail":{"state":{"prefix":["run"]}}})", "SB0620", "`prefix`"},
      {R"({"detail":{"a":["x"],"a.b":["y"]}})", "SB0603", "an array of both kinds"},
      {R"({"detail":{"a":[{"exists":false}],"a":{"b":["y"]}}})", "SB0604", "says nothing about objects"},
      {R"({"source":["x"],"source":["y"]})", "SB0607", "counts for nothing"},
      {R"({"source":["x","x"]})", "SB0608", "twice"},
      {R"({"detail":{"n":[300,3e2]}})", "SB0608", "3e2 stands in the list twice"},
      {R"({"queueId":["x"]})", "SB0610", "no `queueId` at the top"},
      {R"({"detail.queue.id":["x"]})", "SB0611", "a key with dots"},
      {R"({"detail-type":["v2.detail.events.conversation.{id}.user.end"],"detail":{"queue":{"id":["q"]}}})",
       "SB0612", "carries its queue id at `detail.eventBody.queueId`, not at `detail.queue.id`"},
      {R"({"detail-type":["v2.users.{id}.presence"],"detail":{"eventBody":{"queueId":["q"]}}})", "SB0612",
       "carries no queue id"},
      {R"({"source":["genesyscloud"],"detail":{"eventBody":{"mediaType":["q"]}}})", "SB0612",
       "have no `detail.eventBody.mediaType`"},
      {R"({"source":[{"prefix":"aws.partner/genesys.com/cloud/"}],"detail":{"mediaType":["q"]}})", "SB0612",
       "have no `detail.mediaType`"},
      {R"({"detail":{"count":["5","6"]}})", "SB0615", "in quotes is text"},
      {R"({"detail":{"flag":["true"]}})", "SB0615", "boolean true"},
      {R"({"detail":{"t":[{"numeric":[">",1764000000000]}]}})", "SB0616", "outside what AWS documents"},
      {R"({"detail":{"t":[{"numeric":["=",0.1234567]}]}})", "SB0616", "0.1234567"},
  };
  for (const Expected& expected : all) {
    const auto findings = findings_of({expected.pattern});
    const auto at = std::find_if(findings.begin(), findings.end(),
                                 [&](const auto& finding) { return finding.code == expected.code; });
    ASSERT_NE(at, findings.end()) << expected.pattern << testing::PrintToString(codes_of(findings));
    EXPECT_THAT(at->message, HasSubstr(expected.message)) << expected.pattern;
    EXPECT_GE(at->column, 21) << expected.pattern;
  }
}

TEST(Lint, AFieldMayBearAnOperatorsName) {
  for (const char* pattern :
       {R"({"detail":{"prefix":["logs/"]}})", R"({"detail":{"object":{"key":["a"],"prefix":["b"]}}})",
        R"({"detail":{"x":{"exists":["yes"]}}})", R"({"detail":{"x":{"prefix":[{"prefix":"a"}]}}})",
        R"({"source":{"name":[{"exists":false}]}})"}) {
    EXPECT_THAT(codes(pattern), IsEmpty()) << pattern;
  }
  const auto found = findings_of({R"({"detail":{"state":{"prefix":["a","b"]}}})"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().severity, Severity::kNote);
  EXPECT_EQ(found.front().hint, R"(for the operator write "state":[{"prefix":"a"},{"prefix":"b"}])");
}

TEST(Lint, OnesOwnSourcesMayHaveAnyName) {
  EXPECT_THAT(codes(R"({"source":["com.acme.genesys-bridge"]})"), IsEmpty());
  EXPECT_THAT(codes(R"({"source":["genesys.custom.app"]})"), IsEmpty());
  EXPECT_THAT(codes(R"({"source":["aws.genesys"]})"), ElementsAre("SB0613"));
}

TEST(Lint, OneFaultIsToldOnce) {
  EXPECT_THAT(codes(R"({"source":["genesyscloud"],"detail-type":["conversation.end"]})"),
              ElementsAre("SB0601"));
  EXPECT_THAT(codes(R"({"queueId":["x"],"$or":[{"source":["a"]},{"source":["b"]}]})"), ElementsAre("SB0610"));
  EXPECT_THAT(codes(R"({"source":["genesys-cloud"],"$or":[{"id":["a"]},{"id":["b"]}]})"),
              ElementsAre("SB0613"));
}

TEST(Lint, WhatOnlyLooksLikeANumberIsLeftAlone) {
  EXPECT_THAT(codes(R"({"detail":{"queueId":["5"],"ani":["31201234"],"t":["1234567890123456"],"x":["5a"]}})"),
              IsEmpty());
}

TEST(Lint, PlacesAreThoseOfTheFile) {
  LintRule rule{"r", "{\n  \"detail\": {\n    \"count\": [\"5\"] }}", 7, 3};
  const auto several = lint(std::vector{rule}, {});
  ASSERT_EQ(several.value().size(), 1U);
  EXPECT_EQ(several.value()[0].line, 9);
  EXPECT_EQ(several.value()[0].column, 14);
  rule.column = 0;
  const auto line_only = lint(std::vector{rule}, {});
  EXPECT_EQ(line_only.value()[0].line, 7);
  EXPECT_EQ(line_only.value()[0].column, 0);
}

TEST(Lint, RulesThatAreTheSameAreTold) {
  const auto findings = findings_of(
      {R"({"source":["a","b"],"detail":{"n":[300]}})", R"({"detail.n":[3e2],"source":["b","a","b"]})"});
  const auto same = std::find_if(findings.begin(), findings.end(),
                                 [](const auto& finding) { return finding.code == "SB0605"; });
  ASSERT_NE(same, findings.end());
  EXPECT_EQ(same->rule, "rule-1");
  EXPECT_THAT(same->message, HasSubstr("'rule-0' (line 1)"));
}

TEST(Lint, RulesThatOthersCoverAreNoted) {
  const auto findings = findings_of({R"({"source":["a"],"id":["x"]})", R"({"source":[{"prefix":"a"},"b"]})"});
  ASSERT_THAT(codes_of(findings), ElementsAre("SB0606"));
  EXPECT_EQ(findings[0].severity, Severity::kNote);
  EXPECT_EQ(findings[0].rule, "rule-0");
}

TEST(Lint, IdsThatRepeatAreTold) {
  const std::vector<LintRule> rules = {{"a", R"({"source":["x"]})", 1, 1},
                                       {"a", R"({"source":["y"]})", 2, 1}};
  const auto findings = lint(rules, {});
  EXPECT_THAT(codes_of(findings.value()), ElementsAre("SB0609"));
}

std::string long_pattern(size_t length) {
  const std::string start = R"({"source":[")", end = R"("]})";
  return start + std::string(length - start.size() - end.size(), 'x') + end;
}

TEST(Lint, LimitsOfAwsAreTold) {
  EXPECT_THAT(codes(long_pattern(1843)), IsEmpty());
  EXPECT_EQ(findings_of({long_pattern(1844)})[0].severity, Severity::kWarning);
  EXPECT_EQ(findings_of({long_pattern(2048)})[0].severity, Severity::kWarning);
  const auto over = findings_of({long_pattern(2049)});
  EXPECT_EQ(over[0].severity, Severity::kError);
  EXPECT_EQ(over[0].code, "SB0617");
  const auto spaced = findings_of({R"({"source":["x"]})" + std::string(2100, ' ')});
  EXPECT_THAT(spaced[0].hint, HasSubstr("without white space it has 16"));
}

TEST(Lint, NumbersOfRulesAreToldForTheWholeBus) {
  std::vector<std::string> patterns;
  for (int i = 0; i < 27; ++i) {
    patterns.push_back(R"({"source":[{"wildcard":"a*)" + std::to_string(i) + R"("}]})");
  }
  const auto near = findings_of(patterns);
  ASSERT_THAT(codes_of(near), ElementsAre("SB0618"));
  EXPECT_EQ(near[0].line, 0);
  EXPECT_EQ(near[0].severity, Severity::kWarning);
  LintLimits tight;
  tight.rules = 20;
  tight.wildcard_rules = 26;
  const auto over = findings_of(patterns, tight);
  ASSERT_THAT(codes_of(over), ElementsAre("SB0618", "SB0619"));
  EXPECT_EQ(over[0].severity, Severity::kError);
  EXPECT_EQ(over[1].severity, Severity::kError);
}

TEST(Lint, RandomRulesAreNoTrouble) {
  sb::pattern::RandomCases random(78);
  for (int i = 0; i < 2000; ++i) {
    const std::vector<LintRule> rules = {{"a", random.pattern(0), 1, 1}, {"b", random.pattern(0), 2, 1}};
    ASSERT_TRUE(lint(rules, {{}, catalogue()}).ok());
  }
}

}  // namespace
}  // namespace switchboard
