// SPDX-License-Identifier: Apache-2.0
#include "reconcile/rule_parts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "reconcile/desired.h"
#include "reconcile/live_parts.h"
#include "reconcile/plan.h"
#include "spec/load.h"

namespace sb::reconcile {
namespace {

using Ids = std::vector<std::string>;

const aws::Realm kRealm{"123456789012", "eu-west-1"};

// A pattern of ten characters and the ids, so that lengths are easy to see: [10]"a","b".
PatternLength plain() {
  return PatternLength([](const Ids& ids) {
    std::string out = "0123456789";
    for (const std::string& id : ids) out += fmt::format("{}\"{}\"", out.size() == 10 ? "" : ",", id);
    return out;
  });
}

TEST(PatternLength, IsThatOfThePatternItself) {
  EXPECT_EQ(plain().of({"ab"}), 14u);
  EXPECT_EQ(plain().of({"ab", "c"}), 18u);
  EXPECT_EQ(plain().of_one_more("c"), 4u);
}

TEST(Spread, FillsRulesOneAfterTheOther) {
  // Room for three ids of one letter: 10 + 3 + 4 + 4.
  EXPECT_EQ(spread({"a", "b", "c", "d", "e"}, {}, plain(), 21), (QueueParts{{"a", "b", "c"}, {"d", "e"}}));
}

TEST(Spread, AnIdStaysWhereItIsAndANewOneFillsTheRoom) {
  EXPECT_EQ(spread({"x", "a", "d"}, {{"a", "b"}, {"d"}}, plain(), 21), (QueueParts{{"a", "x"}, {"d"}}));
}

TEST(Spread, APartWithNothingLeftIsEmptyAndIsFilledAgain) {
  EXPECT_EQ(spread({"d"}, {{"a"}, {"d"}}, plain(), 21), (QueueParts{{}, {"d"}}));
  EXPECT_EQ(spread({"d", "e"}, {{"a"}, {"d"}}, plain(), 21), (QueueParts{{"e"}, {"d"}}));
}

TEST(Spread, UnderALowerLimitWhatNoLongerFitsGoesToAFurtherRule) {
  EXPECT_EQ(spread({"a", "b", "c"}, {{"a", "b", "c"}}, plain(), 17), (QueueParts{{"a", "b"}, {"c"}}));
}

TEST(Spread, AnIdThatIsTooLongAloneStandsAlone) {
  EXPECT_EQ(spread({"a", "much-too-long", "b"}, {}, plain(), 17),
            (QueueParts{{"a"}, {"much-too-long"}, {"b"}}));
}

TEST(PartName, CountsFromTwoAndKeepsWithin64Characters) {
  EXPECT_EQ(part_name("s-r", 0, 0), "s-r");
  EXPECT_EQ(part_name("s-r", 1, 0), "s-r-2");
  EXPECT_EQ(part_name("s-r", 2, 1), "s-r-3-t2");
  const std::string long_name(64, 'n');
  EXPECT_EQ(part_name(long_name, 1, 0).size(), 64u);
  EXPECT_NE(part_name(long_name, 1, 0), part_name(long_name, 2, 0));
}

spec::Spec read_spec(const std::string& text) {
  auto loaded = spec::load(text, "s.yaml", [](std::string_view) { return std::nullopt; });
  EXPECT_TRUE(loaded.spec) << loaded.diagnostics.to_text();
  return std::move(*loaded.spec);
}

std::string queue_id(int number) { return fmt::format("{:08x}-0193-43aa-aadd-167d922a59af", number); }

Ids queue_ids(int count) {
  Ids out;
  for (int i = 0; i < count; ++i) out.push_back(queue_id(i));
  return out;
}

constexpr char kAllQueues[] =
    "stack: s\nroutes:\n  ended:\n    events: conversation.end\n    queues: [{ match: '*' }]\n    to: [{ "
    "sns: t }]\n";

DesiredResult desire(const spec::Spec& spec, const Ids& ids, std::map<std::string, QueueParts> live = {}) {
  Resolution resolution;
  resolution.realm = kRealm;
  resolution.queue_ids["ended"] = ids;
  resolution.live_parts = std::move(live);
  return make_desired(spec, resolution);
}

// How many rules let an event of the queue through.
size_t rules_for(const Desired& desired, const std::string& id) {
  const std::string text = fmt::format(
      R"({{"source":"genesys.cloud","detail-type":"conversation.end","detail":{{"queue":{{"id":"{}"}}}}}})",
      id);
  const auto event = pattern::read_event(text);
  return static_cast<size_t>(
      std::count_if(desired.rules.begin(), desired.rules.end(), [&](const DesiredRule& rule) {
        return pattern::matches(*pattern::parse(rule.pattern).pattern, *event.event);
      }));
}

TEST(LongQueueLists, TwoThousandQueuesIntoOneTopicMakeAbout45RulesThatLetThroughExactlyThose) {
  const DesiredResult made = desire(read_spec(kAllQueues), queue_ids(2000));
  ASSERT_TRUE(made.problems.empty()) << made.problems.front().message;
  EXPECT_GE(made.desired.rules.size(), 40u);
  EXPECT_LE(made.desired.rules.size(), 48u);
  std::set<std::string> names;
  for (const DesiredRule& rule : made.desired.rules) {
    EXPECT_LE(rule.pattern.size(), 2048u);
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_EQ(rule.targets.size(), 1u);
  }
  for (int i = 0; i < 2000; ++i) EXPECT_EQ(rules_for(made.desired, queue_id(i)), 1u) << i;
  EXPECT_EQ(rules_for(made.desired, queue_id(2000)), 0u);
  // One pattern over rule names covers them all in the policies.
  EXPECT_EQ(made.desired.queues.begin()->second.sources,
            std::set<std::string>{aws::rule_arn(kRealm, "default", "s-*")});
}

TEST(LongQueueLists, AHigherLimitOfTheAccountMakesFewerRules) {
  const DesiredResult made = desire(
      read_spec(std::string(kAllQueues) + "aws: { limits: { pattern_chars: 4096 } }\n"), queue_ids(2000));
  ASSERT_TRUE(made.problems.empty());
  EXPECT_LE(made.desired.rules.size(), 22u);
}

Observed live(const Desired& desired) {
  Observed out;
  for (const DesiredRule& rule : desired.rules) {
    ObservedRule& found = out.rules[rule.arn];
    found.rule = {rule.name, rule.arn,         rule.bus,  rule.pattern, "",
                  "ENABLED", rule.description, rule.role, "",           {}};
    for (const DesiredTarget& target : rule.targets) found.targets.push_back({target.id, target.wire});
  }
  return out;
}

std::set<std::string> changed_rules(const Desired& desired, const Observed& observed) {
  std::set<std::string> out;
  for (const Change& change : make_plan(desired, observed, {}).plan.changes) {
    if (change.kind == "aws.rule") out.insert(change.name);
  }
  return out;
}

TEST(LongQueueLists, OneQueueMoreOrLessChangesOneRule) {
  const spec::Spec spec = read_spec(kAllQueues);
  const Desired before = desire(spec, queue_ids(200)).desired;
  const Observed observed = live(before);
  const auto parts = read_live_parts(spec, before, observed);
  Ids more = queue_ids(200);
  more.insert(more.begin(), queue_id(9999));
  EXPECT_EQ(changed_rules(desire(spec, more, parts).desired, observed).size(), 1u);
  Ids less = queue_ids(200);
  less.erase(less.begin() + 60);
  EXPECT_EQ(changed_rules(desire(spec, less, parts).desired, observed), std::set<std::string>{"s-ended-2"});
  Ids turned = queue_ids(200);
  std::reverse(turned.begin(), turned.end());
  EXPECT_TRUE(changed_rules(desire(spec, turned, parts).desired, observed).empty());
}

TEST(LongQueueLists, IdsThatMoveStandInTheirNewRuleBeforeTheOldOneLetsThemGo) {
  const spec::Spec wide = read_spec(std::string(kAllQueues) + "aws: { limits: { pattern_chars: 4096 } }\n");
  const Desired before = desire(wide, queue_ids(90)).desired;
  ASSERT_EQ(before.rules.size(), 1u);
  const Observed observed = live(before);
  const spec::Spec narrow = read_spec(kAllQueues);
  const Desired after = desire(narrow, queue_ids(90), read_live_parts(wide, before, observed)).desired;
  const Plan plan = make_plan(after, observed, {}).plan;
  size_t shrinks = 0;
  std::set<size_t> stand;
  for (size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    if (change.kind == "aws.rule" && change.name == "s-ended") shrinks = i;
    if (change.name.starts_with("s-ended-2")) stand.insert(i);
  }
  ASSERT_EQ(stand.size(), 2u);  // the rule and its target
  const std::vector<size_t>& needs = plan.changes[shrinks].needs;
  for (const size_t change : stand) EXPECT_NE(std::find(needs.begin(), needs.end(), change), needs.end());
}

TEST(ManyTargets, GoOnInFurtherRulesWithTheSamePattern) {
  const DesiredResult made = desire(read_spec("stack: s\nroutes:\n  ended:\n    events: conversation.end\n   "
                                              " to: [{ sqs: a }, { sqs: b }, { sqs: c }, "
                                              "{ sqs: d }, { sqs: e }, { sqs: f }, { sqs: g }]\n"),
                                    {});
  ASSERT_TRUE(made.problems.empty()) << made.problems.front().message;
  ASSERT_EQ(made.desired.rules.size(), 2u);
  EXPECT_EQ(made.desired.rules[0].targets.size(), 5u);
  EXPECT_EQ(made.desired.rules[1].name, "s-ended-t2");
  EXPECT_EQ(made.desired.rules[1].targets.size(), 2u);
  EXPECT_EQ(made.desired.rules[0].pattern, made.desired.rules[1].pattern);
}

TEST(ManyTargets, TwoWithOneIdAreRefusedThoughTheyStandInTwoRules) {
  const DesiredResult made = desire(read_spec("stack: s\nroutes:\n  ended:\n    events: conversation.end\n   "
                                              " to: [{ sqs: a }, { sqs: b }, "
                                              "{ sqs: c }, { sqs: d }, { sqs: e }, { sqs: a }]\n"),
                                    {});
  ASSERT_EQ(made.problems.size(), 1u);
  EXPECT_NE(made.problems.front().message.find("'switchboard-sqs-a'"), std::string::npos);
}

TEST(RuleNames, APartThatIsAnotherRoutesRuleIsRefused) {
  const spec::Spec spec = read_spec(
      "stack: s\nroutes:\n  ended:\n    events: conversation.end\n    queues: [{ match: '*' }]\n    to: [{ "
      "sns: t }]\n"
      "  ended-2:\n    events: conversation.end\n    to: [{ sns: t }]\n");
  const DesiredResult made = desire(spec, queue_ids(100));
  ASSERT_FALSE(made.problems.empty());
  EXPECT_NE(made.problems.front().message.find("s-ended-2"), std::string::npos);
}

}  // namespace
}  // namespace sb::reconcile
