// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud/service/service.h"

namespace sb::cloud::sns {

inline constexpr size_t kMessageBytesMax = 262144;

// Quotas (SNS quotas page): per account and region, per topic, per account.
inline constexpr size_t kTopicsMax = 100000;
inline constexpr size_t kPendingSubscriptionsMax = 5000;
inline constexpr size_t kFilterPoliciesPerTopicMax = 200;
inline constexpr size_t kFilterPoliciesPerAccountMax = 10000;
inline constexpr size_t kTagsMax = 50;

service::Fault not_found(std::string message);
// InvalidParameter, "Invalid parameter: <what>".
service::Fault invalid(const std::string& what);
service::Fault parameter_value_invalid(std::string message);
service::Fault authorization_error(std::string message);
// The fault of an ARN with too few elements; nullopt for one that has six.
std::optional<service::Fault> check_arn(const std::string& arn, const std::string& parameter);
// Why `text` is not JSON, in the words that SNS takes from its parser; nullopt for JSON.
std::optional<std::string> json_trouble(std::string_view text);

}  // namespace sb::cloud::sns
