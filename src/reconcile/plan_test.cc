// SPDX-License-Identifier: Apache-2.0
#include "reconcile/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reconcile/ownership.h"
#include "reconcile/plan_fixture.h"

namespace sb::reconcile {
namespace {

using testing::HasSubstr;

TEST(Plan, MakesWhatIsNeededBeforeItIsNeeded) {
  const Desired desired = desire(kSpec).desired;
  Observed nothing;
  for (const auto& type : desired.event_types)
    nothing.event_types[type.name] = genesys::EventTypeState::kDisabled;
  EXPECT_EQ(summary(make_plan(desired, nothing, {}).plan),
            "create genesys.event_type conversationCreated\ncreate genesys.event_type conversation.end\n"
            "create aws.queue s-dead-letter\ncreate aws.queue_policy s-dead-letter\n"
            "create aws.queue q\ncreate aws.queue_policy q\n"
            "create aws.queue w\ncreate aws.queue_policy w\n"
            "create aws.topic t\ncreate aws.topic_policy t\n"
            "create aws.subscription t -> arn:aws:sqs:eu-west-1:123456789012:w\n"
            "create aws.rule s-created\ncreate aws.target s-created/switchboard-sns-t\n"
            "create aws.rule GC\ncreate aws.target GC/Target1\n");
}

TEST(Plan, WarnsOfAnEventTypeThatIsNotOfferedWhereItsFamilyNeedsIt) {
  const Desired desired = desire(kSpec).desired;
  Observed nothing;
  for (const auto& type : desired.event_types)
    nothing.event_types[type.name] = genesys::EventTypeState::kNotOffered;
  const Plan plan = make_plan(desired, nothing, {}).plan;
  EXPECT_THAT(
      plan.warnings,
      testing::ElementsAre(HasSubstr("does not offer the event type 'conversationCreated' here (404)")));
  nothing.event_types["conversationCreated"] = genesys::EventTypeState::kUnknown;
  EXPECT_THAT(make_plan(desired, nothing, {}).plan.warnings, testing::IsEmpty());
}

TEST(Plan, WarnsOnceThatThePlatformHasNoEventTypesAndWhereItsEventsCome) {
  const Desired desired = desire(kSpec).desired;
  Observed nothing;
  for (const auto& type : desired.event_types)
    nothing.event_types[type.name] = genesys::EventTypeState::kNoSuchApi;
  EXPECT_THAT(
      make_plan(desired, nothing, {}).plan.warnings,
      testing::ElementsAre(testing::AllOf(HasSubstr("none of conversationCreated, conversation.end"),
                                          HasSubstr("partner bus"), HasSubstr("init --template partner"))));
}

TEST(Plan, MakesNothingBeforeTheQueueOnWhichRunsSayThatTheyAreUnderWay) {
  const Plan plan = make_plan(desire(kSpec).desired, {}, {}).plan;
  const auto first = std::find_if(plan.changes.begin(), plan.changes.end(),
                                  [](const Change& c) { return c.kind == "aws.queue"; });
  ASSERT_EQ(first->name, "s-dead-letter");
  const auto claimed = static_cast<size_t>(first - plan.changes.begin());
  for (const Change& change : plan.changes) {
    const bool makes = change.kind == "aws.queue" || change.kind == "aws.topic";
    if (!makes || change.name == "s-dead-letter") continue;
    EXPECT_EQ(change.needs, std::vector<size_t>{claimed}) << change.name;
  }
}

const std::string kBusTarget =
    "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ bus: nobus, role: "
    "\"arn:aws:iam::123456789012:role/r\" }]\n";

TEST(Plan, ABusThatIsLedToHasToBeThere) {
  const Desired desired = desire(kBusTarget).desired;
  const std::string arn = aws::bus_arn(kRealm, "nobus");
  Observed world;
  world.target_buses[arn] = false;
  const auto missing = make_plan(desired, world, {}).problems;
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].code, "SB0301");
  EXPECT_EQ(missing[0].message, "route 'a' (s.yaml:5:10): the event bus " + arn + " does not exist");
  world.target_buses[arn] = true;
  EXPECT_TRUE(make_plan(desired, world, {}).problems.empty());
  const PlanResult unseen = make_plan(desired, {}, {});
  EXPECT_TRUE(unseen.problems.empty());
  EXPECT_THAT(unseen.plan.notes, testing::Contains(HasSubstr("was not looked up")));
}

TEST(Plan, SaysWhatTheOwnersOfTargetsElsewhereHaveToAllow) {
  const auto result = desire(
      "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to:\n"
      "      - { arn: \"arn:aws:events:us-east-1:210987654321:event-bus/b\", role: "
      "\"arn:aws:iam::123456789012:role/r\" }\n"
      "      - { sns: t, subscribers: [{ sqs: \"arn:aws:sqs:eu-west-1:210987654321:w\" }] }\n");
  ASSERT_TRUE(result.problems.empty());
  const auto notes = make_plan(result.desired, {}, {}).plan.notes;
  EXPECT_THAT(notes,
              testing::Contains(testing::AllOf(
                  HasSubstr("s.yaml:6:9"), HasSubstr("is in another account or region"),
                  HasSubstr("role/r must be allowed to do events:PutEvents, by its own policy and by that of "
                            "the target"))));
  EXPECT_THAT(notes,
              testing::Contains(testing::AllOf(HasSubstr("s.yaml:7:"),
                                               HasSubstr("allow sns.amazonaws.com to do sqs:SendMessage"))));
}

TEST(Plan, AFunctionUnderPolicyNoneHasToBeThere) {
  const Desired desired =
      desire("stack: s\nroutes:\n  a: { events: conversationCreated, to: [{ lambda: f, policy: none }] }\n")
          .desired;
  const auto missing = make_plan(desired, {}, {}).problems;
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_THAT(missing[0].message, HasSubstr("(s.yaml:3:"));
  Observed world;
  world.function_policies["arn:aws:lambda:eu-west-1:123456789012:function:f"] = "";
  EXPECT_TRUE(make_plan(desired, world, {}).problems.empty());
}

TEST(Plan, IsEmptyOnceItHasBeenCarriedOut) {
  const Desired desired = desire(kSpec).desired;
  const PlanResult again = make_plan(desired, live_after_apply(desired), {});
  EXPECT_TRUE(again.problems.empty());
  EXPECT_EQ(summary(again.plan), "");
}

TEST(Plan, AnotherOrderOfTargetsIsNoChange) {
  const std::string route = "stack: s\nroutes:\n  r: { events: conversationCreated, to: [{}, {}] }\n";
  const auto with = [&](const char* first, const char* second) {
    std::string text = route;
    text.replace(text.find("{}"), 2, first);
    text.replace(text.find("{}"), 2, second);
    return desire(text).desired;
  };
  const Observed world = live_after_apply(with("{ sqs: a, id: A }", "{ sqs: b, id: B }"));
  EXPECT_EQ(summary(make_plan(with("{ sqs: b, id: B }", "{ sqs: a, id: A }"), world, {}).plan), "");
}

TEST(Plan, KeepsTheTextOfAPatternThatMeansTheSame) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[0].arn);
  const std::string live = R"({ "detail-type" : ["conversationCreated"], "source" : ["genesyscloud"] })";
  rule.rule.pattern = live;
  rule.rule.description = "";
  const Plan plan = make_plan(desired, world, {true, false}).plan;
  ASSERT_EQ(summary(plan), "update aws.rule s-created\n");
  EXPECT_EQ(std::get<PutRule>(plan.changes[0].operations[0]).rule.pattern, live);
}

TEST(Plan, ANewEditOfTheSameMeaningIsNoChange) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[0].arn);
  rule.rule.pattern = R"({ "detail-type" : ["conversationCreated"], "source" : ["genesyscloud"] })";
  awsclient::Attributes& topic = world.topics.begin()->second.attributes;
  json::Object policy = policy_document(topic["Policy"]);
  json::Array reversed = statements_of(policy);
  std::reverse(reversed.begin(), reversed.end());
  policy["Statement"] = reversed;
  topic["Policy"] = json::to_text(policy);
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");
}

TEST(Plan, RefusesARuleOfSomebodyElse) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  awsclient::Rule& rule = world.rules.at(desired.rules[1].arn).rule;
  rule.description = "mine";
  EXPECT_THAT(make_plan(desired, world, {}).problems.at(0).message, HasSubstr("was not made by Switchboard"));
  EXPECT_TRUE(make_plan(desired, world, {true, false}).problems.empty());
  rule.description = write_mark("", {"other", "r", {}});
  EXPECT_THAT(make_plan(desired, world, {true, false}).problems.at(0).message,
              HasSubstr("belongs to the stack 'other'"));
  rule.managed_by = "events.amazonaws.com";
  EXPECT_THAT(make_plan(desired, world, {true, false}).problems.at(0).message,
              HasSubstr("managed by events.amazonaws.com"));
}

TEST(Plan, KeepsADisabledRuleDisabledAndSaysSo) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  world.rules.at(desired.rules[0].arn).rule.state = "DISABLED";
  const PlanResult quiet = make_plan(desired, world, {});
  EXPECT_EQ(summary(quiet.plan), "");
  EXPECT_THAT(quiet.plan.notes.at(0), HasSubstr("is disabled and stays so"));
  world.rules.at(desired.rules[0].arn).rule.description += "x";
  world.rules.at(desired.rules[0].arn).rule.description = write_mark("old words", {"s", "created", {}});
  const PlanResult edit = make_plan(desired, world, {});
  EXPECT_EQ(std::get<PutRule>(edit.plan.changes.at(0).operations.at(0)).rule.state, "DISABLED");
}

TEST(Plan, LeavesForeignTargetsAndRemovesItsOwn) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[1].arn);
  rule.targets.push_back({"theirs", {{"Id", "theirs"}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}});
  rule.targets.push_back(
      {"switchboard-old", {{"Id", "switchboard-old"}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}});
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_EQ(summary(result.plan), "delete aws.target GC/switchboard-old\n");
  EXPECT_THAT(result.plan.notes.at(0), HasSubstr("'theirs' that is not ours; it stays"));
}

TEST(Plan, SaysThatAnAdoptedRulesOwnTargetWouldDoubleEvents) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[1].arn);
  rule.rule.description = "by hand";
  const std::string queue = aws::queue_arn(kRealm, "q");
  rule.targets = {{"theirs", {{"Id", "theirs"}, {"Arn", queue}}}};
  const PlanResult result = make_plan(desired, world, {true, false});
  ASSERT_EQ(result.plan.warnings.size(), 1u);
  EXPECT_THAT(result.plan.warnings[0], HasSubstr("each event will come twice; 'id: theirs'"));
}

TEST(Plan, NeverTouchesAManagedRuleWhateverItsDescriptionSays) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule managed = world.rules.at(desired.rules[1].arn);
  managed.rule.name = "managed";
  managed.rule.managed_by = "events.amazonaws.com";
  world.rules[aws::rule_arn(kRealm, "default", "managed")] = managed;
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");
  EXPECT_THAT(summary(make_destroy_plan(desired, world, {}).plan), testing::Not(HasSubstr("managed")));
}

TEST(Plan, APermissionThatSaysSomethingElseIsReplaced) {
  const Desired desired =
      desire("stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ lambda: f }]\n").desired;
  Observed world = live_after_apply(desired);
  const DesiredPermission& wanted = desired.permissions.at(0);
  world.function_policies[wanted.function_arn] =
      R"({"Version":"2012-10-17","Statement":[{"Sid":")" + wanted.statement_id +
      R"(","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction",)" +
      R"("Resource":")" + wanted.function_arn +
      R"(","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:events:eu-west-1:123456789012:rule/old"}}}]})";
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_EQ(summary(result.plan), "replace aws.lambda_permission " + wanted.statement_id + "\n");
  EXPECT_THAT(result.plan.changes[0].loses, HasSubstr("dead-letter queue"));
  EXPECT_EQ(result.plan.changes[0].operations.size(), 2u);
}

TEST(Plan, AFilterIsTakenAwayBeforeItsScopeChangesSoThatNothingIsLostMeanwhile) {
  const Desired desired =
      desire(
          "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to:\n      - sns: t\n        "
          "subscribers: [{ sqs: w, filter: { detail: { x: [1] } } }]\n")
          .desired;
  Observed world = live_after_apply(desired);
  awsclient::Attributes& live = world.topics.begin()->second.subscriptions.at(0).attributes;
  live = {{"FilterPolicyScope", "MessageAttributes"}, {"FilterPolicy", R"({"y":["z"]})"}};
  const PlanResult result = make_plan(desired, world, {});
  ASSERT_EQ(result.plan.changes.size(), 1u);
  const std::vector<Operation>& calls = result.plan.changes[0].operations;
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(std::get<SetSubscription>(calls[0]).attributes, (awsclient::Attributes{{"FilterPolicy", "{}"}}));
  EXPECT_EQ(std::get<SetSubscription>(calls[1]).attributes.at("FilterPolicyScope"), "MessageBody");
}

TEST(Plan, CutOffAtAnyCallIsTakenUpAgain) {
  const Desired desired = desire(kSpec).desired;
  const Observed finished = live_after_apply(desired);
  Observed nothing;
  const Plan whole = make_plan(desired, nothing, {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world;
    carry_out_part(whole, cut, world);
    const PlanResult rest = make_plan(desired, world, {});
    EXPECT_TRUE(rest.problems.empty());
    carry_out(rest.plan, world);
    EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "") << "cut off after " << cut;
    EXPECT_EQ(world.rules.size(), finished.rules.size());
    EXPECT_EQ(world.queues.size(), finished.queues.size());
  }
}

}  // namespace
}  // namespace sb::reconcile
