// SPDX-License-Identifier: Apache-2.0
#include "aws/target.h"

#include <gtest/gtest.h>

namespace sb::aws {
namespace {

using Cause = TargetRefusal::Cause;

const Realm kRealm{"123456789012", "us-east-1"};

std::optional<Cause> cause(const char* arn, const Realm& realm, const TargetMembers& members) {
  const auto refusal = refuse_target_arn(*parse_arn(arn), realm, members);
  return refusal ? std::optional(refusal->cause) : std::nullopt;
}

TEST(RefuseTargetArn, AsksForARoleWhereEventBridgeReachesTheTargetUnderOneOnly) {
  for (const char* arn : {"arn:aws:states:us-east-1:123456789012:stateMachine:m",
                          "arn:aws:kinesis:us-east-1:123456789012:stream/s",
                          "arn:aws:events:us-east-1:123456789012:api-destination/d/1"}) {
    EXPECT_EQ(cause(arn, kRealm, {"t", false, false}), Cause::kNoRole) << arn;
    EXPECT_EQ(cause(arn, kRealm, {"t", true, false}), std::nullopt) << arn;
  }
}

TEST(RefuseTargetArn, TakesWhatIsElsewhereUnderARoleAndInTheSameRegionOnly) {
  const char* kOtherAccount = "arn:aws:sqs:us-east-1:210987654321:q";
  EXPECT_EQ(cause(kOtherAccount, kRealm, {"t", false, false}), Cause::kOtherAccount);
  EXPECT_EQ(cause(kOtherAccount, kRealm, {"t", true, false}), std::nullopt);
  EXPECT_EQ(cause("arn:aws:sns:eu-west-1:123456789012:t", kRealm, {"t", true, false}), Cause::kOtherRegion);
  EXPECT_EQ(cause("arn:aws:events:eu-west-1:210987654321:event-bus/b", kRealm, {"t", true, false}),
            std::nullopt);
}

TEST(RefuseTargetArn, SaysNothingOfWhatIsNotKnown) {
  EXPECT_EQ(cause("arn:aws:sqs:eu-west-1:210987654321:q", {}, {"t", false, false}), std::nullopt);
  EXPECT_EQ(cause("arn:aws:sqs:eu-west-1:210987654321:q", {"123456789012", ""}, {"t", false, false}),
            Cause::kOtherAccount);
}

TEST(RefuseTargetArn, GivesABusOfADifferentAccountTheEventAsItIs) {
  const char* kOther = "arn:aws:events:us-east-1:210987654321:event-bus/b";
  EXPECT_EQ(cause(kOther, kRealm, {"t", true, true}), Cause::kInputOnBus);
  EXPECT_EQ(cause(kOther, {}, {"t", true, true}), std::nullopt);
  for (const char* own : {"arn:aws:events:us-east-1:123456789012:event-bus/b",
                          "arn:aws:events:eu-west-1:123456789012:event-bus/b"})
    EXPECT_EQ(cause(own, kRealm, {"t", true, true}), std::nullopt) << own;
}

TEST(RefuseRoleArn, TakesTheArnOfARole) {
  EXPECT_FALSE(refuse_role_arn("arn:aws:iam::123456789012:role/path/r"));
  for (const char* text : {"r", "arn:aws:iam::123456789012:user/u", "arn:aws:sqs:us-east-1:123456789012:q"})
    EXPECT_TRUE(refuse_role_arn(text)) << text;
}

TEST(RefuseDeadLetterArn, TakesAStandardQueueOfTheRulesRegionWhosesoeverItIs) {
  EXPECT_FALSE(refuse_dead_letter_arn("arn:aws:sqs:us-east-1:210987654321:q", kRealm));
  EXPECT_FALSE(refuse_dead_letter_arn("arn:aws:sqs:eu-west-1:123456789012:q", {}));
  for (const char* text :
       {"q", "arn:aws:sns:us-east-1:123456789012:t", "arn:aws:sqs:us-east-1:123456789012:q.fifo",
        "arn:aws:sqs:eu-west-1:123456789012:q"})
    EXPECT_TRUE(refuse_dead_letter_arn(text, kRealm)) << text;
}

}  // namespace
}  // namespace sb::aws
