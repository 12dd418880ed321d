// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/topic_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "json/document.h"

namespace sb::cloud::sns {
namespace {

constexpr char kTopic[] = "arn:aws:sns:us-east-1:111122223333:t";

// "" for a good policy; what stands behind "Invalid parameter: " of a refused one.
std::string said(const json::Object& statement, const char* version = "2012-10-17") {
  const json::Object policy{{"Version", version}, {"Statement", json::Array{statement}}};
  const auto fault = check_topic_policy(json::to_text(policy), kTopic);
  return fault ? fault->message.substr(std::string("Invalid parameter: ").size()) : "";
}

json::Object statement(json::Value principal, json::Value resource = kTopic) {
  return {{"Sid", "s"},
          {"Effect", "Allow"},
          {"Principal", std::move(principal)},
          {"Action", "SNS:Publish"},
          {"Resource", std::move(resource)}};
}

TEST(TopicPolicy, SpeaksOfItsTopicAlone) {
  for (const char* good : {kTopic, "*", "arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:111122223333:*"})
    EXPECT_EQ(said(statement("*", good)), "") << good;
  for (const char* bad : {"arn:aws:sns:us-east-1:111122223333:u", "arn:aws:sqs:us-east-1:111122223333:t", "t",
                          "arn:aws:sns:eu-*:*:t"}) {
    EXPECT_EQ(said(statement("*", bad)),
              fmt::format("Policy Error: statement 1: the resource {} is not the topic", bad));
  }
  EXPECT_EQ(said(statement("*", json::Array{kTopic, "arn:x"})),
            "Policy Error: statement 1: the resource arn:x is not the topic");
  json::Object without = statement("*");
  without.erase("Resource");
  EXPECT_EQ(said(without), "");
}

TEST(TopicPolicy, HasPrincipalsThatIamKnows) {
  for (const json::Value& good : json::Array{
           "*", json::Object{{"AWS", "*"}}, json::Object{{"AWS", "111122223333"}},
           json::Object{{"AWS", json::Array{"arn:aws:iam::111122223333:role/path/r",
                                            "arn:aws:sts::111122223333:assumed-role/r/s"}}},
           json::Object{{"AWS", "AIDAEXAMPLEEXAMPLE12"}}, json::Object{{"Service", "events.amazonaws.com"}},
           json::Object{{"Federated", "cognito-identity.amazonaws.com"}}}) {
    EXPECT_EQ(said(statement(good)), "") << json::to_text(good);
  }
  for (const char* name : {"123", "bob", "arn:aws:iam::1:root", "arn:aws:sns:us-east-1:111122223333:t"})
    EXPECT_EQ(said(statement(json::Object{{"AWS", name}})), "Policy Error: PrincipalNotFound") << name;
  EXPECT_EQ(said(statement("x")), "Policy Error: statement 1: x is no principal");
  EXPECT_EQ(said(statement(json::Object{{"Foo", "x"}})), "Policy Error: statement 1: Foo:x is no principal");
}

TEST(TopicPolicy, HasOneToTwoHundredPrincipalsAStatement) {
  json::Array accounts;
  for (int i = 0; i < 200; ++i) accounts.emplace_back(fmt::format("{:012}", i));
  EXPECT_EQ(said(statement(json::Object{{"AWS", accounts}})), "");
  accounts.emplace_back("999999999999");
  EXPECT_EQ(said(statement(json::Object{{"AWS", accounts}})),
            "Policy Error: statement 1: it has 201 principals, not 1 to 200");
  EXPECT_EQ(said(statement(json::Object{{"AWS", json::Array{}}})),
            "Policy Error: statement 1: it has 0 principals, not 1 to 200");
}

TEST(TopicPolicy, HasTheMembersAndVersionsOfIam) {
  EXPECT_EQ(said(statement("*"), "2008-10-17"), "");
  EXPECT_EQ(said(statement("*"), ""), "");
  EXPECT_EQ(said(statement("*"), "2020-01-01"),
            "Policy Error: Version 2020-01-01 is not 2012-10-17 or 2008-10-17");
  json::Object more = statement("*");
  more["Principle"] = "*";
  EXPECT_EQ(said(more), "Policy Error: statement 1: unknown member Principle");
}

TEST(TopicPolicy, HasAStatement) {
  const auto fault = check_topic_policy(R"({"Version":"2012-10-17","Statement":[]})", kTopic);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->message, "Invalid parameter: Policy Error: null");
}

TEST(TopicPolicy, LeavesWhatIsNoPolicyToOthers) {
  EXPECT_FALSE(check_topic_policy("nonsense", kTopic));
  EXPECT_FALSE(check_topic_policy("", kTopic));
  EXPECT_FALSE(check_topic_policy(R"({"Statement":5})", kTopic));
}

}  // namespace
}  // namespace sb::cloud::sns
