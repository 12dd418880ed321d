// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/permissions.h"

#include <gtest/gtest.h>

namespace sb::cloud::service {
namespace {

constexpr char kRole[] = "arn:aws:iam::123456789012:role/team/reader";
constexpr char kManaged[] = "arn:aws:iam::123456789012:policy/queues";
constexpr char kQueue[] = "arn:aws:sqs:us-east-1:123456789012:orders";

aws::Policy allowing(std::vector<std::string> actions, std::vector<std::string> resources) {
  aws::PolicyStatement statement;
  statement.principals = {"*"};
  statement.actions = std::move(actions);
  statement.resources = std::move(resources);
  aws::Policy out;
  out.statements.push_back(std::move(statement));
  return out;
}

struct Permissions : testing::Test {
  Permissions() {
    roles.add({kRole, {"*"}, allowing({"sqs:*", "events:PutRule"}, {"*"})});
    roles.add_policy(kManaged, allowing({"sqs:ReceiveMessage"}, {kQueue}));
    session.role_arn = kRole;
    session.name = "ann";
    call.realm = {"123456789012", "us-east-1"};
  }
  // "" where it may.
  std::string why_not(const std::string& action, const std::string& resource = kQueue) {
    call.session = std::make_shared<const Session>(session);
    return refusal(roles, call, {action, resource}).value_or("");
  }
  Roles roles;
  Call call;
  Session session;
};

TEST_F(Permissions, ARoleAllowsWhatItsPolicySays) {
  EXPECT_EQ(why_not("sqs:SendMessage"), "");
  EXPECT_EQ(why_not("SQS:sendmessage"), "");
  EXPECT_EQ(
      why_not("sns:Publish", "arn:aws:sns:us-east-1:123456789012:t"),
      "User: arn:aws:sts::123456789012:assumed-role/reader/ann is not authorized to perform: sns:Publish on "
      "resource: arn:aws:sns:us-east-1:123456789012:t because no identity-based policy allows the "
      "sns:Publish "
      "action");
}

TEST_F(Permissions, ARoleThatAllowsNothingOrIsGoneAllowsNothing) {
  roles.add({kRole, {"*"}, {}});
  EXPECT_NE(why_not("sqs:SendMessage"), "");
  session.role_arn = "arn:aws:iam::123456789012:role/gone";
  EXPECT_NE(why_not("sqs:SendMessage"), "");
}

TEST_F(Permissions, ASessionPolicyNarrowsAndNeverWidens) {
  session.policy =
      R"({"Statement":[{"Effect":"Allow","Action":["sqs:ReceiveMessage","sns:*"],"Resource":"*"}]})";
  EXPECT_EQ(why_not("sqs:ReceiveMessage"), "");
  EXPECT_NE(why_not("sqs:SendMessage").find("because no session policy allows the sqs:SendMessage action"),
            std::string::npos);
  EXPECT_NE(why_not("sns:Publish").find("because no identity-based policy allows"), std::string::npos);
}

TEST_F(Permissions, AnExplicitDenyOfTheSessionWins) {
  session.policy = R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                                    {"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"}]})";
  EXPECT_EQ(why_not("sqs:SendMessage"), "");
  EXPECT_TRUE(why_not("sqs:DeleteQueue").ends_with("with an explicit deny in a session policy"));
}

TEST_F(Permissions, ManagedPoliciesOfTheSessionAddUp) {
  session.policy_arns = {kManaged};
  EXPECT_EQ(why_not("sqs:ReceiveMessage"), "");
  EXPECT_NE(why_not("sqs:ReceiveMessage", std::string(kQueue) + "2"), "");
  session.policy = R"({"Statement":{"Effect":"Allow","Action":"events:*","Resource":"*"}})";
  EXPECT_EQ(why_not("events:PutRule"), "");
  EXPECT_EQ(why_not("sqs:ReceiveMessage"), "");
  session.policy.clear();
  session.policy_arns = {"arn:aws:iam::123456789012:policy/gone"};
  EXPECT_NE(why_not("sqs:ReceiveMessage"), "") << "a policy that is gone allows nothing";
}

TEST_F(Permissions, ConditionsSeeTheSession) {
  session.tags = {{"Team", "red", false}};
  session.policy = R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":
      {"aws:PrincipalTag/team":"red","aws:RequestedRegion":"us-east-1"}}}})";
  EXPECT_EQ(why_not("sqs:SendMessage"), "");
  session.tags[0].value = "blue";
  EXPECT_NE(why_not("sqs:SendMessage"), "");
}

}  // namespace
}  // namespace sb::cloud::service
