// SPDX-License-Identifier: Apache-2.0
#include "reconcile/kept.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/plan_fixture.h"

namespace sb::reconcile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kQueue = aws::queue_arn(kRealm, "q");

std::string spec_of(const std::string& routes, const std::string& letters = "{ none: x }") {
  return "stack: s\ndefaults: { dead_letter: " + letters + " }\nroutes:\n" + routes;
}

std::string route(const std::string& name, const std::string& targets, const std::string& description = "") {
  return "  " + name + ":\n    events: conversation.end\n" +
         (description.empty() ? "" : "    description: " + description + "\n") + "    to: [" + targets +
         "]\n";
}

void fill(Observed& world, const std::string& arn, const char* messages) {
  world.queues.at(arn).attributes["ApproximateNumberOfMessages"] = messages;
}

std::string description_of(const Observed& world, const std::string& rule) {
  return world.rules.at(aws::rule_arn(kRealm, "default", rule)).rule.description;
}

TEST(Kept, AQueueWithMessagesIsNamedInARuleAndGoesOnceItIsEmpty) {
  Observed world = live_after_apply(desire(spec_of(route("a", "{ sqs: q }, { sqs: stays }"))).desired);
  fill(world, kQueue, "2");
  const Desired after = desire(spec_of(route("a", "{ sqs: stays }"))).desired;
  const Plan first = make_plan(after, world, {}).plan;
  EXPECT_THAT(first.kept, ElementsAre(testing::AllOf(HasSubstr("the queue q holds 2 messages and stays"),
                                                     HasSubstr("switchboard apply --discard-messages"))));
  carry_out(first, world);
  EXPECT_EQ(description_of(world, "s-a"), "[switchboard:s/a+sqs:q]");
  const Plan again = make_plan(after, world, {}).plan;
  EXPECT_EQ(summary(again), "");
  EXPECT_EQ(again.kept, first.kept);

  fill(world, kQueue, "0");
  const Plan last = make_plan(after, world, {}).plan;
  EXPECT_TRUE(last.kept.empty());
  EXPECT_THAT(summary(last), HasSubstr("delete aws.queue q"));
  carry_out(last, world);
  EXPECT_EQ(description_of(world, "s-a"), "[switchboard:s/a]");
  EXPECT_EQ(summary(make_plan(after, world, {}).plan), "");
}

TEST(Kept, MessagesMayBeDiscardedAtOnceOrLater) {
  const Desired after = desire(spec_of(route("a", "{ sqs: stays }"))).desired;
  PlanOptions discarding;
  discarding.discard_messages = true;
  for (const bool at_once : {true, false}) {
    Observed world = live_after_apply(desire(spec_of(route("a", "{ sqs: q }, { sqs: stays }"))).desired);
    fill(world, kQueue, "2");
    if (!at_once) carry_out(make_plan(after, world, {}).plan, world);
    const Plan plan = make_plan(after, world, discarding).plan;
    EXPECT_TRUE(plan.kept.empty());
    carry_out(plan, world);
    EXPECT_FALSE(world.queues.contains(kQueue));
    EXPECT_EQ(description_of(world, "s-a"), "[switchboard:s/a]");
  }
}

TEST(Kept, TheNameMovesToAnotherRuleWhenItsRuleGoes) {
  Observed world =
      live_after_apply(desire(spec_of(route("a", "{ sqs: q }") + route("b", "{ sqs: w }"))).desired);
  fill(world, kQueue, "1");
  const Desired after = desire(spec_of(route("b", "{ sqs: w }"))).desired;
  carry_out(make_plan(after, world, {}).plan, world);
  EXPECT_EQ(world.rules.size(), 1u);
  EXPECT_EQ(description_of(world, "s-b"), "[switchboard:s/b+sqs:q]");
  const Desired renamed = desire(spec_of(route("c", "{ sqs: w }"))).desired;
  carry_out(make_plan(renamed, world, {}).plan, world);
  EXPECT_EQ(description_of(world, "s-c"), "[switchboard:s/c+sqs:q]");
  fill(world, kQueue, "0");
  EXPECT_THAT(summary(make_plan(renamed, world, {}).plan), HasSubstr("delete aws.queue q"));
}

TEST(Kept, ADeadLetterQueueWithLettersIsFoundAgainWhateverTakesItsPlace) {
  for (const char* letters : {"{ none: x }", "new-dlq"}) {
    Observed world = live_after_apply(desire(spec_of(route("a", "{ sqs: w }"), "old-dlq")).desired);
    const std::string old = aws::queue_arn(kRealm, "old-dlq");
    fill(world, old, "1");
    const Desired after = desire(spec_of(route("a", "{ sqs: w }"), letters)).desired;
    carry_out(make_plan(after, world, {}).plan, world);
    EXPECT_EQ(make_plan(after, world, {}).plan.kept.size(), 1u) << letters;
    fill(world, old, "0");
    carry_out(make_plan(after, world, {}).plan, world);
    EXPECT_FALSE(world.queues.contains(old)) << letters;
  }
}

TEST(Kept, WhereNoDescriptionHasRoomThePlanSaysWhoFindsTheQueue) {
  const std::string full(480, 'x');
  Observed world = live_after_apply(
      desire(spec_of(route("a", "{ sqs: quite-a-long-name }, { sqs: stays }", full))).desired);
  fill(world, aws::queue_arn(kRealm, "quite-a-long-name"), "1");
  const Plan plan = make_plan(desire(spec_of(route("a", "{ sqs: stays }", full))).desired, world, {}).plan;
  EXPECT_EQ(plan.kept.size(), 1u);
  EXPECT_THAT(plan.notes, testing::Contains(HasSubstr("only destroy will find it again")));
}

TEST(Kept, AQueueThatTheSpecWantsAgainIsWantedAndNotKept) {
  const Desired both = desire(spec_of(route("a", "{ sqs: q }, { sqs: stays }"))).desired;
  Observed world = live_after_apply(both);
  fill(world, kQueue, "1");
  carry_out(make_plan(desire(spec_of(route("a", "{ sqs: stays }"))).desired, world, {}).plan, world);
  const Plan plan = make_plan(both, world, {}).plan;
  EXPECT_TRUE(plan.kept.empty());
  carry_out(plan, world);
  EXPECT_EQ(description_of(world, "s-a"), "[switchboard:s/a]");
}

}  // namespace
}  // namespace sb::reconcile
