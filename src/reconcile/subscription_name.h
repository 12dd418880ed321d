// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sb::reconcile {

// What people call a subscription: "topic -> endpoint", with asterisks for a password in the endpoint's
// address.
std::string subscription_name(const std::string& topic_arn, const std::string& endpoint);

// True where a subscription that SNS tells of with `live` can be the one to `wanted`: a list may show a
// password in an address as asterisks.
bool is_endpoint(const std::string& wanted, const std::string& live);

}  // namespace sb::reconcile
