// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/fields.h"

#include <gtest/gtest.h>

namespace sb::cloud::eventbridge {
namespace {

constexpr char kPartnerBus[] = "aws.partner/genesys.com/cloud/122be111/prod";
constexpr char kBusArn[] = "arn:aws:events:us-east-1:111122223333:event-bus/";

TEST(Fields, ABusIsNamedOrGivenByArn) {
  for (const std::string& text :
       {std::string("a.b-c_D9"), std::string(kPartnerBus), kBusArn + std::string("own"),
        kBusArn + std::string(kPartnerBus),
        std::string("arn:aws-cn:events:cn-north-1:111122223333:event-bus/x"),
        std::string("arn:aws-us-gov:events:us-gov-west-1:111122223333:event-bus/x")}) {
    EXPECT_TRUE(kBusNameOrArn.matches(text)) << text;
  }
  for (const char* text :
       {"", "a b", "a:b", "arn:aws:events:us-east-1:1:event-bus/x",
        "arn:aws:events:r:111122223333:event-bus/x", "arn:aws:sqs:us-east-1:111122223333:event-bus/x",
        "arn:aws:events:us-east-1:111122223333:rule/x", "arn:aws:events:us-east-1:111122223333:event-bus/"}) {
    EXPECT_FALSE(kBusNameOrArn.matches(text)) << text;
  }
}

TEST(Fields, APartnerBusIsNoneOfOnesOwn) {
  EXPECT_TRUE(kOwnBusNameOrArn.matches("own"));
  EXPECT_TRUE(kOwnBusNameOrArn.matches(kBusArn + std::string("own")));
  EXPECT_FALSE(kOwnBusNameOrArn.matches(kPartnerBus));
  EXPECT_FALSE(kOwnBusNameOrArn.matches(kBusArn + std::string(kPartnerBus)));
  EXPECT_FALSE(kOwnBusName.matches(kPartnerBus));
  EXPECT_TRUE(kBusNameField.matches(kPartnerBus));
}

TEST(Fields, APartnersPrefixHoldsItsName) {
  for (const char* text : {"aws.partner/a/", "aws.partner/a.com/b", "aws.partner/a/b/c/"})
    EXPECT_TRUE(kPartnerSourcePrefix.matches(text)) << text;
  for (const char* text : {"aws.partner/", "aws.partner/a", "aws.partner//a", "a/b", ""})
    EXPECT_FALSE(kPartnerSourcePrefix.matches(text)) << text;
}

TEST(Fields, ActionsPrincipalsAndEndpointsHaveTheirForms) {
  EXPECT_TRUE(kAction.matches("events:PutEvents"));
  for (const char* text : {"events:", "events:*", "events:Put1", "sns:Publish"})
    EXPECT_FALSE(kAction.matches(text)) << text;
  EXPECT_TRUE(kPrincipal.matches("*"));
  EXPECT_TRUE(kPrincipal.matches("111122223333"));
  EXPECT_FALSE(kPrincipal.matches("11112222333"));
  EXPECT_TRUE(kEndpointId.matches("abc-1.xyz"));
  for (const char* text : {"abc", ".a", "a.", "a.b.c"}) EXPECT_FALSE(kEndpointId.matches(text)) << text;
}

}  // namespace
}  // namespace sb::cloud::eventbridge
