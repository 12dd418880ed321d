// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/access.h"

#include <gtest/gtest.h>

namespace sb::cloud::edge {
namespace {

const aws::Realm kRealm{"123456789012", "eu-west-1"};

// "action on resource, …".
std::string accesses(const char* service, const char* operation, const json::Object& input) {
  std::string out;
  for (const service::Access& access : accesses_of(service, operation, input, kRealm))
    out += (out.empty() ? "" : ", ") + access.action + " on " + access.resource;
  return out;
}

TEST(Accesses, NameRulesByTheirBus) {
  EXPECT_EQ(accesses("events", "PutRule", {{"Name", "r"}}),
            "events:PutRule on arn:aws:events:eu-west-1:123456789012:rule/r");
  EXPECT_EQ(accesses("events", "PutTargets", {{"Rule", "r"}, {"EventBusName", "b"}}),
            "events:PutTargets on arn:aws:events:eu-west-1:123456789012:rule/b/r");
  EXPECT_EQ(accesses("events", "DeleteRule",
                     {{"Name", "r"}, {"EventBusName", "arn:aws:events:eu-west-1:210987654321:event-bus/b"}}),
            "events:DeleteRule on arn:aws:events:eu-west-1:210987654321:rule/b/r");
}

TEST(Accesses, ARuleByItsArnIsTheOneOfTheArnWhateverBusIsNamed) {
  const char* victim = "arn:aws:events:eu-west-1:123456789012:rule/victim";
  EXPECT_EQ(accesses("events", "PutTargets", {{"Rule", victim}, {"EventBusName", "team-a"}}),
            std::string("events:PutTargets on ") + victim);
  EXPECT_EQ(accesses("events", "PutTargets",
                     {{"Rule", "arn:aws:events:eu-west-1:123456789012:rule/b/r"}, {"EventBusName", "other"}}),
            "events:PutTargets on arn:aws:events:eu-west-1:123456789012:rule/b/r");
}

TEST(Accesses, AreOnWhatTheServiceFindsHoweverItsArnIsWritten) {
  const std::string elsewhere = "arn:aws-cn:events:eu-west-1:123456789012:";
  const std::string here = "arn:aws:events:eu-west-1:123456789012:";
  EXPECT_EQ(
      accesses("events", "PutEvents",
               {{"Entries", json::Array{json::Object{{"EventBusName", elsewhere + "event-bus/prod"}}}}}),
      "events:PutEvents on " + here + "event-bus/prod");
  EXPECT_EQ(accesses("events", "DescribeEventBus", {{"Name", elsewhere + "event-bus/prod"}}),
            "events:DescribeEventBus on " + here + "event-bus/prod");
  EXPECT_EQ(accesses("events", "PutTargets", {{"Rule", elsewhere + "rule/default/r"}}),
            "events:PutTargets on " + here + "rule/r");
  EXPECT_EQ(accesses("events", "TagResource", {{"ResourceARN", elsewhere + "event-bus/prod"}}),
            "events:TagResource on " + here + "event-bus/prod");
  EXPECT_EQ(accesses("events", "UntagResource", {{"ResourceARN", elsewhere + "rule/b/r"}}),
            "events:UntagResource on " + here + "rule/b/r");
  EXPECT_EQ(accesses("events", "ListTagsForResource", {{"ResourceARN", "x"}}),
            "events:ListTagsForResource on x");
  const char* queue = "arn:aws-cn:sqs:eu-west-1:123456789012:q";
  EXPECT_EQ(accesses("sqs", "ListMessageMoveTasks", {{"SourceArn", queue}}),
            "sqs:ListMessageMoveTasks on arn:aws:sqs:eu-west-1:123456789012:q");
  EXPECT_EQ(accesses("sqs", "StartMessageMoveTask", {{"SourceArn", queue}, {"DestinationArn", queue}})
                .find("aws-cn"),
            std::string::npos);
}

TEST(Accesses, PutEventsIsOnEachBusOfItsEntries) {
  const json::Object input{{"Entries", json::Array{json::Object{{"EventBusName", "b"}}, json::Object{},
                                                   json::Object{{"EventBusName", "b"}}, "x"}}};
  EXPECT_EQ(accesses("events", "PutEvents", input),
            "events:PutEvents on arn:aws:events:eu-west-1:123456789012:event-bus/b, events:PutEvents on "
            "arn:aws:events:eu-west-1:123456789012:event-bus/default");
  EXPECT_EQ(accesses("events", "PutEvents", {}),
            "events:PutEvents on arn:aws:events:eu-west-1:123456789012:event-bus/default");
}

TEST(Accesses, ARoleGivenAwayMustBePassed) {
  const char* role = "arn:aws:iam::123456789012:role/r";
  EXPECT_EQ(accesses("events", "PutTargets",
                     {{"Rule", "r"}, {"Targets", json::Array{json::Object{{"RoleArn", role}}}}}),
            "events:PutTargets on arn:aws:events:eu-west-1:123456789012:rule/r, iam:PassRole on "
            "arn:aws:iam::123456789012:role/r");
}

TEST(Accesses, AFunctionIsTheOneThatIsMeantHoweverItIsNamed) {
  const auto invoke = [](const char* name, const char* qualifier = "") {
    return accesses("lambda", "Invoke", {{"FunctionName", name}, {"Qualifier", qualifier}});
  };
  const std::string secret = "lambda:InvokeFunction on arn:aws:lambda:eu-west-1:123456789012:function:secret";
  for (const char* name : {"secret", "function:secret", "123456789012:function:secret",
                           "arn:aws:lambda:eu-west-1:123456789012:function:secret"})
    EXPECT_EQ(invoke(name), secret) << name;
  EXPECT_EQ(invoke("secret:live"), secret + ":live");
  EXPECT_EQ(invoke("secret", "live"), secret + ":live");
  EXPECT_EQ(accesses("lambda", "AddPermission",
                     {{"FunctionName", "arn:aws:lambda:us-east-1:210987654321:function:f"}}),
            "lambda:AddPermission on arn:aws:lambda:us-east-1:210987654321:function:f");
}

TEST(Accesses, AMoveOfMessagesReceivesDeletesAndSends) {
  const json::Object move{{"SourceArn", "arn:aws:sqs:eu-west-1:123456789012:dlq"},
                          {"DestinationArn", "arn:aws:sqs:eu-west-1:123456789012:q"}};
  EXPECT_EQ(accesses("sqs", "StartMessageMoveTask", move),
            "sqs:StartMessageMoveTask on arn:aws:sqs:eu-west-1:123456789012:dlq, "
            "sqs:ReceiveMessage on arn:aws:sqs:eu-west-1:123456789012:dlq, "
            "sqs:DeleteMessage on arn:aws:sqs:eu-west-1:123456789012:dlq, "
            "sqs:GetQueueAttributes on arn:aws:sqs:eu-west-1:123456789012:dlq, "
            "sqs:SendMessage on arn:aws:sqs:eu-west-1:123456789012:q");
}

TEST(Accesses, ABatchIsWhatItsSingleCallIs) {
  const json::Object queue{{"QueueUrl", "http://127.0.0.1:4010/210987654321/q"}};
  EXPECT_EQ(accesses("sqs", "SendMessageBatch", queue),
            "sqs:SendMessage on arn:aws:sqs:eu-west-1:210987654321:q");
  EXPECT_EQ(accesses("sqs", "DeleteMessageBatch", {{"QueueUrl", "q"}}),
            "sqs:DeleteMessage on arn:aws:sqs:eu-west-1:123456789012:q");
  EXPECT_EQ(accesses("sns", "PublishBatch", {{"TopicArn", "arn:aws:sns:eu-west-1:123456789012:t"}}),
            "sns:Publish on arn:aws:sns:eu-west-1:123456789012:t");
}

TEST(Accesses, WhatNamesNoResourceIsOnAll) {
  EXPECT_EQ(accesses("sqs", "ListQueues", {}), "sqs:ListQueues on *");
  EXPECT_EQ(accesses("events", "NoSuchOperation", {}), "events:NoSuchOperation on *");
  EXPECT_EQ(accesses("sqs", "SendMessage", {{"QueueUrl", 5}}), "sqs:SendMessage on *");
  EXPECT_EQ(accesses("sns", "Publish", {{"PhoneNumber", "+1"}}), "sns:Publish on *");
}

TEST(Accesses, FindTopicsFunctionsAndRoles) {
  EXPECT_EQ(accesses("sns", "CreateTopic", {{"Name", "t"}}),
            "sns:CreateTopic on arn:aws:sns:eu-west-1:123456789012:t");
  EXPECT_EQ(accesses("sns", "Publish", {{"TargetArn", "arn:aws:sns:eu-west-1:123456789012:t"}}),
            "sns:Publish on arn:aws:sns:eu-west-1:123456789012:t");
  EXPECT_EQ(accesses("lambda", "GetPolicy", {{"FunctionName", "f"}}),
            "lambda:GetPolicy on arn:aws:lambda:eu-west-1:123456789012:function:f");
  EXPECT_EQ(accesses("sts", "AssumeRole", {{"RoleArn", "arn:aws:iam::1:role/r"}}),
            "sts:AssumeRole on arn:aws:iam::1:role/r");
  EXPECT_EQ(accesses("sts", "GetCallerIdentity", {}), "");
}

}  // namespace
}  // namespace sb::cloud::edge
