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
  EXPECT_EQ(check_topic_policy(kTopic, with_policy(plain), {}).ok, true);
  EXPECT_EQ(check_topic_policy(kTopic, with_policy(conditional), {}).ok, false);
  EXPECT_EQ(check_topic_policy(kTopic, with_policy(plain + "," + statement("Deny", "sns:*")), {}).ok, false);
  EXPECT_EQ(check_topic_policy(kTopic, {}, {}).ok, false);
  EXPECT_EQ(check_topic_policy(kTopic, {{"Policy", "no policy"}}, {}).ok, false);
}

TEST(Hops, AQueueMustLetTheServiceSendForThatSource) {
  const auto policy =
      with_policy(statement("Allow", "sqs:SendMessage",
                            std::string(R"(,"Condition":{"ArnLike":{"aws:SourceArn":")") + kRule + R"("}})"));
  EXPECT_EQ(check_queue_policy("queue q", kQueue, policy, kEventsService, kRule, {}).ok, true);
  EXPECT_EQ(check_queue_policy("queue q", kQueue, policy, kEventsService, std::string(kRule) + "2", {}).ok,
            false);
  EXPECT_EQ(check_queue_policy("queue q", kQueue, policy, kSnsService, kRule, {}).ok, false);
}

TEST(Hops, StatementsThatDenyAreNamedAndApplyIsNotTheFix) {
  const std::string sid = R"(,"Sid":"theirs")";
  const std::string allow = statement("Allow", "sqs:SendMessage");
  const Check one =
      check_queue_policy("queue q", kQueue, with_policy(allow + "," + statement("Deny", "sqs:*", sid)),
                         kEventsService, kRule, {});
  EXPECT_EQ(one.ok, false);
  EXPECT_EQ(one.detail,
            "the statement 'theirs' of its policy, with the effect Deny, refuses events.amazonaws.com");
  EXPECT_EQ(one.fix, std::string("take the statement 'theirs' out of the policy of ") + kQueue +
                         ", or events.amazonaws.com out of what it refuses");
  const Check two = check_topic_policy(
      kTopic, with_policy(statement("Deny", "sns:*", sid) + "," + statement("Deny", "sns:Publish")), {});
  EXPECT_NE(two.fix.find("the statements 'theirs', (no Sid)"), std::string::npos);
  EXPECT_EQ(check_queue_policy("queue q", kQueue, {}, kEventsService, kRule, {}).fix, "switchboard apply");
}

TEST(Hops, AServiceIsNotKeptOutByADataPerimeterThatLetsServicesPass) {
  const std::string source = std::string(R"(,"Condition":{"ArnLike":{"aws:SourceArn":")") + kRule + R"("}})";
  const auto perimeter = [&](const std::string& is_service) {
    return with_policy(statement("Allow", "sqs:SendMessage", source) +
                       R"(,{"Effect":"Deny","Principal":"*","Action":"sqs:SendMessage","Resource":"*",)" +
                       R"("Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"},)" +
                       R"("BoolIfExists":{"aws:PrincipalIsAWSService":")" + is_service + R"("}}})");
  };
  EXPECT_EQ(check_queue_policy("queue q", kQueue, perimeter("false"), kEventsService, kRule, {}).ok, true);
  EXPECT_EQ(check_queue_policy("queue q", kQueue, perimeter("true"), kEventsService, kRule, {}).ok, false);
}

TEST(Hops, WhatHangsOnWhatOnlyAwsKnowsOfACallIsNotCalledAllowed) {
  const std::string allow = statement("Allow", "sqs:SendMessage");
  const auto queue = [](const std::string& statements) {
    return check_queue_policy("queue q", kQueue, with_policy(statements), kEventsService, kRule, {});
  };
  for (const char* condition : {R"({"StringNotEquals":{"aws:SourceOrgID":"o-1"}})",
                                R"({"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}})",
                                R"({"DateGreaterThan":{"aws:CurrentTime":"2020-01-01"}})",
                                R"({"Sounds":{"aws:SourceArn":"good"}})"}) {
    const std::string under = std::string(R"(,"Condition":)") + condition;
    for (const std::string& statements :
         {allow + "," + statement("Deny", "sqs:*", under), statement("Allow", "sqs:SendMessage", under)}) {
      const Check check = queue(statements);
      EXPECT_EQ(check.ok, std::nullopt) << statements;
      EXPECT_NE(check.fix, "") << statements;
    }
  }
  EXPECT_EQ(queue(statement("Deny", "sqs:*", R"(,"Condition":{"Bool":{"aws:SecureTransport":"false"}})") +
                  "," + allow)
                .ok,
            true);
}

TEST(Hops, AKeyCannotBeSeenIntoAndNoKeyIsNoHop) {
  EXPECT_FALSE(check_key("queue q", "c", {}, kEventsService));
  EXPECT_FALSE(check_key("queue q", "c", {{"KmsMasterKeyId", ""}}, kEventsService));
  const auto check = check_key("queue q", "c", {{"KmsMasterKeyId", "alias/ours"}}, kEventsService);
  ASSERT_TRUE(check);
  EXPECT_EQ(check->ok, std::nullopt);
  EXPECT_NE(check->fix.find("events.amazonaws.com"), std::string::npos);
}

TEST(Hops, AKeyOfAwssOwnLetsNoServiceIn) {
  for (const char* key : {"alias/aws/sqs", "arn:aws:kms:eu-west-1:123456789012:alias/aws/sns"}) {
    const auto check = check_key("queue q", "c", {{"KmsMasterKeyId", key}}, kSnsService);
    ASSERT_TRUE(check);
    EXPECT_EQ(check->ok, false);
    EXPECT_NE(check->detail.find("a key of AWS's own"), std::string::npos);
    EXPECT_NE(check->fix.find("sns.amazonaws.com"), std::string::npos);
  }
}

TEST(Hops, ASubscriptionIsConfirmedOnceItHasAnArn) {
  const DesiredSubscription wanted{kTopic, "sqs", kQueue, false, ""};
  awsclient::Subscription found{"PendingConfirmation", "sqs", kQueue, kTopic};
  EXPECT_EQ(check_confirmed(wanted, nullptr, {}).ok, false);
  EXPECT_EQ(check_confirmed(wanted, &found, {}).ok, false);
  found.arn = std::string(kTopic) + ":1";
  EXPECT_EQ(check_confirmed(wanted, &found, {}).ok, true);
  EXPECT_EQ(check_confirmed(wanted, &found, {}).fix, "");
}

TEST(Hops, ARuleIsToBeInTheStateThatTheSpecSays) {
  DesiredRule wanted;
  wanted.name = "r";
  EXPECT_EQ(check_rule_state(wanted, "ENABLED", {}).ok, true);
  EXPECT_EQ(check_rule_state(wanted, "DISABLED", {}).ok, false);
  wanted.state = "DISABLED";
  EXPECT_EQ(check_rule_state(wanted, "DISABLED", {}).ok, true);
  EXPECT_EQ(check_rule_state(wanted, "ENABLED", {}).check, "is disabled");
  EXPECT_EQ(check_rule_state(wanted, "ENABLED", {}).ok, false);
}

TEST(Hops, FixesAreTheCommandsOfTheCaller) {
  const Commands commands{"switchboard apply --local", "", "", "aws --region eu-west-1"};
  EXPECT_EQ(check_topic_policy(kTopic, {}, commands).fix, "switchboard apply --local");
  DesiredRule wanted;
  wanted.name = "r";
  wanted.bus = "orders";
  EXPECT_EQ(
      check_rule_state(wanted, "DISABLED", commands).fix,
      "write 'state: enabled' into the route; then switchboard apply --local; or aws --region eu-west-1 "
      "events enable-rule --name r --event-bus-name orders");
}

}  // namespace
}  // namespace sb::reconcile
