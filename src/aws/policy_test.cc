// SPDX-License-Identifier: Apache-2.0
#include "aws/policy.h"

#include <gtest/gtest.h>

namespace sb::aws {
namespace {

constexpr char kQueue[] = "arn:aws:sqs:us-east-1:111111111111:q";
constexpr char kRule[] = "arn:aws:events:us-east-1:111111111111:rule/stack-created";

PolicyRequest from_rule(const std::string& source) {
  PolicyRequest out;
  out.principal_service = "events.amazonaws.com";
  out.action = "sqs:SendMessage";
  out.resource = kQueue;
  if (!source.empty()) out.context["aws:sourcearn"] = source;
  return out;
}

Policy read(const std::string& statement) {
  auto policy = parse_policy(R"({"Version":"2012-10-17","Statement":)" + statement + "}");
  EXPECT_TRUE(policy.ok());
  return *policy;
}

const std::string kAllow =
    R"({"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111111111111:q","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:us-east-1:111111111111:rule/stack-*"}}})";

TEST(Evaluate, AllowsTheRuleThatTheConditionCovers) {
  EXPECT_EQ(evaluate(read(kAllow), from_rule(kRule)), PolicyVerdict::kAllow);
  EXPECT_EQ(evaluate(read(kAllow), from_rule("arn:aws:events:us-east-1:111111111111:rule/other")),
            PolicyVerdict::kNoStatement);
}

TEST(Evaluate, AConditionOnAnAbsentKeyNeverHolds) {
  EXPECT_EQ(evaluate(read(kAllow), from_rule("")), PolicyVerdict::kNoStatement);
}

// A statement for everybody and everything under a condition.
std::string under(const char* effect, const char* condition) {
  return std::string(R"({"Effect":")") + effect +
         R"(","Principal":"*","Action":"*","Resource":"*","Condition":)" + condition + "}";
}

TEST(Evaluate, AConditionThatCannotBeDecidedIsClosed) {
  for (const char* odd :
       {R"({"Sounds":{"aws:SourceArn":"x"}})", R"({"DateLessThan":{"aws:SourceArn":"tomorrow"}})",
        R"({"StringEquals":{"aws:SourceArn":"${aws:username}"}})"}) {
    EXPECT_EQ(evaluate(read(under("Allow", odd)), from_rule(kRule)), PolicyVerdict::kNoStatement) << odd;
    EXPECT_EQ(evaluate(read("[" + kAllow + "," + under("Deny", odd) + "]"), from_rule(kRule)),
              PolicyVerdict::kDeny)
        << odd;
  }
}

TEST(Evaluate, FromOutsideWhatHangsOnAnUnknownKeyIsUndecided) {
  PolicyRequest request = from_rule(kRule);
  request.is_complete = false;
  const char* vpc = R"({"StringNotEquals":{"aws:SourceVpc":"vpc-1"}})";
  EXPECT_EQ(evaluate(read("[" + kAllow + "," + under("Deny", vpc) + "]"), request),
            PolicyVerdict::kUndecided);
  EXPECT_EQ(evaluate(read(under("Allow", vpc)), request), PolicyVerdict::kUndecided);
  EXPECT_EQ(evaluate(read("[" + kAllow + "," + under("Allow", vpc) + "]"), request), PolicyVerdict::kAllow);
  EXPECT_EQ(evaluate(read(under("Deny", vpc)), request), PolicyVerdict::kNoStatement);
  EXPECT_EQ(evaluate(read("[" + under("Allow", vpc) + R"(,{"Effect":"Deny","Principal":"*","Action":"*"}])"),
                     request),
            PolicyVerdict::kDeny);
}

TEST(Evaluate, ADenyOfPlainHttpSparesServices) {
  const std::string both =
      "[" + kAllow + "," + under("Deny", R"({"Bool":{"aws:SecureTransport":"false"}})") + "]";
  PolicyRequest request = from_rule(kRule);
  EXPECT_EQ(evaluate(read(both), request), PolicyVerdict::kAllow);
  request.is_complete = false;
  EXPECT_EQ(evaluate(read(both), request), PolicyVerdict::kAllow);
}

TEST(ParsePolicy, AConditionIsAnObjectOfObjects) {
  for (const char* odd : {R"("x")", R"([])", R"({"StringEquals":"x"})", "null"}) {
    EXPECT_FALSE(parse_policy(R"({"Statement":)" + under("Allow", odd) + "}").ok()) << odd;
  }
}

TEST(ParsePolicy, WhoSetsAPolicyIsToldOfAnOperatorThatThereIsNot) {
  const std::string odd = R"({"Statement":)" + under("Deny", R"({"Bogus":{"aws:SourceArn":"x"}})") + "}";
  EXPECT_TRUE(parse_policy(odd).ok());
  const auto refused = parse_new_policy(odd);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "statement 1: Bogus is no operator of a condition");
}

TEST(Evaluate, ADenyWinsWhateverItsPlace) {
  const std::string deny = R"({"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"})";
  EXPECT_EQ(evaluate(read("[" + kAllow + "," + deny + "]"), from_rule(kRule)), PolicyVerdict::kDeny);
  EXPECT_EQ(evaluate(read("[" + deny + "," + kAllow + "]"), from_rule(kRule)), PolicyVerdict::kDeny);
}

TEST(Evaluate, ActionsFoldCaseAndResourcesDoNot) {
  const std::string folded =
      R"({"Effect":"Allow","Principal":"*","Action":"SQS:sendmessage","Resource":"*"})";
  EXPECT_EQ(evaluate(read(folded), from_rule(kRule)), PolicyVerdict::kAllow);
  const std::string other =
      R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"arn:aws:sqs:us-east-1:111111111111:Q"})";
  EXPECT_EQ(evaluate(read(other), from_rule(kRule)), PolicyVerdict::kNoStatement);
}

TEST(Evaluate, AnAccountIdIsItsRoot) {
  const std::string statement =
      R"({"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sqs:*","Resource":"*"})";
  PolicyRequest request;
  request.principal_account = "222222222222";
  request.principal_arn = "arn:aws:iam::222222222222:user/ann";
  request.action = "sqs:SendMessage";
  request.resource = kQueue;
  EXPECT_EQ(evaluate(read(statement), request), PolicyVerdict::kAllow);
  request.principal_account = "333333333333";
  request.principal_arn = "arn:aws:iam::333333333333:root";
  EXPECT_EQ(evaluate(read(statement), request), PolicyVerdict::kNoStatement);
}

TEST(Evaluate, AServiceIsNotCoveredByAnAccount) {
  const std::string statement =
      R"({"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"*","Resource":"*"})";
  EXPECT_EQ(evaluate(read(statement), from_rule(kRule)), PolicyVerdict::kNoStatement);
}

TEST(CanonicalText, IsTheSameForPoliciesThatSayTheSame) {
  const auto a = read(
      R"([{"Sid":"b","Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":["SNS:Publish","sns:Subscribe"],"Resource":"x"},{"Sid":"a","Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}])");
  const auto b = read(
      R"([{"Sid":"a","Effect":"Deny","Principal":{"AWS":["*"]},"Action":["*"],"Resource":["*"]},{"Sid":"b","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root"]},"Action":["sns:Subscribe","sns:Publish"],"Resource":["x"]}])");
  EXPECT_EQ(canonical_text(a), canonical_text(b));
  const auto c = read(R"({"Sid":"a","Effect":"Deny","Principal":"*","Action":"*","Resource":"y"})");
  EXPECT_NE(canonical_text(a), canonical_text(c));
}

TEST(ParsePolicy, SaysWhichStatementIsWrong) {
  const auto bad =
      parse_policy(R"({"Statement":[{"Effect":"Allow","Action":"*"},{"Effect":"Maybe","Action":"*"}]})");
  ASSERT_FALSE(bad.ok());
  EXPECT_NE(bad.error().message.find("statement 2"), std::string::npos);
}

TEST(Evaluate, APrincipalThatNamesARoleMeansItsSessions) {
  const auto policy = parse_policy(
      R"({"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:role/team/reader"},"Action":"sqs:*"}]})");
  ASSERT_TRUE(policy.ok());
  PolicyRequest request;
  request.principal_account = "1";
  request.action = "sqs:SendMessage";
  request.principal_arn = "arn:aws:sts::1:assumed-role/reader/ann";
  EXPECT_EQ(evaluate(*policy, request), PolicyVerdict::kAllow);
  request.principal_arn = "arn:aws:sts::1:assumed-role/writer/ann";
  EXPECT_EQ(evaluate(*policy, request), PolicyVerdict::kNoStatement);
}

}  // namespace
}  // namespace sb::aws
