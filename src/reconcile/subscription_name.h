// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sb::reconcile {

// What people call a subscription: "topic -> endpoint", with asterisks for a password in the endpoint's
// address.
std::string subscription_name(const std::string& topic_arn, const std::string& endpoint);

}  // namespace sb::reconcile
