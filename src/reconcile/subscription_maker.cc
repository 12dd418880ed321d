// SPDX-License-Identifier: Apache-2.0
#include "reconcile/subscription_maker.h"

#include <algorithm>

#include "reconcile/ownership.h"

namespace sb::reconcile {

SubscriptionMaker subscription_maker(const Observed& observed, const std::string& stack,
                                     const std::string& topic_arn, const std::string& endpoint) {
  const auto topic = observed.topics.find(topic_arn);
  const bool topic_made =
      topic != observed.topics.end() && read_held_policy(topic->second.attributes, stack).made();
  if (const auto queue = observed.queues.find(endpoint); queue != observed.queues.end()) {
    const HeldPolicy held = read_held_policy(queue->second.attributes, stack);
    if (held.lets_in(topic_arn))
      return held.found.contains(found_mark(topic_arn)) ? SubscriptionMaker::kOthers
                                                        : SubscriptionMaker::kStack;
    return topic_made || held.made() ? SubscriptionMaker::kStack : SubscriptionMaker::kOthers;
  }
  if (topic_made || lets_invoke(observed, stack, endpoint, topic_arn)) return SubscriptionMaker::kStack;
  return observed.function_policies.contains(endpoint) ? SubscriptionMaker::kOthers
                                                       : SubscriptionMaker::kUnknown;
}

bool lets_invoke(const Observed& observed, const std::string& stack, const std::string& function_arn,
                 const std::string& topic_arn) {
  const auto function = observed.function_policies.find(function_arn);
  if (function == observed.function_policies.end()) return false;
  const json::Array statements = statements_of(policy_document(function->second));
  const std::string prefix = permission_prefix(stack);
  return std::any_of(statements.begin(), statements.end(), [&](const json::Value& item) {
    return item.is_object() && json::string_or_empty(item.get_object(), "Sid").starts_with(prefix) &&
           sources_of(item.get_object()).contains(topic_arn);
  });
}

}  // namespace sb::reconcile
