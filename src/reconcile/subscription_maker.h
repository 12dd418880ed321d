// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "reconcile/observed.h"

namespace sb::reconcile {

// Whose a subscription is that stands (ownership.h). Of others than queues and functions only the topic
// tells.
enum class SubscriptionMaker { kStack, kOthers, kUnknown };

// By what was read of the topic and of the queue or function that is subscribed.
SubscriptionMaker subscription_maker(const Observed& observed, const std::string& stack,
                                     const std::string& topic_arn, const std::string& endpoint);

// The function's policy has a statement of the stack's that lets the topic in.
bool lets_invoke(const Observed& observed, const std::string& stack, const std::string& function_arn,
                 const std::string& topic_arn);

}  // namespace sb::reconcile
