// SPDX-License-Identifier: Apache-2.0
#include "awsclient/fault_class.h"

#include <gtest/gtest.h>

namespace sb::awsclient {
namespace {

struct Case {
  int status;
  const char* code;
  FaultClass expected;
};

class ClassifyFault : public testing::TestWithParam<Case> {};

TEST_P(ClassifyFault, IsAsTheServiceMeansIt) {
  EXPECT_EQ(classify_fault(GetParam().status, GetParam().code), GetParam().expected) << GetParam().code;
}

INSTANTIATE_TEST_SUITE_P(Throttling, ClassifyFault,
                         testing::Values(Case{400, "Throttling", FaultClass::kThrottled},
                                         Case{400, "ThrottlingException", FaultClass::kThrottled},
                                         Case{400, "ThrottledException", FaultClass::kThrottled},
                                         Case{429, "Throttled", FaultClass::kThrottled},
                                         Case{403, "RequestThrottled", FaultClass::kThrottled},
                                         Case{400, "RequestThrottledException", FaultClass::kThrottled},
                                         Case{429, "TooManyRequestsException", FaultClass::kThrottled},
                                         Case{400, "ProvisionedThroughputExceededException",
                                              FaultClass::kThrottled},
                                         Case{400, "TransactionInProgressException", FaultClass::kThrottled},
                                         Case{503, "RequestLimitExceeded", FaultClass::kThrottled},
                                         Case{503, "BandwidthLimitExceeded", FaultClass::kThrottled},
                                         Case{503, "SlowDown", FaultClass::kThrottled},
                                         Case{400, "PriorRequestNotComplete", FaultClass::kThrottled},
                                         Case{503, "EC2ThrottledException", FaultClass::kThrottled},
                                         Case{429, "http.429", FaultClass::kThrottled}));

INSTANTIATE_TEST_SUITE_P(PassingTroubles, ClassifyFault,
                         testing::Values(Case{400, "RequestTimeout", FaultClass::kTransient},
                                         Case{400, "RequestTimeoutException", FaultClass::kTransient},
                                         Case{400, "IDPCommunicationError", FaultClass::kTransient},
                                         Case{500, "InternalException", FaultClass::kTransient},
                                         Case{0, "InternalFailure", FaultClass::kTransient},
                                         Case{500, "http.500", FaultClass::kTransient},
                                         Case{502, "http.502", FaultClass::kTransient},
                                         Case{503, "http.503", FaultClass::kTransient},
                                         Case{504, "http.504", FaultClass::kTransient}));

INSTANTIATE_TEST_SUITE_P(Conflicts, ClassifyFault,
                         testing::Values(Case{400, "ConcurrentModificationException", FaultClass::kConflict},
                                         Case{400, "ConcurrentAccess", FaultClass::kConflict},
                                         Case{400, "ConcurrentAccessException", FaultClass::kConflict},
                                         Case{400, "StaleTag", FaultClass::kConflict},
                                         Case{400, "StaleTagException", FaultClass::kConflict}));

INSTANTIATE_TEST_SUITE_P(
    WaitsOfAMinute, ClassifyFault,
    testing::Values(Case{400, "QueueDeletedRecently", FaultClass::kSixty},
                    Case{400, "AWS.SimpleQueueService.QueueDeletedRecently", FaultClass::kSixty},
                    Case{403, "PurgeQueueInProgress", FaultClass::kSixty},
                    Case{403, "AWS.SimpleQueueService.PurgeQueueInProgress", FaultClass::kSixty}));

INSTANTIATE_TEST_SUITE_P(WhatTryingAgainDoesNotMend, ClassifyFault,
                         testing::Values(Case{400, "LimitExceededException", FaultClass::kFinal},
                                         Case{429, "LimitExceededException", FaultClass::kFinal},
                                         Case{400, "ValidationException", FaultClass::kFinal},
                                         Case{404, "NotFound", FaultClass::kFinal},
                                         Case{403, "AccessDenied", FaultClass::kFinal},
                                         Case{0, "MalformedDetail", FaultClass::kFinal},
                                         Case{0, "InvalidArgument", FaultClass::kFinal},
                                         Case{501, "http.501", FaultClass::kFinal},
                                         Case{505, "http.505", FaultClass::kFinal}));

TEST(ReplacesWhole, AreTheCallsWhoseValueWasComputedFromWhatStood) {
  for (const char* call :
       {"PutRule", "PutTargets", "SetTopicAttributes", "SetSubscriptionAttributes", "SetQueueAttributes"}) {
    EXPECT_TRUE(replaces_whole(call)) << call;
  }
  for (const char* call : {"DeleteRule", "RemoveTargets", "CreateTopic", "Subscribe", "TagQueue"})
    EXPECT_FALSE(replaces_whole(call)) << call;
}

}  // namespace
}  // namespace sb::awsclient
