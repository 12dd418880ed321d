// SPDX-License-Identifier: Apache-2.0
#include "aws/resource_policy.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace sb::aws {
namespace {

json::Object statement(const char* member = "", json::Value value = nullptr) {
  json::Object out{
      {"Effect", "Allow"}, {"Principal", "*"}, {"Action", "sqs:SendMessage"}, {"Resource", "arn:q"}};
  if (*member != '\0') out[member] = std::move(value);
  return out;
}

// "" for a good policy.
std::string said(const json::Value& statements, const char* version = "2012-10-17") {
  const auto policy =
      parse_policy(json::to_text(json::Object{{"Version", version}, {"Statement", statements}}));
  EXPECT_TRUE(policy.ok());
  return refuse_resource_policy(*policy, "sqs").value_or("");
}

std::string without(const char* member, const char* instead = "", json::Value value = nullptr) {
  json::Object one = statement(instead, std::move(value));
  one.erase(member);
  return said(json::Array{one});
}

TEST(RefuseResourcePolicy, AsksForAStatementAPrincipalAndAResource) {
  EXPECT_EQ(said(json::Array{statement()}), "");
  EXPECT_EQ(said(statement()), "");
  EXPECT_EQ(said(json::Array{}), "it has no statement");
  EXPECT_EQ(without("Principal"), "statement 1: Principal is missing");
  EXPECT_EQ(without("Principal", "NotPrincipal", json::Object{{"AWS", "111122223333"}}), "");
  EXPECT_EQ(without("Resource"), "statement 1: Resource is missing");
  EXPECT_EQ(without("Resource", "NotResource", "arn:other"), "");
  EXPECT_EQ(said(json::Array{statement(), statement("Resource", json::Array{})}),
            "statement 2: Resource is missing");
}

TEST(RefuseResourcePolicy, KnowsVersionsAndPrincipals) {
  for (const char* good : {"", "2008-10-17", "2012-10-17"})
    EXPECT_EQ(said(json::Array{statement()}, good), "") << good;
  EXPECT_EQ(said(json::Array{statement()}, "2020-01-01"),
            "Version 2020-01-01 is not 2012-10-17 or 2008-10-17");
  for (const json::Value& good : json::Array{
           "*", json::Object{{"AWS", "*"}}, json::Object{{"AWS", "111122223333"}},
           json::Object{{"AWS", json::Array{"arn:aws:iam::111122223333:role/path/r",
                                            "arn:aws:sts::111122223333:assumed-role/r/s"}}},
           json::Object{{"AWS", "AIDAEXAMPLEEXAMPLE12"}}, json::Object{{"Service", "sns.amazonaws.com"}},
           json::Object{{"Federated", "accounts.google.com"}}, json::Object{{"CanonicalUser", "79a5"}}})
    EXPECT_EQ(said(statement("Principal", good)), "") << json::to_text(good);
  for (const json::Value& bad :
       json::Array{"bob", "111122223333", json::Object{{"AWS", "bob"}}, json::Object{{"Foo", "x"}},
                   json::Object{{"AWS", json::Array{}}}, json::Object{}, json::Array{}})
    EXPECT_NE(said(statement("Principal", bad)), "") << json::to_text(bad);
}

TEST(RefuseResourcePolicy, TakesActionsOfItsServiceOnlyHoweverTheyAreWritten) {
  for (const char* good :
       {"*", "sqs:*", "SQS:SendMessage", "Sqs:send*", "sqs:?et*", "*:*", "s?s:SendMessage"})
    EXPECT_EQ(said(statement("Action", good)), "") << good;
  EXPECT_EQ(said(statement("Action", json::Array{"sqs:SendMessage", "sns:Publish"})),
            "statement 1: sns:Publish is no action of sqs");
  for (const char* bad : {"SendMessage", "sqs:", "lambda:*", ""})
    EXPECT_NE(said(statement("Action", bad)), "") << bad;
  EXPECT_EQ(without("Action", "NotAction", "sns:Publish"), "");
}

}  // namespace
}  // namespace sb::aws
