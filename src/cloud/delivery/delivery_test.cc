// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/delivery.h"

#include <gtest/gtest.h>

namespace sb::cloud::delivery {
namespace {

constexpr char kRole[] = "arn:aws:iam::111122223333:role/deliver";
constexpr char kOwnQueue[] = "arn:aws:sqs:r:111122223333:q";
constexpr char kOthersQueue[] = "arn:aws:sqs:r:444455556666:q";

bool enters(const char* target, const char* role, const std::string& policy) {
  Delivery delivery;
  delivery.principal = "events.amazonaws.com";
  delivery.target_arn = target;
  delivery.role_arn = role;
  const auto parsed = aws::parse_policy(policy);
  return is_let_in(delivery, policy.empty() ? nullptr : &*parsed, "sqs:SendMessage",
                   {{"aws:sourcearn", "arn:aws:events:r:111122223333:rule/x"}}, {});
}

std::string policy(const char* effect, const char* principal) {
  return std::string(R"({"Statement":{"Effect":")") + effect + R"(","Principal":)" + principal +
         R"(,"Action":"sqs:SendMessage","Resource":"*"}})";
}

constexpr char kService[] = R"({"Service":"events.amazonaws.com"})";
constexpr char kRolesRoot[] = R"({"AWS":"111122223333"})";

TEST(IsLetIn, WithoutARoleThePolicyMustLetTheServiceIn) {
  EXPECT_FALSE(enters(kOwnQueue, "", ""));
  EXPECT_TRUE(enters(kOwnQueue, "", policy("Allow", kService)));
  EXPECT_FALSE(enters(kOwnQueue, "", policy("Allow", kRolesRoot)));
}

TEST(IsLetIn, InItsOwnAccountARoleIsEnoughUnlessThePolicyDeniesIt) {
  EXPECT_TRUE(enters(kOwnQueue, kRole, ""));
  EXPECT_TRUE(enters(kOwnQueue, kRole, policy("Allow", kService)));
  EXPECT_FALSE(enters(kOwnQueue, kRole, policy("Deny", kRolesRoot)));
  EXPECT_FALSE(enters(kOwnQueue, kRole, policy("Deny", R"("*")")));
}

TEST(IsLetIn, InAnotherAccountThePolicyMustLetTheRoleInToo) {
  EXPECT_FALSE(enters(kOthersQueue, kRole, ""));
  EXPECT_FALSE(enters(kOthersQueue, kRole, policy("Allow", kService)));
  EXPECT_TRUE(enters(kOthersQueue, kRole, policy("Allow", kRolesRoot)));
  EXPECT_TRUE(
      enters(kOthersQueue, kRole, policy("Allow", R"({"AWS":"arn:aws:iam::111122223333:role/deliver"})")));
}

}  // namespace
}  // namespace sb::cloud::delivery
