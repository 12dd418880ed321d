// SPDX-License-Identifier: Apache-2.0
#include "cloud/lambda/permission.h"

#include <gtest/gtest.h>

namespace sb::cloud::lambda {
namespace {

constexpr char kArn[] = "arn:aws:lambda:us-east-1:111122223333:function:f";

std::string principal(const char* text) {
  return json::to_text(make_statement({{"Principal", text}}, kArn).at("Principal"));
}

TEST(Permission, APrincipalIsAServiceAnAccountOrEverybody) {
  EXPECT_EQ(principal("events.amazonaws.com"), R"({"Service":"events.amazonaws.com"})");
  EXPECT_EQ(principal("444455556666"), R"({"AWS":"arn:aws:iam::444455556666:root"})");
  EXPECT_EQ(principal("arn:aws:iam::444455556666:role/r"), R"({"AWS":"arn:aws:iam::444455556666:role/r"})");
  EXPECT_EQ(principal("*"), R"("*")");
}

TEST(Permission, SourcesAreConditions) {
  const json::Object statement =
      make_statement({{"StatementId", "s"},
                      {"Action", "lambda:InvokeFunction"},
                      {"Principal", "events.amazonaws.com"},
                      {"SourceArn", "arn:aws:events:us-east-1:111122223333:rule/r"},
                      {"SourceAccount", "111122223333"}},
                     kArn);
  EXPECT_EQ(
      json::to_text(statement),
      R"({"Sid":"s","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:111122223333:function:f","Condition":{"StringEquals":{"AWS:SourceAccount":"111122223333"},"ArnLike":{"AWS:SourceArn":"arn:aws:events:us-east-1:111122223333:rule/r"}}})");
  EXPECT_FALSE(make_statement({{"Principal", "*"}}, kArn).contains("Condition"));
}

TEST(Permission, AllThatIsMissingOrMalformedIsSaidAtOnce) {
  const auto fault = check_permission({{"StatementId", "a b"},
                                       {"Principal", "x"},
                                       {"SourceAccount", "1"},
                                       {"Action", "lambda:InvokeFunction"}},
                                      "");
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->message.starts_with("3 validation errors detected: Value 'a b' at 'statementId'"))
      << fault->message;
  EXPECT_FALSE(check_permission({{"StatementId", "s"}, {"Principal", "*"}, {"Action", "lambda:*"}}, ""));
  EXPECT_TRUE(check_permission({{"StatementId", "s"}, {"Principal", "*"}, {"Action", "sns:Publish"}}, ""));
}

std::string refusal(const char* principal, const char* qualifier = "") {
  const auto fault = check_permission(
      {{"StatementId", "s"}, {"Principal", principal}, {"Action", "lambda:InvokeFunction"}}, qualifier);
  return fault ? fault->message : "";
}

TEST(Permission, APrincipalIsOneOfAws) {
  for (const char* good : {"*", "events.amazonaws.com", "alexa-appkit.amazon.com", "444455556666",
                           "arn:aws:iam::444455556666:role/r"}) {
    EXPECT_EQ(refusal(good), "") << good;
  }
  for (const char* bad : {"invalid.nonaws.com", "x", ".amazonaws.com"})
    EXPECT_EQ(refusal(bad), "The provided principal was invalid. Please check the principal and try again.");
  EXPECT_EQ(refusal("*", "$LATEST"), "We currently do not support adding policies for $LATEST.");
}

TEST(Permission, ARevisionIsThatOfItsStatements) {
  const json::Array one{json::Object{{"Sid", "one"}}};
  const json::Array two{json::Object{{"Sid", "two"}}};
  EXPECT_NE(revision_id(one), revision_id(two));
  EXPECT_FALSE(check_revision(one, {}));
  EXPECT_FALSE(check_revision(one, {{"RevisionId", revision_id(one)}}));
  const auto fault = check_revision(one, {{"RevisionId", revision_id(two)}});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->status, 412);
}

}  // namespace
}  // namespace sb::cloud::lambda
