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

struct Clock final : base::Clock {
  base::Time now() const override { return time; }
  base::Time time{base::Seconds(1000)};
} clock;

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
      return admission.lets_in(delivery, &policy, "sqs:SendMessage", Context::kSource, clock);
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
    return admission.lets_in(delivery, &policy, "sqs:SendMessage", Context::kSource, clock);
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
    EXPECT_TRUE(to_open.lets_in(from(source), &open, "sqs:SendMessage", Context::kNone, clock));
    EXPECT_FALSE(
        to_conditional.lets_in(from(source), &conditional, "sqs:SendMessage", Context::kNone, clock));
  }
}

TEST(Admission, APolicyThatChangesHoldsOnceTheLastAnswerIsForgotten) {
  aws::Policy policy = allowing("");
  Admission admission;
  EXPECT_TRUE(admission.lets_in(from("s"), &policy, "sqs:SendMessage", Context::kSource, clock));
  policy = {};
  admission.forget();
  EXPECT_FALSE(admission.lets_in(from("s"), &policy, "sqs:SendMessage", Context::kSource, clock));
}

TEST(Admission, AnAnswerThatHangsOnTheTimeIsNotRemembered) {
  const aws::Policy policy =
      allowing(R"(,"Condition":{"DateLessThan":{"aws:CurrentTime":"1970-01-01T00:30:00Z"}})");
  Admission admission;
  Clock moving;
  const auto enters = [&] {
    return admission.lets_in(from("s"), &policy, "sqs:SendMessage", Context::kSource, moving);
  };
  EXPECT_TRUE(enters());
  moving.time += base::Seconds(3600);
  EXPECT_FALSE(enters());
  moving.time -= base::Seconds(3600);
  EXPECT_TRUE(enters());
}

TEST(Admission, AServiceSendsOverTlsAndIsNoCallerOfAnAccount) {
  const auto enters = [](const char* condition) {
    const aws::Policy policy = allowing(std::string(R"(,"Condition":)") + condition);
    return Admission().lets_in(from("s"), &policy, "sqs:SendMessage", Context::kSource, clock);
  };
  EXPECT_TRUE(enters(R"({"Bool":{"aws:SecureTransport":"true","aws:PrincipalIsAWSService":"true"}})"));
  EXPECT_TRUE(enters(R"({"Null":{"aws:PrincipalAccount":"true","aws:SourceIp":"true"}})"));
  EXPECT_TRUE(enters(R"({"StringEquals":{"aws:ResourceAccount":"111122223333","aws:RequestedRegion":"r"}})"));
}

}  // namespace
}  // namespace sb::cloud::delivery
