// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/plan_fixture.h"

// What a plan takes away, and destroy.
namespace sb::reconcile {
namespace {

using testing::HasSubstr;

TEST(Plan, RemovesWhatACutOffRunHasLeft) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  const Desired before = desire(
                             "stack: s\nroutes:\n  old: { events: conversationCreated, to: [{ sns: old, "
                             "subscribers: [{ sqs: old-w }] }] }\n")
                             .desired;
  const Observed left = live_after_apply(before);
  const std::string topic = aws::topic_arn(kRealm, "old");
  const std::string queue = aws::queue_arn(kRealm, "old-w");
  world.topics[topic] = left.topics.at(topic);
  world.queues[queue] = left.queues.at(queue);
  world.orphans = {topic, queue};
  const Plan plan = make_plan(desired, world, {}).plan;
  EXPECT_EQ(summary(plan), "delete aws.queue old-w\ndelete aws.topic old\n");
  EXPECT_THAT(plan.notes, testing::Contains(HasSubstr("a run that was cut off has left it")));
}

TEST(Plan, ARouteThatLeftTheSpecTakesAllThatWasMadeForItAlongAndNothingElse) {
  const Desired before = desire(kSpec).desired;
  const Desired after = desire(kSpec.substr(0, kSpec.find("  ended:"))).desired;
  EXPECT_EQ(summary(make_plan(after, live_after_apply(before), {}).plan),
            "update aws.rule GC\ndelete aws.queue q\ndelete aws.target GC/Target1\ndelete aws.rule GC\n"
            "update aws.queue_policy s-dead-letter\n");
}

TEST(Plan, TheSubscriptionOfAQueueThatThisRunHasDeletedGoesAndThatOfOneThatSomebodyElseDeletedStays) {
  const Desired before = desire(kSpec).desired;
  const Desired after =
      desire(
          "stack: s\nroutes:\n  created:\n    events: conversationCreated\n    to: [{ sns: t, "
          "subscribers: [{ sqs: other }] }]\n")
          .desired;
  Observed world = live_after_apply(before);
  carry_out(make_plan(after, world, {}).plan, world);
  // Another run, which wants the queue, has subscribed it before it went.
  const std::string topic = aws::topic_arn(kRealm, "t");
  const std::string queue = aws::queue_arn(kRealm, "w");
  ASSERT_FALSE(world.queues.contains(queue));
  awsclient::Subscription late{topic + ":2", "sqs", queue, topic};
  world.topics.at(topic).subscriptions.push_back({late, {}});
  EXPECT_EQ(summary(make_plan(after, world, {}).plan), "");
  world.deleted_queues = {queue};
  EXPECT_EQ(summary(make_plan(after, world, {}).plan), "delete aws.subscription t -> " + queue + "\n");
}

TEST(Plan, WhereARuleHasNoRoomForBothANewTargetReplacesAnOldOneAndThePlanSaysWhatIsLost) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  ObservedRule& rule = world.rules.at(desired.rules[1].arn);
  rule.targets.clear();
  for (const char* id : {"switchboard-1", "switchboard-2", "theirs-1", "theirs-2", "theirs-3"})
    rule.targets.push_back({id, {{"Id", id}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}});
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_TRUE(result.problems.empty());
  EXPECT_EQ(summary(result.plan), "replace aws.target GC/Target1\ndelete aws.target GC/switchboard-2\n");
  const Change& replaced = result.plan.changes[0];
  EXPECT_THAT(replaced.loses, HasSubstr("reach neither 'switchboard-1' nor 'Target1'"));
  ASSERT_EQ(replaced.operations.size(), 2u);
  EXPECT_EQ(std::get<RemoveTargets>(replaced.operations[0]).ids, (std::vector<std::string>{"switchboard-1"}));
  EXPECT_EQ(std::get<PutTargets>(replaced.operations[1]).targets.size(), 1u);
  EXPECT_EQ(result.plan.changes[1].needs, (std::vector<size_t>{0}));
}

TEST(Plan, WhatAReplacedTargetLedToGoesOnlyOnceItHasBeenReplaced) {
  const auto with_queues = [](int first) {
    std::string targets;
    for (int i = first; i < first + 5; ++i)
      targets += (i == first ? "{ sqs: g" : ", { sqs: g") + std::to_string(i) + " }";
    return desire("stack: s\nroutes:\n  a: { events: conversationCreated, to: [" + targets + "] }\n").desired;
  };
  const Plan plan = make_plan(with_queues(1), live_after_apply(with_queues(0)), {}).plan;
  const auto index_of = [&](const std::string& kind, Action action) {
    const auto at = std::find_if(plan.changes.begin(), plan.changes.end(), [&](const Change& change) {
      return change.kind == kind && change.action == action;
    });
    EXPECT_NE(at, plan.changes.end()) << kind << " in\n" << summary(plan);
    return static_cast<size_t>(at - plan.changes.begin());
  };
  const Change& deleted = plan.changes[index_of("aws.queue", Action::kDelete)];
  EXPECT_EQ(deleted.name, "g0");
  EXPECT_THAT(deleted.needs, testing::Contains(index_of("aws.target", Action::kReplace)));
}

TEST(Plan, ATargetThatTakesThePlaceOfADroppedOneLosesNothingWhereAnotherRuleOfTheRouteLeadsThereMeanwhile) {
  const auto with_queues = [](int first, int last) {
    std::string targets;
    for (int i = first; i <= last; ++i)
      targets += (i == first ? "{ sqs: g" : ", { sqs: g") + std::to_string(i) + " }";
    return desire("stack: s\nroutes:\n  a: { events: conversationCreated, to: [" + targets + "] }\n").desired;
  };
  const auto losing = [](const Plan& plan) {
    return std::count_if(plan.changes.begin(), plan.changes.end(),
                         [](const Change& change) { return !change.loses.empty(); });
  };
  const Observed seven = live_after_apply(with_queues(0, 6));
  const Plan plan = make_plan(with_queues(1, 6), seven, {}).plan;
  EXPECT_THAT(summary(plan), HasSubstr("replace aws.target s-a/switchboard-sqs-g5\n"));
  EXPECT_EQ(losing(plan), 0);
  // Its last rule goes, once the target stands on the first.
  EXPECT_EQ(losing(make_plan(with_queues(1, 5), live_after_apply(with_queues(0, 5)), {}).plan), 0);
  // The second rule gives up what the first takes, for what the third has.
  EXPECT_EQ(losing(make_plan(with_queues(1, 11), live_after_apply(with_queues(0, 11)), {}).plan), 2);
  // It is new, or the rule that leads there is disabled.
  EXPECT_EQ(losing(make_plan(with_queues(1, 5), live_after_apply(with_queues(0, 4)), {}).plan), 1);
  Observed disabled = seven;
  disabled.rules.at(aws::rule_arn(kRealm, "default", "s-a-t2")).rule.state = "DISABLED";
  EXPECT_EQ(losing(make_plan(with_queues(1, 6), disabled, {}).plan), 1);
}

TEST(Plan, AnOldTargetGoesOnlyOnceTheNewOneStands) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  world.rules.at(desired.rules[1].arn).targets = {
      {"switchboard-old", {{"Id", "switchboard-old"}, {"Arn", "arn:aws:sqs:eu-west-1:123456789012:x"}}}};
  const PlanResult result = make_plan(desired, world, {});
  EXPECT_EQ(summary(result.plan), "create aws.target GC/Target1\ndelete aws.target GC/switchboard-old\n");
  EXPECT_EQ(result.plan.changes[1].needs, (std::vector<size_t>{0}));
  EXPECT_EQ(result.plan.changes[0].loses, "");
}

const std::string kTopicArn = aws::topic_arn(kRealm, "t");
const std::string kFunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:f";

Desired subscribed(const std::string& subscribers, const std::string& stack = "s") {
  return desire("stack: " + stack +
                "\ndefaults: { dead_letter: dlq }\nroutes:\n  created:\n    events: conversationCreated\n" +
                "    to: [{ sns: t, subscribers: [" + subscribers + "] }]\n")
      .desired;
}

Observed world_with_function() {
  Observed world;
  world.function_policies[kFunctionArn] = "";
  return world;
}

std::set<std::string> endpoints(const Observed& world) {
  std::set<std::string> out;
  for (const ObservedSubscription& item : world.topics.at(kTopicArn).subscriptions)
    out.insert(item.subscription.endpoint);
  return out;
}

const std::string kAll = "{ http: 'http://x.example/a' }, { https: 'https://x.example/b' }, { lambda: f }";
const std::string kOne = "{ https: 'https://x.example/b' }";

TEST(Plan, SubscribersOfEveryKindThatTheSpecDropsAreUnsubscribedAndThenTheirPermissionGoes) {
  Observed live = world_with_function();
  carry_out(make_plan(subscribed(kAll), live, {}).plan, live);
  const Plan plan = make_plan(subscribed(kOne), live, {}).plan;
  EXPECT_EQ(summary(plan), "delete aws.subscription t -> http://x.example/a\ndelete aws.subscription t -> " +
                               kFunctionArn + "\ndelete aws.lambda_permission " + permission_prefix("s") +
                               "t-topic\n");
  EXPECT_THAT(plan.changes[2].needs, testing::Contains(1u));
  for (size_t cut = 0; cut <= plan.changes.size(); ++cut) {
    Observed world = live;
    carry_out_part(plan, cut, world);
    carry_out(make_plan(subscribed(kOne), world, {}).plan, world);
    EXPECT_EQ(endpoints(world), (std::set<std::string>{"https://x.example/b"})) << "cut off after " << cut;
    EXPECT_EQ(summary(make_plan(subscribed(kOne), world, {}).plan), "") << "cut off after " << cut;
  }
}

TEST(Plan, ADroppedSubscriberThatHasNotConfirmedIsNamedAndGoesByItself) {
  Observed world = world_with_function();
  carry_out(make_plan(subscribed(kAll), world, {}).plan, world);
  for (ObservedSubscription& item : world.topics.at(kTopicArn).subscriptions)
    item.subscription.arn = "PendingConfirmation";
  const Plan plan = make_plan(subscribed("{ lambda: f }"), world, {}).plan;
  EXPECT_THAT(summary(plan), testing::Not(HasSubstr("aws.subscription")));
  EXPECT_THAT(plan.warnings,
              testing::Contains(HasSubstr("x.example/a is not wanted and waits to be confirmed")));
}

TEST(Plan, AWantedSubscriberWhosePasswordIsListedAsAsterisksIsNotTakenForADroppedOne) {
  Observed world = world_with_function();
  const Desired desired = subscribed("{ https: 'https://u:word@x.example/a' }");
  carry_out(make_plan(desired, world, {}).plan, world);
  world.topics.at(kTopicArn).subscriptions.at(0).subscription.endpoint = "https://u:****@x.example/a";
  EXPECT_THAT(summary(make_plan(desired, world, {}).plan), testing::Not(HasSubstr("delete")));
}

TEST(Plan, SubscribersOnTopicsOfOthersStayWhateverTheSpecDrops) {
  Observed world = world_with_function();
  world.topics[kTopicArn] = {};
  world.topics[kTopicArn].subscriptions = {{{kTopicArn + ":1", "http", "http://x.example/a", kTopicArn}, {}},
                                           {{kTopicArn + ":2", "lambda", kFunctionArn, kTopicArn}, {}}};
  carry_out(make_plan(subscribed(kAll), world, {}).plan, world);
  const Plan plan = make_plan(subscribed(kOne), world, {}).plan;
  EXPECT_THAT(summary(plan), testing::Not(HasSubstr("aws.subscription")));
  EXPECT_THAT(plan.notes, testing::Contains(HasSubstr(kFunctionArn + " is not wanted and stays")));
  EXPECT_THAT(summary(make_destroy_plan(subscribed(kAll), world, {}).plan),
              testing::Not(HasSubstr("aws.subscription")));
}

TEST(Plan, SubscribersOnATopicThatOthersUseTooStayUnlessTheirPermissionTells) {
  Observed world = world_with_function();
  carry_out(make_plan(subscribed(kAll), world, {}).plan, world);
  carry_out(make_plan(subscribed(kOne, "other"), world, {}).plan, world);
  const Plan plan = make_plan(subscribed(kOne), world, {}).plan;
  EXPECT_EQ(summary(plan), "delete aws.subscription t -> " + kFunctionArn +
                               "\ndelete aws.lambda_permission " + permission_prefix("s") + "t-topic\n");
  EXPECT_THAT(plan.notes, testing::Contains(HasSubstr("x.example/a is not wanted and stays")));
  EXPECT_EQ(summary(make_plan(subscribed(kOne, "other"), world, {}).plan), "");
}

TEST(Plan, AFunctionThatAnotherStackOrOthersLetTheTopicInvokeStaysSubscribed) {
  Observed live = world_with_function();
  carry_out(make_plan(subscribed(kAll), live, {}).plan, live);
  Observed shared = live;
  carry_out(make_plan(subscribed("{ lambda: f }", "other"), shared, {}).plan, shared);
  EXPECT_EQ(summary(make_plan(subscribed(kOne), shared, {}).plan),
            "delete aws.lambda_permission " + permission_prefix("s") + "t-topic\n");
  json::Object document = policy_document("");
  document["Statement"] = json::Array{permission(kFunctionArn, "theirs", kTopicArn)};
  live.function_policies[kFunctionArn] = json::to_text(document);
  const Plan plan = make_plan(subscribed(kOne), live, {}).plan;
  EXPECT_EQ(summary(plan), "delete aws.subscription t -> http://x.example/a\n");
  EXPECT_THAT(plan.notes, testing::Contains(HasSubstr(kFunctionArn + " is not wanted and stays")));
}

TEST(DestroyPlan, LeavesNothingOfTheStack) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  const PlanResult result = make_destroy_plan(desired, world, {});
  carry_out(result.plan, world);
  EXPECT_TRUE(world.rules.empty());
  EXPECT_TRUE(world.topics.empty());
  EXPECT_TRUE(world.queues.empty());
}

TEST(DestroyPlan, CutOffAtAnyCallIsTakenUpAgain) {
  const Desired desired = desire(kSpec).desired;
  const Plan whole = make_destroy_plan(desired, live_after_apply(desired), {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world = live_after_apply(desired);
    carry_out_part(whole, cut, world);
    carry_out(make_destroy_plan(desired, world, {}).plan, world);
    EXPECT_TRUE(world.rules.empty() && world.topics.empty() && world.queues.empty())
        << "cut off after " << cut;
  }
}

TEST(DestroyPlan, CutOffAtAnyCallIsUndoneByTheNextApply) {
  const Desired desired = desire(kSpec).desired;
  const Plan whole = make_destroy_plan(desired, live_after_apply(desired), {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world = live_after_apply(desired);
    carry_out_part(whole, cut, world);
    carry_out(make_plan(desired, world, {}).plan, world);
    for (const auto& [arn, found] : world.rules) {
      EXPECT_EQ(found.rule.state, "ENABLED") << arn << " cut off after " << cut;
      EXPECT_FALSE(read_mark(found.rule.description)->is_going) << arn << " cut off after " << cut;
    }
    EXPECT_EQ(world.rules.size(), desired.rules.size());
    EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "") << "cut off after " << cut;
  }
}

TEST(DestroyPlan, KeepsAndNamesAQueueThatHoldsMessages) {
  const Desired desired = desire(kSpec).desired;
  Observed world = live_after_apply(desired);
  world.queues.at(aws::queue_arn(kRealm, "w")).attributes["ApproximateNumberOfMessages"] = "3";
  const PlanResult kept = make_destroy_plan(desired, world, {});
  EXPECT_THAT(kept.plan.kept.at(0), HasSubstr("the queue w holds 3 messages and stays"));
  const Plan discarding = make_destroy_plan(desired, world, {false, true}).plan;
  EXPECT_TRUE(discarding.kept.empty());
  const auto queue = std::find_if(discarding.changes.begin(), discarding.changes.end(),
                                  [](const Change& c) { return c.kind == "aws.queue" && c.name == "w"; });
  ASSERT_NE(queue, discarding.changes.end());
  EXPECT_EQ(queue->loses, "the 3 messages in it are discarded");
}

TEST(DestroyPlan, TakesOnlyItsStatementFromWhatItDidNotMake) {
  const Desired desired = desire(kSpec).desired;
  Observed world;
  world.queues[aws::queue_arn(kRealm, "q")] = {
      "url",
      {{"Policy",
        R"({"Version":"2012-10-17","Statement":[{"Sid":"theirs","Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}]})"}}};
  carry_out(make_plan(desired, world, {}).plan, world);
  carry_out(make_destroy_plan(desired, world, {}).plan, world);
  ASSERT_EQ(world.queues.size(), 1u);
  const json::Array left =
      statements_of(policy_document(world.queues.begin()->second.attributes.at("Policy")));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(json::string_or_empty(left[0].as_object(), "Sid"), "theirs");
}

TEST(DestroyPlan, ASharedDeadLetterQueueGoesWithTheLastStack) {
  const std::string shared =
      "defaults: { dead_letter: dlq }\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ sns: t-";
  const Desired one = desire("stack: one\n" + shared + "one }]\n").desired;
  const Desired two = desire("stack: two\n" + shared + "two }]\n").desired;
  Observed world = live_after_apply(one);
  carry_out(make_plan(two, world, {}).plan, world);
  carry_out(make_destroy_plan(one, world, {}).plan, world);
  EXPECT_TRUE(world.queues.contains(aws::queue_arn(kRealm, "dlq")));
  carry_out(make_destroy_plan(two, world, {}).plan, world);
  EXPECT_TRUE(world.queues.empty());
}

TEST(DestroyPlan, AFunctionThatTwoStacksSubscribeToOneTopicIsLetInUntilTheLastGoes) {
  const std::string shared =
      "defaults: { dead_letter: dlq }\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ sns: t, "
      "subscribers: [{ lambda: f }] }]\n";
  const Desired one = desire("stack: one\n" + shared).desired;
  const Desired two = desire("stack: two\n" + shared).desired;
  const std::string& function = two.permissions.at(0).function_arn;
  Observed world;
  world.function_policies[function] = "";
  carry_out(make_plan(one, world, {}).plan, world);
  // The stack that comes second has a statement of its own, though the other's would do.
  carry_out(make_plan(two, world, {}).plan, world);
  EXPECT_EQ(summary(make_plan(one, world, {}).plan), "");
  carry_out(make_destroy_plan(one, world, {}).plan, world);
  EXPECT_EQ(summary(make_plan(two, world, {}).plan), "");
  carry_out(make_destroy_plan(two, world, {}).plan, world);
  EXPECT_EQ(world.function_policies.at(function), "");
}

}  // namespace
}  // namespace sb::reconcile
