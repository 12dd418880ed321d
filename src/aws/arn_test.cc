// SPDX-License-Identifier: Apache-2.0
#include "aws/arn.h"

#include <gtest/gtest.h>

#include <map>

#include "aws/limits.h"
#include "aws/partition.h"

namespace sb::aws {
namespace {

constexpr char kPartnerBus[] = "aws.partner/genesys.com/cloud/122be111-0193-43aa-aadd-167d922a59af/prod";

TEST(Arn, KeepsColonsAndSlashesOfTheResource) {
  const auto arn = parse_arn("arn:aws:lambda:us-east-1:123456789012:function:Handler:7");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->resource, "function:Handler:7");
  EXPECT_EQ(arn->to_text(), "arn:aws:lambda:us-east-1:123456789012:function:Handler:7");
  EXPECT_FALSE(parse_arn("arn:aws:sns:us-east-1:123456789012"));
  EXPECT_FALSE(parse_arn("not:an:arn:at:all:x"));
}

TEST(RuleArn, NamesTheBusUnlessItIsTheDefaultOne) {
  const Realm realm{"123456789012", "eu-west-1"};
  EXPECT_EQ(rule_arn(realm, "default", "r"), "arn:aws:events:eu-west-1:123456789012:rule/r");
  EXPECT_EQ(rule_arn(realm, kPartnerBus, "r"),
            std::string("arn:aws:events:eu-west-1:123456789012:rule/") + kPartnerBus + "/r");
}

TEST(RuleArn, IsReadFromTheRightBecauseABusNameHoldsSlashes) {
  const auto name = parse_rule_arn(*parse_arn(rule_arn({"1", "r"}, kPartnerBus, "rule.1")));
  ASSERT_TRUE(name);
  EXPECT_EQ(name->bus, kPartnerBus);
  EXPECT_EQ(name->rule, "rule.1");
}

TEST(BusName, IsTakenFromNamesAndArns) {
  EXPECT_EQ(bus_name(""), "default");
  EXPECT_EQ(bus_name(bus_arn({"1", "r"}, kPartnerBus)), kPartnerBus);
  EXPECT_EQ(bus_name("custom"), "custom");
}

TEST(Partition, FollowsTheRegion) {
  EXPECT_EQ(topic_arn({"1", "cn-north-1"}, "t"), "arn:aws-cn:sns:cn-north-1:1:t");
  EXPECT_EQ(queue_arn({"1", "us-gov-west-1"}, "q"), "arn:aws-us-gov:sqs:us-gov-west-1:1:q");
  EXPECT_EQ(queue_arn({"1", "eusc-de-east-1"}, "q"), "arn:aws-eusc:sqs:eusc-de-east-1:1:q");
  for (const auto& [region, partition] : std::map<std::string, std::string>{{"us-iso-east-1", "aws-iso"},
                                                                            {"us-isob-east-1", "aws-iso-b"},
                                                                            {"eu-isoe-west-1", "aws-iso-e"},
                                                                            {"us-isof-south-1", "aws-iso-f"},
                                                                            {"eu-west-1", "aws"}})
    EXPECT_EQ(partition_of(region), partition);
}

TEST(Partition, HostsOfAwsAreToldFromOthers) {
  for (const char* host : {"events.eu-west-1.amazonaws.com", "vpce-1a-2b.events.eu-west-1.vpce.amazonaws.com",
                           "events.eu-west-1.api.aws", "events.eusc-de-east-1.amazonaws.eu"})
    EXPECT_TRUE(is_aws_host(host)) << host;
  for (const char* host :
       {"127.0.0.1", "localhost", "notamazonaws.com", "amazonaws.com", "amazonaws.com.example"})
    EXPECT_FALSE(is_aws_host(host)) << host;
}

TEST(Partition, HasADomainOfItsOwn) {
  EXPECT_EQ(dns_suffix_of("us-gov-west-1"), "amazonaws.com");
  EXPECT_EQ(dns_suffix_of("cn-north-1"), "amazonaws.com.cn");
  EXPECT_EQ(dns_suffix_of("eusc-de-east-1"), "amazonaws.eu");
}

TEST(QueueUrl, GivesAccountAndNameOfEveryForm) {
  EXPECT_EQ(parse_queue_url("http://127.0.0.1:4010/000000000000/q")->name, "q");
  EXPECT_EQ(parse_queue_url("https://sqs.us-east-1.amazonaws.com/123456789012/q")->account, "123456789012");
  EXPECT_EQ(parse_queue_url("q")->name, "q");
  EXPECT_FALSE(parse_queue_url("http://host/"));
}

TEST(Names, AreThoseThatAwsTakes) {
  EXPECT_TRUE(is_rule_name("a.b-c_D9"));
  EXPECT_FALSE(is_rule_name("a b"));
  EXPECT_FALSE(is_rule_name(std::string(65, 'a')));
  EXPECT_FALSE(is_topic_name("a.b"));
  EXPECT_TRUE(is_queue_name("q.fifo"));
  EXPECT_FALSE(is_queue_name(std::string(81, 'a')));
  EXPECT_TRUE(is_partner_bus_name(kPartnerBus));
  EXPECT_FALSE(is_partner_bus_name("aws.partner/genesys.com"));
  EXPECT_FALSE(is_account_id("12345678901"));
}

TEST(IsSessionOf, ComparesAccountAndNameAndLeavesThePathOut) {
  constexpr char kCaller[] = "arn:aws:sts::123456789012:assumed-role/reader/ann";
  EXPECT_TRUE(is_session_of(kCaller, "arn:aws:iam::123456789012:role/reader"));
  EXPECT_TRUE(is_session_of(kCaller, "arn:aws:iam::123456789012:role/team/reader"));
  EXPECT_FALSE(is_session_of(kCaller, "arn:aws:iam::210987654321:role/reader"));
  EXPECT_FALSE(is_session_of(kCaller, "arn:aws:iam::123456789012:role/ann"));
  EXPECT_FALSE(is_session_of(kCaller, "arn:aws:iam::123456789012:user/reader"));
  EXPECT_FALSE(
      is_session_of("arn:aws:iam::123456789012:user/reader", "arn:aws:iam::123456789012:role/reader"));
}

}  // namespace
}  // namespace sb::aws
