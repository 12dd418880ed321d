// SPDX-License-Identifier: Apache-2.0
#include "reconcile/desired.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reconcile/plan_fixture.h"

namespace sb::reconcile {
namespace {

using testing::HasSubstr;

TEST(Desired, TargetsElsewhereNeedARole) {
  const auto result = desire(
      "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to:\n"
      "      - { arn: \"arn:aws:events:us-east-1:123456789012:event-bus/b\" }\n"
      "      - { arn: \"arn:aws:sqs:eu-west-1:210987654321:q\" }\n"
      "      - { arn: \"arn:aws:sns:us-east-1:123456789012:t\", role: \"arn:aws:iam::123456789012:role/r\" "
      "}\n");
  std::vector<std::string> codes;
  for (const base::Error& problem : result.problems) codes.push_back(problem.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"SB0158", "SB0158", "SB0157"}));
  EXPECT_THAT(result.problems[0].hint, HasSubstr("give the target role:"));
}

TEST(Desired, CoversRulesWithDefaultNamesByOnePatternInAPolicy) {
  const Desired desired = desire(kSpec).desired;
  const DesiredQueue& letters = desired.queues.at(aws::queue_arn(kRealm, "s-dead-letter"));
  EXPECT_EQ(letters.sources, (std::set<std::string>{"arn:aws:events:eu-west-1:123456789012:rule/GC",
                                                    "arn:aws:events:eu-west-1:123456789012:rule/s-*"}));
}

TEST(Desired, AFunctionsLatestIsTheFunction) {
  const Desired desired =
      desire(
          "stack: s\nroutes:\n  a:\n    events: conversationCreated\n"
          "    to: [{ lambda: 'f:$LATEST' }, { sns: t, subscribers: [{ lambda: 'g:$LATEST' }] }, "
          "{ lambda: 'f:live' }]\n")
          .desired;
  EXPECT_EQ(desired.rules.at(0).targets.at(0).arn, "arn:aws:lambda:eu-west-1:123456789012:function:f");
  EXPECT_EQ(desired.rules.at(0).targets.at(2).arn, "arn:aws:lambda:eu-west-1:123456789012:function:f:live");
  EXPECT_EQ(desired.subscriptions.at(0).endpoint, "arn:aws:lambda:eu-west-1:123456789012:function:g");
}

TEST(Desired, ADescriptionLeavesRoomForTheMarkOfARuleThatGoes) {
  const auto with = [](size_t length) {
    return desire("stack: s\nroutes:\n  a: { events: conversationCreated, to: [{ sqs: q }], description: " +
                  std::string(length, 'x') + " }\n");
  };
  const size_t mark = with(1).desired.rules.at(0).description.size() - 1;
  const DesiredResult fits = with(kMarkedDescriptionMax - mark);
  ASSERT_TRUE(fits.problems.empty());
  RuleMark going = *read_mark(fits.desired.rules.at(0).description);
  going.is_going = true;
  EXPECT_EQ(write_mark(without_mark(fits.desired.rules.at(0).description), going).size(),
            aws::kDescriptionMax);
  EXPECT_THAT(with(kMarkedDescriptionMax - mark + 1).problems.at(0).message, HasSubstr("the limit is 511"));
}

TEST(Desired, GivesAllProblemsAtOnce) {
  const auto result = desire(
      "stack: s\nroutes:\n  a:\n    events: conversationCreated\n    to: [{ sns: a }, { sns: a }]\n"
      "  b:\n    events: conversationCreated\n    to: [{ lambda: "
      "\"arn:aws:lambda:eu-west-1:210987654321:function:f\" }]\n");
  ASSERT_EQ(result.problems.size(), 2u);
  EXPECT_THAT(result.problems[0].message, HasSubstr("two targets with the id 'switchboard-sns-a'"));
  EXPECT_EQ(result.problems[0].place, "s.yaml:3:3");
  EXPECT_THAT(result.problems[1].message, HasSubstr("EventBridge would refuse this target"));
  EXPECT_EQ(result.problems[1].place, "s.yaml:8:10");
}

}  // namespace
}  // namespace sb::reconcile
