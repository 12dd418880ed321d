// SPDX-License-Identifier: Apache-2.0
#include "reconcile/route_pattern.h"

#include <gtest/gtest.h>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "reconcile/plan_fixture.h"

namespace sb::reconcile {
namespace {

TEST(RoutePattern, IsTheTutorialsOwn) {
  const Desired desired = desire(kSpec).desired;
  EXPECT_EQ(desired.rules[0].pattern, R"({"source":["genesyscloud"],"detail-type":["conversationCreated"]})");
  EXPECT_EQ(
      desired.rules[1].pattern,
      R"({"source":["genesys.cloud"],"detail-type":["conversation.end"],"detail":{"queue":{"id":["30efdbc1-b459-462a-a4b5-966c53a60562"]}}})");
}

TEST(RoutePattern, EndedMeansAnAgentsLegOverOrAnAbandonedWait) {
  const auto result = desire(
      "stack: s\ngenesys: { integration: { suffix: x } }\nroutes:\n  a:\n    intent: ended\n    queues: "
      "[General Support]\n    to: [{ sns: t }]\n");
  ASSERT_TRUE(result.problems.empty());
  EXPECT_EQ(result.desired.rules[0].bus, "aws.partner/genesys.com/cloud/org/x");
  const auto pattern = pattern::parse(result.desired.rules[0].pattern);
  ASSERT_TRUE(pattern.ok()) << pattern.error.message;
  const auto answer = [&](const char* type, const char* body) {
    const auto event = pattern::read_event(
        std::string(
            R"({"source":"aws.partner/genesys.com/cloud/org/x","detail-type":"v2.detail.events.conversation.{id}.)") +
        type + R"(","detail":{"eventBody":{"queueId":"30efdbc1-b459-462a-a4b5-966c53a60562",)" + body +
        "}}}");
    return pattern::matches(*pattern.pattern, *event.event);
  };
  EXPECT_TRUE(answer("user.end", R"("disconnectType":"PEER","interactingDurationMs":5)"));
  EXPECT_FALSE(answer("user.end", R"("disconnectType":"CONSULT_TRANSFER","interactingDurationMs":5)"));
  EXPECT_FALSE(answer("user.end", R"("disconnectType":"PEER","alertingDurationMs":5)"));
  EXPECT_TRUE(answer("acd.end", R"("acdOutcome":"ABANDON")"));
  EXPECT_FALSE(answer("acd.end", R"("acdOutcome":"ANSWERED")"));
}

}  // namespace
}  // namespace sb::reconcile
