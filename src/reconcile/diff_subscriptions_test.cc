// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/plan_fixture.h"

// Whose a subscription is, and what is done with it.
namespace sb::reconcile {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::string kTopic = aws::topic_arn(kRealm, "t");
const std::string kQueue = aws::queue_arn(kRealm, "w");
const std::string kSubscriptionArn = kTopic + ":theirs";

std::string spec_of(const std::string& target, const std::string& stack = "s") {
  return "stack: " + stack + "\ndefaults: { dead_letter: { none: x } }\nroutes:\n  created:\n" +
         "    events: conversationCreated\n    to: [" + target + "]\n";
}

const std::string kSubscribed = "{ sns: t, subscribers: [{ sqs: w, raw: true }] }";

// A topic and a queue of others, subscribed or not.
Observed world_of_others(bool subscribed, const awsclient::Attributes& attributes = {}) {
  Observed world;
  world.topics[kTopic] = {};
  world.queues[kQueue] = {"url", {}};
  if (subscribed)
    world.topics[kTopic].subscriptions.push_back({{kSubscriptionArn, "sqs", kQueue, kTopic}, attributes});
  return world;
}

bool is_subscribed(const Observed& world) { return !world.topics.at(kTopic).subscriptions.empty(); }

TEST(Subscriptions, OneThatWasThereBeforeIsUsedAndNeverEnded) {
  const Desired desired = desire(spec_of(kSubscribed)).desired;
  Observed world = world_of_others(true, {{"RawMessageDelivery", "true"}});
  const PlanResult first = make_plan(desired, world, {});
  EXPECT_TRUE(first.problems.empty());
  EXPECT_THAT(summary(first.plan), testing::Not(HasSubstr("aws.subscription")));
  EXPECT_THAT(first.plan.notes, Contains(HasSubstr("is not ours; it is used and stays")));
  carry_out(first.plan, world);
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");

  Observed without = world;
  carry_out(make_plan(desire(spec_of("{ sns: t }")).desired, without, {}).plan, without);
  EXPECT_TRUE(is_subscribed(without));
  carry_out(make_destroy_plan(desired, world, {}).plan, world);
  EXPECT_TRUE(is_subscribed(world));
  EXPECT_FALSE(read_held_policy(world.queues.at(kQueue).attributes, "s").ours);
}

TEST(Subscriptions, OneOfOthersThatDiffersIsChangedWithAdoptOnlyAndIsTheStacksThen) {
  const Desired desired = desire(spec_of(kSubscribed)).desired;
  Observed world = world_of_others(true, {{"FilterPolicy", R"({"x":["y"]})"}});
  const PlanResult refused = make_plan(desired, world, {});
  ASSERT_EQ(refused.problems.size(), 1u);
  EXPECT_EQ(refused.problems[0].code, "SB0313");
  EXPECT_THAT(refused.problems[0].message, HasSubstr(R"(FilterPolicy is {"x":["y"]}, the spec says none)"));
  EXPECT_THAT(refused.problems[0].hint, HasSubstr("switchboard apply --adopt"));

  PlanOptions adopt;
  adopt.adopt = true;
  const Plan plan = make_plan(desired, world, adopt).plan;
  EXPECT_THAT(summary(plan), HasSubstr("update aws.subscription t -> " + kQueue));
  carry_out(plan, world);
  world.topics[kTopic].subscriptions[0].attributes = {{"RawMessageDelivery", "true"}};
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");
  carry_out(make_destroy_plan(desired, world, {}).plan, world);
  EXPECT_FALSE(is_subscribed(world));
}

TEST(Subscriptions, OneWhosePasswordIsShownAsAsterisksIsTheOneThatIsWanted) {
  const Desired desired =
      desire(spec_of("{ sns: t, subscribers: [{ https: \"https://user:secret@host/x\" }] }")).desired;
  Observed world = live_after_apply(desired);
  awsclient::Subscription& live = world.topics.at(kTopic).subscriptions.at(0).subscription;
  ASSERT_EQ(live.endpoint, "https://user:secret@host/x");
  live.endpoint = "https://user:****@host/x";
  EXPECT_EQ(summary(make_plan(desired, world, {}).plan), "");
  live.endpoint = "https://user:****@host/y";
  EXPECT_THAT(summary(make_plan(desired, world, {}).plan), HasSubstr("create aws.subscription"));
}

TEST(Subscriptions, OneOfOthersThatDiffersLaterIsStillOthers) {
  const Desired desired = desire(spec_of(kSubscribed)).desired;
  Observed world = world_of_others(true, {{"RawMessageDelivery", "true"}});
  carry_out(make_plan(desired, world, {}).plan, world);
  world.topics[kTopic].subscriptions[0].attributes = {};
  EXPECT_EQ(make_plan(desired, world, {}).problems.size(), 1u);
}

TEST(Subscriptions, OneOfOthersThatWentIsMadeAndIsTheStacksThen) {
  const Desired desired = desire(spec_of(kSubscribed)).desired;
  Observed world = world_of_others(true, {{"RawMessageDelivery", "true"}});
  carry_out(make_plan(desired, world, {}).plan, world);
  world.topics[kTopic].subscriptions.clear();
  carry_out(make_plan(desired, world, {}).plan, world);
  EXPECT_TRUE(is_subscribed(world));
  carry_out(make_destroy_plan(desired, world, {}).plan, world);
  EXPECT_FALSE(is_subscribed(world));
}

TEST(Subscriptions, OneOfOthersIsStillOthersWhereAnApplyThatDropsItWasCutOff) {
  const Desired desired = desire(spec_of(kSubscribed + ", { sqs: w }")).desired;
  const Desired dropped = desire(spec_of("{ sns: t }, { sqs: w }")).desired;
  Observed live = world_of_others(true, {{"RawMessageDelivery", "true"}});
  carry_out(make_plan(desired, live, {}).plan, live);
  const Plan whole = make_plan(dropped, live, {}).plan;
  ASSERT_FALSE(whole.changes.empty());
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world = live;
    carry_out_part(whole, cut, world);
    carry_out(make_plan(dropped, world, {}).plan, world);
    EXPECT_TRUE(is_subscribed(world)) << "cut off after " << cut;
    EXPECT_EQ(summary(make_plan(dropped, world, {}).plan), "") << "cut off after " << cut;
  }
}

TEST(Subscriptions, WhatAnApplyMadeThatWasCutOffAtAnyCallIsTheStacks) {
  const Desired desired = desire(spec_of(kSubscribed)).desired;
  const Plan whole = make_plan(desired, world_of_others(false), {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world = world_of_others(false);
    carry_out_part(whole, cut, world);
    EXPECT_TRUE(make_plan(desired, world, {}).problems.empty()) << "cut off after " << cut;
    carry_out(make_plan(desired, world, {}).plan, world);
    carry_out(make_destroy_plan(desired, world, {}).plan, world);
    EXPECT_FALSE(is_subscribed(world)) << "cut off after " << cut;
  }
}

TEST(Subscriptions, OneThatTheStackMadeEndsAlsoWhereADestroyWasCutOff) {
  const Desired desired = desire(spec_of(kSubscribed)).desired;
  Observed live = world_of_others(false);
  carry_out(make_plan(desired, live, {}).plan, live);
  const Plan whole = make_destroy_plan(desired, live, {}).plan;
  for (size_t cut = 0; cut <= whole.changes.size(); ++cut) {
    Observed world = live;
    carry_out_part(whole, cut, world);
    carry_out(make_destroy_plan(desired, world, {}).plan, world);
    EXPECT_FALSE(is_subscribed(world)) << "cut off after " << cut;
  }
  const auto unsubscribes = [](const Change& change) { return change.kind == "aws.subscription"; };
  const auto at = std::find_if(whole.changes.begin(), whole.changes.end(), unsubscribes);
  const auto statement = std::find_if(whole.changes.begin(), whole.changes.end(),
                                      [](const Change& change) { return change.kind == "aws.queue_policy"; });
  ASSERT_TRUE(at != whole.changes.end() && statement != whole.changes.end());
  EXPECT_THAT(statement->needs, Contains(static_cast<size_t>(at - whole.changes.begin())));
}

TEST(Subscriptions, OneOnATopicThatTheStackMadeIsTheStacksWhoeverMadeIt) {
  const Desired before = desire(spec_of("{ sns: t }")).desired;
  Observed world;
  carry_out(make_plan(before, world, {}).plan, world);
  world.queues[kQueue] = {"url", {}};
  world.topics[kTopic].subscriptions.push_back({{kSubscriptionArn, "sqs", kQueue, kTopic}, {}});
  const PlanResult result = make_plan(desire(spec_of(kSubscribed)).desired, world, {});
  EXPECT_TRUE(result.problems.empty());
  EXPECT_THAT(summary(result.plan), HasSubstr("update aws.subscription t"));
}

TEST(Subscriptions, OneThatTwoStacksUseGoesWithTheLast) {
  const Desired one = desire(spec_of(kSubscribed, "one")).desired;
  const Desired two = desire(spec_of(kSubscribed, "two")).desired;
  Observed world = world_of_others(false);
  carry_out(make_plan(one, world, {}).plan, world);
  world.topics[kTopic].subscriptions[0].attributes = {{"RawMessageDelivery", "true"}};
  carry_out(make_plan(two, world, {}).plan, world);
  carry_out(make_destroy_plan(one, world, {}).plan, world);
  EXPECT_TRUE(is_subscribed(world));
  carry_out(make_destroy_plan(two, world, {}).plan, world);
  EXPECT_FALSE(is_subscribed(world));
}

TEST(Subscriptions, AScopeThatWasChangedIsNamedAndTheFilterThatStandsIsNot) {
  const std::string filtered = "{ sns: t, subscribers: [{ sqs: w, filter: { detail-type: [x] } }] }";
  const Desired desired = desire(spec_of(filtered)).desired;
  Observed world;
  carry_out(make_plan(desired, world, {}).plan, world);
  world.topics[kTopic].subscriptions[0].attributes["FilterPolicyScope"] = "MessageAttributes";
  const Plan plan = make_plan(desired, world, {}).plan;
  ASSERT_EQ(plan.changes.size(), 1u);
  ASSERT_EQ(plan.changes[0].diff.size(), 1u);
  EXPECT_EQ(plan.changes[0].diff[0].path, "FilterPolicyScope");
  EXPECT_EQ(plan.changes[0].diff[0].before, "MessageAttributes");
  EXPECT_EQ(plan.changes[0].diff[0].after, "MessageBody");
  // The old filter is not to be read by the new scope: it would let nothing through.
  ASSERT_EQ(plan.changes[0].operations.size(), 2u);
  EXPECT_EQ(std::get<SetSubscription>(plan.changes[0].operations[0]).attributes.at("FilterPolicy"), "{}");
}

TEST(Subscriptions, AFilterWhoseValuesStandInAnotherOrderIsNoChange) {
  const std::string filtered =
      "{ sns: t, subscribers: [{ sqs: w, raw: true, filter: { lang: [en, de], n: [{ numeric: ['>', 5] }] } "
      "}] }";
  const Desired desired = desire(spec_of(filtered)).desired;
  const auto world_with = [](const char* filter) {
    return world_of_others(
        true,
        {{"RawMessageDelivery", "true"}, {"FilterPolicyScope", "MessageBody"}, {"FilterPolicy", filter}});
  };
  const PlanResult same =
      make_plan(desired, world_with(R"({"n": [{"numeric": [">", 5]}], "lang": ["de", "en"]})"), {});
  EXPECT_TRUE(same.problems.empty());
  EXPECT_THAT(summary(same.plan), testing::Not(HasSubstr("aws.subscription")));
  const PlanResult other =
      make_plan(desired, world_with(R"({"n": [{"numeric": [">", 5]}], "lang": ["de", "fr"]})"), {});
  ASSERT_EQ(other.problems.size(), 1u);
  EXPECT_EQ(other.problems[0].code, "SB0313");
}

TEST(Subscriptions, AFunctionThatThePermissionOfTheStackLetsInIsNoSubscriberOfOthers) {
  const std::string function = "arn:aws:lambda:eu-west-1:123456789012:function:f";
  const Desired before = desire(spec_of("{ sns: t, subscribers: [{ lambda: f }] }, { sqs: w }")).desired;
  Observed world;
  world.function_policies[function] = "";
  carry_out(make_plan(before, world, {}).plan, world);
  const Desired after = desire(spec_of("{ sqs: w }")).desired;
  EXPECT_TRUE(make_plan(after, world, {}).plan.warnings.empty());
  world.function_policies[function] = "";
  EXPECT_THAT(make_plan(after, world, {}).plan.warnings, Contains(HasSubstr("not ours")));
}

}  // namespace
}  // namespace sb::reconcile
