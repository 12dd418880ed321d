// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/roles.h"

#include <gtest/gtest.h>

namespace sb::cloud::service {
namespace {

constexpr char kArn[] = "arn:aws:iam::123456789012:role/deliver";
constexpr char kQueue[] = "arn:aws:sqs:us-east-1:123456789012:orders";

Roles one_role(std::vector<std::string> trusted) {
  aws::PolicyStatement statement;
  statement.principals = {"*"};
  statement.actions = {"sqs:Send*"};
  statement.resources = {kQueue};
  Role role{kArn, std::move(trusted), {}};
  role.allows.statements.push_back(statement);
  Roles roles;
  roles.add(std::move(role));
  return roles;
}

TEST(Roles, ARoleLetsTheServiceItTrustsDoWhatItAllows) {
  const Roles roles = one_role({"events.amazonaws.com"});
  EXPECT_TRUE(roles.let(kArn, "events.amazonaws.com", "sqs:SendMessage", kQueue));
  EXPECT_FALSE(roles.let(kArn, "events.amazonaws.com", "sqs:SendMessage", std::string(kQueue) + "2"));
  EXPECT_FALSE(roles.let(kArn, "events.amazonaws.com", "sns:Publish", kQueue));
  EXPECT_FALSE(roles.let(kArn, "sns.amazonaws.com", "sqs:SendMessage", kQueue));
  EXPECT_FALSE(
      roles.let("arn:aws:iam::123456789012:role/other", "events.amazonaws.com", "sqs:SendMessage", kQueue));
}

TEST(Roles, ARoleTrustsAccountsAndTheirCallersByIdOrArn) {
  const Roles roles = one_role({"111122223333", "arn:aws:iam::444455556666:user/ann"});
  const Role& role = *roles.find(kArn);
  EXPECT_TRUE(Roles::trusts(role, "arn:aws:iam::111122223333:root"));
  EXPECT_TRUE(Roles::trusts(role, "arn:aws:iam::444455556666:user/ann"));
  EXPECT_FALSE(Roles::trusts(role, "arn:aws:iam::444455556666:root"));
}

TEST(Roles, ARoleTrustsSessionsOfARoleThatItNamesAndEverybodyOfAnAccountsRoot) {
  constexpr char kSession[] = "arn:aws:sts::111122223333:assumed-role/first/ann";
  EXPECT_TRUE(Roles::trusts(*one_role({"arn:aws:iam::111122223333:role/first"}).find(kArn), kSession));
  EXPECT_FALSE(Roles::trusts(*one_role({"arn:aws:iam::111122223333:role/second"}).find(kArn), kSession));
  const Roles roles = one_role({"arn:aws:iam::111122223333:root"});
  EXPECT_TRUE(Roles::trusts(*roles.find(kArn), kSession));
  EXPECT_TRUE(Roles::trusts(*roles.find(kArn), "arn:aws:iam::111122223333:user/ann"));
  EXPECT_FALSE(Roles::trusts(*roles.find(kArn), "arn:aws:iam::444455556666:user/ann"));
}

TEST(Roles, AWebIdentityIsNoCallerOfItsAccount) {
  constexpr char kProvider[] = "arn:aws:iam::111122223333:oidc-provider/idp.example.com";
  EXPECT_FALSE(
      Roles::trusts(*one_role({"111122223333", "arn:aws:iam::111122223333:root"}).find(kArn), kProvider));
  EXPECT_TRUE(Roles::trusts(*one_role({kProvider}).find(kArn), kProvider));
}

}  // namespace
}  // namespace sb::cloud::service
