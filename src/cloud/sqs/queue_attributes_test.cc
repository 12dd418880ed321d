// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/queue_attributes.h"

#include <gtest/gtest.h>

#include "cloud/sqs/redrive_policy.h"

namespace sb::cloud::sqs {
namespace {

std::string refusal(const QueueAttributes& attributes, bool fifo = false) {
  const auto fault = check_queue_attributes(attributes, fifo);
  return fault ? fault->code + ": " + fault->message : "";
}

TEST(CheckQueueAttributes, HoldsRangesAndNames) {
  EXPECT_EQ(refusal({{"VisibilityTimeout", "43200"}, {"Policy", ""}, {"RedrivePolicy", ""}}), "");
  EXPECT_EQ(refusal({{"VisibilityTimeout", "43201"}}),
            "InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout.");
  EXPECT_EQ(refusal({{"MessageRetentionPeriod", "59"}}),
            "InvalidAttributeValue: Invalid value for the parameter MessageRetentionPeriod.");
  EXPECT_EQ(refusal({{"DelaySeconds", ""}}),
            "InvalidAttributeValue: Invalid value for the parameter DelaySeconds.");
  EXPECT_EQ(refusal({{"SqsManagedSseEnabled", "yes"}}),
            "InvalidAttributeValue: Invalid value for the parameter SqsManagedSseEnabled.");
  EXPECT_EQ(refusal({{"Nope", "1"}}), "InvalidAttributeName: Unknown Attribute Nope.");
  EXPECT_EQ(refusal({{"QueueArn", "x"}}), "InvalidAttributeName: Unknown Attribute QueueArn.");
  EXPECT_EQ(refusal({{"Policy", "not json"}}),
            "InvalidAttributeValue: Invalid value for the parameter Policy.");
}

TEST(CheckQueueAttributes, APolicyIsOneThatAQueueCanHave) {
  const auto of = [](const char* action, const char* rest = R"("Principal":"*","Resource":"*")") {
    return refusal({{"Policy", std::string(R"({"Statement":[{"Effect":"Allow","Action":")") + action + "\"," +
                                   rest + "}]}"}});
  };
  const std::string refused = "InvalidAttributeValue: Invalid value for the parameter Policy.";
  for (const char* good :
       {"*", "sqs:*", "SQS:SendMessage", "sqs:sendmessage", "sqs:Send*", "sqs:CreateQueue"})
    EXPECT_EQ(of(good), "") << good;
  for (const char* bad : {"sns:Publish", "sqs:Bogus", "SQS:ChangeMessageVisibilityBatch", "SendMessage"})
    EXPECT_EQ(of(bad), refused) << bad;
  for (const char* rest :
       {R"("Principal":"*")", R"("Resource":"*")", R"("Principal":{"AWS":"bob"},"Resource":"*")"})
    EXPECT_EQ(of("sqs:SendMessage", rest), refused) << rest;
  EXPECT_EQ(refusal({{"Policy", R"({"Statement":[]})"}}), refused);
}

TEST(CheckQueueAttributes, KnowsWhichAreForFifoQueues) {
  EXPECT_EQ(refusal({{"FifoQueue", "false"}}), "InvalidAttributeName: Unknown Attribute FifoQueue.");
  EXPECT_EQ(refusal({{"ContentBasedDeduplication", "true"}}),
            "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication.");
  EXPECT_EQ(
      refusal({{"DeduplicationScope", "queue"}}),
      "InvalidAttributeName: You can specify the DeduplicationScope only when FifoQueue is set to true.");
  EXPECT_EQ(
      refusal({{"FifoThroughputLimit", "perQueue"}}),
      "InvalidAttributeName: You can specify the FifoThroughputLimit only when FifoQueue is set to true.");
  EXPECT_EQ(refusal({{"FifoQueue", "true"}, {"DeduplicationScope", "messageGroup"}}, true), "");
  EXPECT_EQ(
      refusal({{"FifoQueue", "false"}}, true),
      "InvalidAttributeValue: Invalid value for the parameter FifoQueue. Reason: Modifying queue type is "
      "not supported.");
  EXPECT_EQ(refusal({{"DeduplicationScope", "world"}}, true),
            "InvalidAttributeValue: Invalid value for the parameter DeduplicationScope.");
}

TEST(CheckThroughput, HighThroughputNeedsDeduplicationByGroup) {
  EXPECT_TRUE(
      check_throughput({{"FifoThroughputLimit", "perMessageGroupId"}, {"DeduplicationScope", "queue"}}));
  EXPECT_FALSE(check_throughput(
      {{"FifoThroughputLimit", "perMessageGroupId"}, {"DeduplicationScope", "messageGroup"}}));
  EXPECT_FALSE(
      check_throughput({{"FifoThroughputLimit", "perQueue"}, {"DeduplicationScope", "messageGroup"}}));
}

TEST(MergeQueueAttributes, OneKindOfEncryptionPutsTheOtherOut) {
  EXPECT_EQ(refusal({{"KmsMasterKeyId", "k"}, {"SqsManagedSseEnabled", "true"}}),
            "InvalidAttributeName: You can use one type of server-side encryption (SSE) at one time. You can "
            "either enable KMS SSE or SQS SSE.");
  const QueueAttributes initial = default_queue_attributes(false);
  const QueueAttributes with_key = merge_queue_attributes(initial, {{"KmsMasterKeyId", "k"}});
  EXPECT_EQ(with_key.at("SqsManagedSseEnabled"), "false");
  EXPECT_EQ(with_key.at("KmsDataKeyReusePeriodSeconds"), "300");
  const QueueAttributes without =
      merge_queue_attributes(with_key, {{"KmsMasterKeyId", ""}, {"KmsDataKeyReusePeriodSeconds", "300"}});
  EXPECT_FALSE(without.contains("KmsMasterKeyId"));
  EXPECT_FALSE(without.contains("KmsDataKeyReusePeriodSeconds"));
  EXPECT_EQ(without.at("SqsManagedSseEnabled"), "false");
  EXPECT_EQ(merge_queue_attributes(with_key, {{"SqsManagedSseEnabled", "true"}}), initial);
}

TEST(ReadQueueAttributes, WritesBooleansAsSqsGivesThemBack) {
  const json::Object input{{"Attributes", {{"FifoQueue", "True"}, {"DelaySeconds", 5}, {"Policy", "{}"}}}};
  EXPECT_EQ(read_queue_attributes(input),
            (QueueAttributes{{"FifoQueue", "true"}, {"DelaySeconds", "5"}, {"Policy", "{}"}}));
}

constexpr char kLetters[] = "arn:aws:sqs:us-east-1:123456789012:letters";

TEST(RedrivePolicy, IsReadWithItsCountAsANumberOrText) {
  for (const char* count : {"3", "\"3\""}) {
    const auto policy = parse_redrive_policy(std::string(R"({"deadLetterTargetArn":")") + kLetters +
                                             R"(","maxReceiveCount":)" + count + "}");
    ASSERT_TRUE(policy);
    EXPECT_EQ(policy->dead_letter_arn, kLetters);
    EXPECT_EQ(policy->receives_max, 3);
  }
  EXPECT_FALSE(parse_redrive_policy(""));
}

TEST(RedrivePolicy, SaysWhatIsWrongWithIt) {
  const auto said = [](const std::string& text) { return check_redrive_policy(text)->message; };
  EXPECT_EQ(said("[]"),
            "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.");
  EXPECT_EQ(
      said(R"({"maxReceiveCount":1})"),
      R"(Value {"maxReceiveCount":1} for parameter RedrivePolicy is invalid. Reason: Redrive policy does )"
      "not contain mandatory attribute: deadLetterTargetArn.");
  EXPECT_EQ(
      said(R"({"maxReceiveCount":1,"deadLetterTargetArn":"dummy"})"),
      R"(Value {"maxReceiveCount":1,"deadLetterTargetArn":"dummy"} for parameter RedrivePolicy is invalid. )"
      "Reason: Invalid value for deadLetterTargetArn.");
  const std::string none = std::string(R"({"maxReceiveCount":0,"deadLetterTargetArn":")") + kLetters + "\"}";
  EXPECT_EQ(said(none), "Value " + none +
                            " for parameter RedrivePolicy is invalid. Reason: Invalid value for "
                            "maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.");
}

TEST(RedriveAllowPolicy, DecidesWhoMaySendItsLetters) {
  const std::string by_queue =
      std::string(R"({"redrivePermission":"byQueue","sourceQueueArns":[")") + kLetters + "\"]}";
  EXPECT_FALSE(check_redrive_allow_policy(by_queue));
  EXPECT_TRUE(allows_redrive(by_queue, kLetters));
  EXPECT_FALSE(allows_redrive(by_queue, std::string(kLetters) + "2"));
  EXPECT_TRUE(allows_redrive("", kLetters));
  EXPECT_TRUE(allows_redrive(R"({"redrivePermission":"allowAll"})", kLetters));
  EXPECT_FALSE(allows_redrive(R"({"redrivePermission":"denyAll"})", kLetters));
}

TEST(RedriveAllowPolicy, SaysWhatIsWrongWithIt) {
  const auto said = [](const std::string& text) { return check_redrive_allow_policy(text)->message; };
  for (const char* text : {"nonsense", "{}", R"({"redrivePermission":"maybe"})",
                           R"({"redrivePermission":"allowAll","colour":"red"})"}) {
    EXPECT_NE(said(text).find("it’s in an unsupported format."), std::string::npos) << text;
  }
  EXPECT_NE(said(R"({"redrivePermission":"byQueue"})").find("one or more sourceQueueArns values."),
            std::string::npos);
  EXPECT_NE(
      said(R"({"redrivePermission":"denyAll","sourceQueueArns":["a"]})").find("must set redrivePermission"),
      std::string::npos);
  EXPECT_NE(
      said(
          R"({"redrivePermission":"byQueue","sourceQueueArns":["1","2","3","4","5","6","7","8","9","10","11"]})")
          .find("you can specify is 10."),
      std::string::npos);
}

TEST(QueueAttributes, NumbersAreKeptPlain) {
  const QueueAttributes plain = with_plain_numbers(
      {{"DelaySeconds", "+5"}, {"VisibilityTimeout", "007"}, {"KmsMasterKeyId", "05"}, {"Policy", ""}});
  EXPECT_EQ(
      plain,
      (QueueAttributes{
          {"DelaySeconds", "5"}, {"VisibilityTimeout", "7"}, {"KmsMasterKeyId", "05"}, {"Policy", ""}}));
}

TEST(QueueAttributes, PoliciesThatSayTheSameAreTheSame) {
  const auto same = [](const char* name, const char* a, const char* b) {
    return is_same_value(name, a, b) && is_same_value(name, b, a);
  };
  const char* redrive = R"({"deadLetterTargetArn":"arn:aws:sqs:r:1:dead","maxReceiveCount":3})";
  EXPECT_TRUE(same("RedrivePolicy", redrive,
                   R"({ "maxReceiveCount":"3", "deadLetterTargetArn":"arn:aws:sqs:r:1:dead" })"));
  EXPECT_FALSE(same("RedrivePolicy", redrive,
                    R"({"deadLetterTargetArn":"arn:aws:sqs:r:1:dead","maxReceiveCount":4})"));
  EXPECT_FALSE(same("RedrivePolicy", redrive, ""));
  const char* policy =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sqs:*"}})";
  EXPECT_TRUE(same(
      "Policy", policy,
      R"({"Statement":[{"Action":["SQS:*"],"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"]}}],"Version":"2012-10-17"})"));
  EXPECT_FALSE(
      same("Policy", policy,
           R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"sqs:*"}})"));
  EXPECT_FALSE(same("Policy", policy, ""));
  EXPECT_TRUE(same("RedriveAllowPolicy", R"({"redrivePermission":"byQueue","sourceQueueArns":["a"]})",
                   R"({"sourceQueueArns":["a"],"redrivePermission":"byQueue"})"));
  EXPECT_FALSE(same("RedriveAllowPolicy", R"({"redrivePermission":"allowAll"})",
                    R"({"redrivePermission":"denyAll"})"));
  EXPECT_FALSE(same("DelaySeconds", "5", "6"));
}

}  // namespace
}  // namespace sb::cloud::sqs
