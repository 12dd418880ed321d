// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cloud/delivery/retry_schedule.h"

namespace sb::cloud::sns {

// How a topic or a subscription wants HTTP deliveries made (SNS developer guide, "Creating an HTTP/S delivery
// policy"). What is not set is left to the topic, and there to SNS's defaults.
struct DeliveryPolicy {
  std::optional<delivery::RetrySchedule> retry;
  std::optional<std::string> content_type;
  std::optional<int> receives_per_second_max;
  bool disable_subscription_overrides = false;  // topics only
};

// The attribute DeliveryPolicy of a topic and of a subscription. At most 100 retries in 3,600 s together.
// Error: SNS's words from "DeliveryPolicy: " on; where they are not recorded, ours.
base::Result<DeliveryPolicy> parse_topic_delivery_policy(std::string_view text);
base::Result<DeliveryPolicy> parse_subscription_delivery_policy(std::string_view text);

// The same attribute as SNS keeps and shows it (recorded): members that are null or not known are gone from a
// topic's, and a subscription's has them all. Of a text that the functions above take; what they refuse, and
// the empty text, is as it was.
std::string kept_topic_text(const std::string& text);
std::string kept_subscription_text(const std::string& text);

// What holds for the subscriptions of a topic that have none of their own, and for one subscription: `retry`
// and `content_type` are set.
DeliveryPolicy effective(const DeliveryPolicy& topic);
DeliveryPolicy effective(const DeliveryPolicy& topic, const DeliveryPolicy& subscription);

// The attribute EffectiveDeliveryPolicy, of policies that effective() gave.
std::string effective_topic_text(const DeliveryPolicy& policy);
std::string effective_subscription_text(const DeliveryPolicy& policy);

// The Content-Type of a request: other than text and JSON may be asked for only where messages go out raw.
std::string content_type_of(const DeliveryPolicy& effective, bool raw);

}  // namespace sb::cloud::sns
