// SPDX-License-Identifier: Apache-2.0
#include "reconcile/hops.h"

#include <gtest/gtest.h>

namespace sb::reconcile {
namespace {

constexpr char kTopic[] = "arn:aws:sns:eu-west-1:123456789012:t";
constexpr char kQueue[] = "arn:aws:sqs:eu-west-1:123456789012:q";
constexpr char kRule[] = "arn:aws:events:eu-west-1:123456789012:rule/r";

std::string statement(const std::string& effect, const std::string& action, const std::string& more = "") {
  return R"({"Effect":")" + effect + R"(","Principal":{"Service":"events.amazonaws.com"},"Action":")" +
         action + R"(","Resource":"*")" + more + "}";
}

std::map<std::string, std::string> with_policy(const std::string& statements) {
  return {{"Policy", R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"}};
}

TEST(Hops, ATopicMustLetEventBridgePublishWithoutAnyCondition) {
  const std::string plain = statement("Allow", "sns:Publish");
  const std::string conditional =
      statement("Allow", "sns:Publish", R"(,"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*"}})");
  EXPECT_EQ(check_topic_policy(kTopic, with_policy(plain)).ok, true);
  EXPECT_EQ(check_topic_policy(kTopic, with_policy(conditional)).ok, false);
  EXPECT_EQ(check_topic_policy(kTopic, with_policy(plain + "," + statement("Deny", "sns:*"))).ok, false);
  EXPECT_EQ(check_topic_policy(kTopic, {}).ok, false);
  EXPECT_EQ(check_topic_policy(kTopic, {{"Policy", "no policy"}}).ok, false);
}

TEST(Hops, AQueueMustLetTheServiceSendForThatSource) {
  const auto policy =
      with_policy(statement("Allow", "sqs:SendMessage",
                            std::string(R"(,"Condition":{"ArnLike":{"aws:SourceArn":")") + kRule + R"("}})"));
  EXPECT_EQ(check_queue_policy("queue q", kQueue, policy, kEventsService, kRule).ok, true);
  EXPECT_EQ(check_queue_policy("queue q", kQueue, policy, kEventsService, std::string(kRule) + "2").ok,
            false);
  EXPECT_EQ(check_queue_policy("queue q", kQueue, policy, kSnsService, kRule).ok, false);
}

TEST(Hops, AKeyCannotBeSeenIntoAndNoKeyIsNoHop) {
  EXPECT_FALSE(check_key("queue q", "c", {}, kEventsService));
  EXPECT_FALSE(check_key("queue q", "c", {{"KmsMasterKeyId", ""}}, kEventsService));
  const auto check = check_key("queue q", "c", {{"KmsMasterKeyId", "alias/ours"}}, kEventsService);
  ASSERT_TRUE(check);
  EXPECT_EQ(check->ok, std::nullopt);
  EXPECT_NE(check->fix.find("events.amazonaws.com"), std::string::npos);
}

TEST(Hops, ASubscriptionIsConfirmedOnceItHasAnArn) {
  const DesiredSubscription wanted{kTopic, "sqs", kQueue, false, ""};
  awsclient::Subscription found{"PendingConfirmation", "sqs", kQueue, kTopic};
  EXPECT_EQ(check_confirmed(wanted, nullptr).ok, false);
  EXPECT_EQ(check_confirmed(wanted, &found).ok, false);
  found.arn = std::string(kTopic) + ":1";
  EXPECT_EQ(check_confirmed(wanted, &found).ok, true);
  EXPECT_EQ(check_confirmed(wanted, &found).fix, "");
}

TEST(Hops, ARuleIsToBeInTheStateThatTheSpecSays) {
  DesiredRule wanted;
  wanted.name = "r";
  EXPECT_EQ(check_rule_state(wanted, "ENABLED").ok, true);
  EXPECT_EQ(check_rule_state(wanted, "DISABLED").ok, false);
  wanted.state = "DISABLED";
  EXPECT_EQ(check_rule_state(wanted, "DISABLED").ok, true);
  EXPECT_EQ(check_rule_state(wanted, "ENABLED").check, "is disabled");
  EXPECT_EQ(check_rule_state(wanted, "ENABLED").ok, false);
}

}  // namespace
}  // namespace sb::reconcile
