// SPDX-License-Identifier: Apache-2.0
#include "cloud/delivery/admission.h"

#include <gtest/gtest.h>

namespace sb::cloud::delivery {
namespace {

using Context = Admission::Context;

Delivery from(const std::string& source, const std::string& account = "111122223333") {
  Delivery out;
  out.principal = "events.amazonaws.com";
  out.realm = {account, "r"};
  out.source_arn = source;
  out.target_arn = "arn:aws:sqs:r:111122223333:q";
  return out;
}

aws::Policy allowing(const std::string& condition) {
  return *aws::parse_policy(
      R"({"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},)"
      R"("Action":"sqs:SendMessage","Resource":"*")" +
      condition + "}}");
}

TEST(Admission, EachSourceIsAskedForWhicheverCameBefore) {
  const aws::Policy policy =
      allowing(R"(,"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:r:1:rule/a"}})");
  Admission admission;
  for (int i = 0; i < 3; ++i) {
    const auto enters = [&](const Delivery& delivery) {
      return admission.lets_in(delivery, &policy, "sqs:SendMessage", Context::kSource);
    };
    EXPECT_TRUE(enters(from("arn:aws:events:r:1:rule/a")));
    EXPECT_TRUE(enters(from("arn:aws:events:r:1:rule/a")));
    EXPECT_FALSE(enters(from("arn:aws:events:r:1:rule/b")));
  }
}

TEST(Admission, AnotherAccountRoleOrServiceIsAskedForAnew) {
  const aws::Policy policy =
      allowing(R"(,"Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}})");
  Admission admission;
  const auto enters = [&](const Delivery& delivery) {
    return admission.lets_in(delivery, &policy, "sqs:SendMessage", Context::kSource);
  };
  EXPECT_TRUE(enters(from("s")));
  EXPECT_FALSE(enters(from("s", "444455556666")));
  EXPECT_TRUE(enters(from("s")));
  Delivery other = from("s");
  other.principal = "sns.amazonaws.com";
  EXPECT_FALSE(enters(other));
  EXPECT_TRUE(enters(from("s")));
  other = from("s");
  other.role_arn = "arn:aws:iam::444455556666:role/deliver";
  EXPECT_FALSE(enters(other));
}

TEST(Admission, WithoutASourceTheSendersOfATargetAreAlikeAndNoConditionOnItHolds) {
  const aws::Policy open = allowing("");
  const aws::Policy conditional = allowing(R"(,"Condition":{"ArnLike":{"aws:SourceArn":"*"}})");
  Admission to_open, to_conditional;
  for (const char* source : {"a", "b"}) {
    EXPECT_TRUE(to_open.lets_in(from(source), &open, "sqs:SendMessage", Context::kNone));
    EXPECT_FALSE(to_conditional.lets_in(from(source), &conditional, "sqs:SendMessage", Context::kNone));
  }
}

TEST(Admission, APolicyThatChangesHoldsOnceTheLastAnswerIsForgotten) {
  aws::Policy policy = allowing("");
  Admission admission;
  EXPECT_TRUE(admission.lets_in(from("s"), &policy, "sqs:SendMessage", Context::kSource));
  policy = {};
  admission.forget();
  EXPECT_FALSE(admission.lets_in(from("s"), &policy, "sqs:SendMessage", Context::kSource));
}

}  // namespace
}  // namespace sb::cloud::delivery
