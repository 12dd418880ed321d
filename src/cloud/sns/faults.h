// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "cloud/service/service.h"

namespace sb::cloud::sns {

inline constexpr size_t kMessageBytesMax = 262144;
// SNS retries queues for 23 days (SNS developer guide, "Message delivery retries").
inline constexpr int kQueueAttemptsMax = 100015;
inline constexpr base::Seconds kQueueAgeMax{23 * 86400};

// Subscriptions with a filter policy (SNS quotas).
inline constexpr size_t kFilterPoliciesPerTopicMax = 200;
inline constexpr size_t kFilterPoliciesPerAccountMax = 10000;

service::Fault not_found(std::string message);
// InvalidParameter, "Invalid parameter: <what>".
service::Fault invalid(const std::string& what);
// The fault of an ARN with too few elements; nullopt for one that has six.
std::optional<service::Fault> check_arn(const std::string& arn, const std::string& parameter);

}  // namespace sb::cloud::sns
