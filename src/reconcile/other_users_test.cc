// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/plan_fixture.h"

// What the stack made and others use.
namespace sb::reconcile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kQueue = aws::queue_arn(kRealm, "q");
const std::string kTopic = aws::topic_arn(kRealm, "t");

std::string spec_of(const std::string& targets) {
  return "stack: s\ndefaults: { dead_letter: { none: x } }\nroutes:\n  ended:\n" +
         std::string("    events: conversation.end\n    to: [") + targets + "]\n";
}

Desired both() {
  return desire(spec_of("{ sqs: q }, { sns: t, subscribers: [{ sqs: w }] }, { sqs: stays }")).desired;
}

Desired neither() { return desire(spec_of("{ sqs: stays }")).desired; }

json::Object theirs(const std::string& effect, const std::string& sid = "theirs") {
  return {{"Sid", sid}, {"Effect", effect}, {"Principal", "*"}, {"Action", "*"}, {"Resource", "*"}};
}

void add_statement(std::map<std::string, std::string>& attributes, const json::Object& statement) {
  json::Object document = policy_document(attributes.at("Policy"));
  json::Array statements = statements_of(document);
  statements.push_back(statement);
  document["Statement"] = statements;
  attributes["Policy"] = json::to_text(document);
}

bool is_marked(const std::map<std::string, std::string>& attributes) {
  return read_held_policy(attributes, "s").ours.has_value();
}

TEST(OtherUsers, AQueueWhosePolicyLetsOthersInIsLeftToThem) {
  for (const bool destroys : {false, true}) {
    Observed world = live_after_apply(both());
    add_statement(world.queues.at(kQueue).attributes, theirs("Allow"));
    const auto plan = [&] {
      return destroys ? make_destroy_plan(both(), world, {}).plan : make_plan(neither(), world, {}).plan;
    };
    const Plan first = plan();
    EXPECT_THAT(first.left,
                ElementsAre(HasSubstr("the queue q stays: its policy lets others in by 'theirs'")));
    carry_out(first, world);
    ASSERT_TRUE(world.queues.contains(kQueue));
    EXPECT_FALSE(is_marked(world.queues.at(kQueue).attributes));
    EXPECT_THAT(world.queues.at(kQueue).attributes.at("Policy"), HasSubstr("theirs"));
    EXPECT_TRUE(all_kept(plan()).empty());
    EXPECT_EQ(summary(plan()), "");
  }
}

TEST(OtherUsers, ATopicWhosePolicyLetsOthersInIsLeftToThemAndOurSubscriptionsEnd) {
  Observed world = live_after_apply(both());
  add_statement(world.topics.at(kTopic).attributes, theirs("Allow"));
  const Plan plan = make_plan(neither(), world, {}).plan;
  EXPECT_THAT(plan.left, ElementsAre(HasSubstr("the topic t stays: its policy lets others in by 'theirs'")));
  carry_out(plan, world);
  ASSERT_TRUE(world.topics.contains(kTopic));
  EXPECT_FALSE(is_marked(world.topics.at(kTopic).attributes));
  EXPECT_TRUE(world.topics.at(kTopic).subscriptions.empty());
  EXPECT_FALSE(world.queues.contains(aws::queue_arn(kRealm, "w")));
}

TEST(OtherUsers, StatementsThatLetNobodyInAndAwssOwnKeepNothing) {
  Observed world = live_after_apply(both());
  add_statement(world.queues.at(kQueue).attributes, theirs("Deny"));
  add_statement(world.queues.at(kQueue).attributes, theirs("Allow", "__owner_statement"));
  add_statement(world.topics.at(kTopic).attributes, theirs("Deny"));
  const Plan plan = make_plan(neither(), world, {}).plan;
  EXPECT_TRUE(all_kept(plan).empty());
  EXPECT_THAT(summary(plan),
              testing::AllOf(HasSubstr("delete aws.queue q"), HasSubstr("delete aws.topic t")));
}

TEST(OtherUsers, WhatATargetOfOthersLeadsToStaysAsItIsWhileItsRuleDoes) {
  Observed world = live_after_apply(both());
  auto& targets = world.rules.begin()->second.targets;
  targets.push_back({"mine", {{"Id", "mine"}, {"Arn", kQueue}}});
  targets.push_back({"mine-too", {{"Id", "mine-too"}, {"Arn", kTopic}}});
  const Plan plan = make_plan(neither(), world, {}).plan;
  const std::string rule = "of the rule s-ended, which is not ours, leads to it";
  EXPECT_THAT(plan.kept, ElementsAre(HasSubstr("the queue q stays as it is: the target 'mine' " + rule),
                                     HasSubstr("the topic t stays as it is: the target 'mine-too' " + rule)));
  carry_out(plan, world);
  EXPECT_TRUE(is_marked(world.queues.at(kQueue).attributes));
  EXPECT_TRUE(is_marked(world.topics.at(kTopic).attributes));
  const Plan again = make_plan(neither(), world, {}).plan;
  EXPECT_EQ(summary(again), "");
  EXPECT_EQ(again.kept.size(), 2u);
}

TEST(OtherUsers, ATargetOfOthersThatEndsWithItsRuleKeepsNothing) {
  Observed world = live_after_apply(both());
  world.rules.begin()->second.targets.push_back({"mine", {{"Id", "mine"}, {"Arn", kQueue}}});
  const Plan plan = make_destroy_plan(both(), world, {}).plan;
  EXPECT_TRUE(all_kept(plan).empty());
  EXPECT_THAT(summary(plan), HasSubstr("delete aws.queue q"));
}

TEST(OtherUsers, ARuleThatLostItsMarkIsNamedByDestroyAndWhatItLeadsToStays) {
  Observed world = live_after_apply(both());
  world.rules.begin()->second.rule.description = "cleaned by hand";
  const Plan plan = make_destroy_plan(both(), world, {}).plan;
  EXPECT_THAT(plan.warnings,
              ElementsAre(testing::AllOf(HasSubstr("the rule s-ended bears no mark of the stack"),
                                         HasSubstr("switchboard apply --adopt"))));
  EXPECT_THAT(summary(plan),
              Not(testing::AnyOf(HasSubstr("delete aws.queue q"), HasSubstr("delete aws.topic"))));
  EXPECT_THAT(plan.kept, testing::Contains(HasSubstr("the queue q stays as it is")));
}

TEST(OtherUsers, AScheduleOfARuleStaysAndIsNamed) {
  Observed world = live_after_apply(both());
  world.rules.begin()->second.rule.schedule = "rate(5 minutes)";
  const Plan plan = make_plan(both(), world, {}).plan;
  EXPECT_EQ(summary(plan), "");
  EXPECT_THAT(plan.notes, ElementsAre(HasSubstr("the rule s-ended has a schedule too, rate(5 minutes)")));
}

TEST(OtherUsers, ATargetThatTheSpecTakesOverIsNoTargetOfOthers) {
  Observed world = live_after_apply(both());
  world.rules.begin()->second.targets.push_back({"mine", {{"Id", "mine"}, {"Arn", kQueue}}});
  const Plan plan = make_plan(desire(spec_of("{ sqs: stays, id: mine }")).desired, world, {}).plan;
  EXPECT_TRUE(all_kept(plan).empty());
  EXPECT_THAT(summary(plan), HasSubstr("delete aws.queue q"));
}

}  // namespace
}  // namespace sb::reconcile
