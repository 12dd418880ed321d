// SPDX-License-Identifier: Apache-2.0
#include "reconcile/subscription_name.h"

#include "base/address_secret.h"

namespace sb::reconcile {

std::string subscription_name(const std::string& topic_arn, const std::string& endpoint) {
  return topic_arn.substr(topic_arn.rfind(':') + 1) + " -> " + base::mask_address_secrets(endpoint);
}

bool is_endpoint(const std::string& wanted, const std::string& live) {
  return wanted == live || base::mask_address_secrets(wanted) == live;
}

}  // namespace sb::reconcile
