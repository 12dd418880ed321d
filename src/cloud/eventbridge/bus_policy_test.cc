// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/bus_policy.h"

#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

constexpr char kBus[] = "arn:aws:events:us-east-1:111122223333:event-bus/default";

json::Object permission(const char* sid, const char* principal) {
  return make_statement({{"StatementId", sid}, {"Principal", principal}, {"Action", "events:PutEvents"}},
                        kBus);
}

TEST(BusPolicy, AnAccountBecomesItsRootAndEverybodyStays) {
  EXPECT_EQ(
      json::to_text(permission("s", "444455556666")),
      R"({"Sid":"s","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"events:PutEvents","Resource":"arn:aws:events:us-east-1:111122223333:event-bus/default"})");
  EXPECT_EQ(json::to_text(permission("s", "*").at("Principal")), R"("*")");
}

TEST(BusPolicy, AConditionStandsUnderItsOperator) {
  const json::Object statement = make_statement(
      {{"StatementId", "s"},
       {"Principal", "*"},
       {"Action", "events:PutEvents"},
       {"Condition", {{"Type", "StringEquals"}, {"Key", "aws:PrincipalOrgID"}, {"Value", "o-1"}}}},
      kBus);
  EXPECT_EQ(json::to_text(statement.at("Condition")), R"({"StringEquals":{"aws:PrincipalOrgID":"o-1"}})");
}

TEST(BusPolicy, AStatementOfTheSameSidTakesThePlaceOfTheOld) {
  std::string policy = with_statement("", permission("a", "444455556666"));
  policy = with_statement(policy, permission("b", "444455556666"));
  const std::string after = with_statement(policy, permission("a", "*"));
  const json::Array statements = json::parse_document(after)->as_object().at("Statement").as_array();
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0], json::Value(permission("a", "*")));
  EXPECT_EQ(statements[1], json::Value(permission("b", "444455556666")));
}

TEST(BusPolicy, WhatElseThePolicySaysStays) {
  const std::string policy =
      with_statement(R"({"Version":"2008-10-17","Id":"mine","Statement":{"Sid":"b"}})", permission("a", "*"));
  EXPECT_TRUE(
      policy.starts_with(R"({"Version":"2008-10-17","Id":"mine","Statement":[{"Sid":"b"},{"Sid":"a")"))
      << policy;
  EXPECT_EQ(without_statement(policy, "a"),
            R"({"Version":"2008-10-17","Id":"mine","Statement":[{"Sid":"b"}]})");
}

TEST(BusPolicy, TheLastStatementTakesThePolicyWithIt) {
  const std::string one = with_statement("", permission("a", "*"));
  EXPECT_EQ(without_statement(with_statement(one, permission("b", "*")), "b"), one);
  EXPECT_EQ(without_statement(one, "a"), "");
  EXPECT_EQ(without_statement(one, "b"), std::nullopt);
  EXPECT_EQ(without_statement("", "b"), std::nullopt);
}

}  // namespace
}  // namespace sb::cloud::eventbridge
