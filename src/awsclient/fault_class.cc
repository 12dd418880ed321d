// SPDX-License-Identifier: Apache-2.0
#include "awsclient/fault_class.h"

#include <algorithm>

namespace sb::awsclient {
namespace {

struct KnownCode {
  std::string_view code;
  FaultClass fault_class;
};

constexpr KnownCode kCodes[] = {
    {"Throttling", FaultClass::kThrottled},
    {"ThrottlingException", FaultClass::kThrottled},
    {"ThrottledException", FaultClass::kThrottled},
    {"Throttled", FaultClass::kThrottled},
    {"RequestThrottled", FaultClass::kThrottled},
    {"RequestThrottledException", FaultClass::kThrottled},
    {"TooManyRequestsException", FaultClass::kThrottled},
    {"ProvisionedThroughputExceededException", FaultClass::kThrottled},
    {"TransactionInProgressException", FaultClass::kThrottled},
    {"RequestLimitExceeded", FaultClass::kThrottled},
    {"BandwidthLimitExceeded", FaultClass::kThrottled},
    {"SlowDown", FaultClass::kThrottled},
    {"PriorRequestNotComplete", FaultClass::kThrottled},
    {"EC2ThrottledException", FaultClass::kThrottled},
    {"LimitExceededException", FaultClass::kFinal},
    {"LimitExceeded", FaultClass::kFinal},
    {"RequestTimeout", FaultClass::kTransient},
    {"RequestTimeoutException", FaultClass::kTransient},
    {"IDPCommunicationError", FaultClass::kTransient},
    {"InternalException", FaultClass::kTransient},
    {"InternalFailure", FaultClass::kTransient},
    {"InternalError", FaultClass::kTransient},
    {"ServiceUnavailable", FaultClass::kTransient},
    {"ConcurrentModificationException", FaultClass::kConflict},
    {"ConcurrentAccess", FaultClass::kConflict},
    {"ConcurrentAccessException", FaultClass::kConflict},
    {"StaleTag", FaultClass::kConflict},
    {"StaleTagException", FaultClass::kConflict},
    {"QueueDeletedRecently", FaultClass::kSixty},
    {"AWS.SimpleQueueService.QueueDeletedRecently", FaultClass::kSixty},
    {"PurgeQueueInProgress", FaultClass::kSixty},
    {"AWS.SimpleQueueService.PurgeQueueInProgress", FaultClass::kSixty},
};

constexpr std::string_view kReplacing[] = {"PutRule", "PutTargets", "SetTopicAttributes",
                                           "SetSubscriptionAttributes", "SetQueueAttributes"};

}  // namespace

FaultClass classify_fault(int status, std::string_view code) {
  const auto* known = std::find_if(std::begin(kCodes), std::end(kCodes),
                                   [&](const KnownCode& item) { return item.code == code; });
  if (known != std::end(kCodes)) return known->fault_class;
  if (status == 429) return FaultClass::kThrottled;
  return status == 500 || (status >= 502 && status <= 504) ? FaultClass::kTransient : FaultClass::kFinal;
}

bool replaces_whole(std::string_view call) {
  return std::find(std::begin(kReplacing), std::end(kReplacing), call) != std::end(kReplacing);
}

bool takes_anew(std::string_view call) { return call == "PutEvents"; }

}  // namespace sb::awsclient
