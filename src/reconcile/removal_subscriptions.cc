// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "reconcile/hops.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"
#include "reconcile/subscription_name.h"

// Subscriptions that nothing wants any more, on topics that stay. A topic that goes takes its own along.
namespace sb::reconcile {
namespace {

// The protocols that a spec has words for: others' are not ours.
bool is_sayable(const std::string& protocol) {
  return protocol == "sqs" || protocol == "lambda" || protocol == "http" || protocol == "https";
}

bool names(const Desired& desired, const std::string& topic_arn, const awsclient::Subscription& found) {
  return std::any_of(desired.subscriptions.begin(), desired.subscriptions.end(),
                     [&](const DesiredSubscription& s) {
                       return s.topic_arn == topic_arn && s.protocol == found.protocol &&
                              is_endpoint(s.endpoint, found.endpoint);
                     });
}

bool is_queue_of(const aws::Realm& realm, const awsclient::Subscription& found) {
  const auto arn = aws::parse_arn(found.endpoint);
  return found.protocol == "sqs" && arn && arn->realm() == realm;
}

// Some stack has made the topic.
bool is_made_by_stacks(const HeldPolicy& held) {
  const json::Array statements = statements_of(held.document);
  return std::any_of(statements.begin(), statements.end(), [](const json::Value& item) {
    const auto sid =
        item.is_object() ? read_sid(json::string_or_empty(item.get_object(), "Sid")) : std::nullopt;
    return sid && sid->holding == Holding::kMade;
  });
}

bool is_confirmed(const awsclient::Subscription& found) { return found.arn.starts_with("arn:"); }

}  // namespace

void Planner::remove_subscriptions() {
  for (const auto& [topic_arn, topic] : observed_.topics) {
    if (goes(topic_arn, topic)) continue;
    for (const ObservedSubscription& item : topic.subscriptions) {
      const awsclient::Subscription& found = item.subscription;
      const bool wanted = !destroying_ && names(desired_, topic_arn, found);
      if (wanted || !is_sayable(found.protocol) || !sharing_.may_end(topic_arn, found)) continue;
      if (is_ours_to_end(topic_arn, topic, found)) {
        remove_subscription(topic_arn, found);
      } else {
        note_subscription_that_stays(topic_arn, topic, found);
      }
    }
  }
}

void Planner::remove_subscription(const std::string& topic_arn, const awsclient::Subscription& found) {
  const std::string name = subscription_name(topic_arn, found.endpoint);
  if (!is_confirmed(found)) {
    out_.plan.warnings.push_back(
        fmt::format("the subscription {} is not wanted and waits to be confirmed, and SNS ends none before "
                    "that: it goes by itself within three days unless its endpoint confirms it",
                    name));
    return;
  }
  std::vector<size_t> after = disabled_;
  const std::vector<size_t> takers = takers_of({found.endpoint});
  after.insert(after.end(), takers.begin(), takers.end());
  removed_.push_back(add({Action::kDelete,
                          "aws.subscription",
                          name,
                          found.arn,
                          {},
                          {Unsubscribe{found.arn}},
                          std::move(after),
                          "",
                          takers}));
  ends_[found.endpoint].push_back(removed_.back());
}

bool Planner::is_ours_to_end(const std::string& topic_arn, const ObservedTopic& topic,
                             const awsclient::Subscription& found) const {
  if (is_queue_of(desired_.realm, found)) return is_of_our_queue(topic_arn, found.endpoint);
  const HeldPolicy held = read_held_policy(topic.attributes, desired_.stack);
  if (may_invoke(found.endpoint, topic_arn, Permitter::kOtherStack) ||
      may_invoke(found.endpoint, topic_arn, Permitter::kOthers))
    return false;
  if (lets_invoke(found.endpoint, topic_arn) && is_made_by_stacks(held)) return true;
  return held.ours_alone() && !has_other_users(topic_arn, held);
}

void Planner::note_subscription_that_stays(const std::string& topic_arn, const ObservedTopic& topic,
                                           const awsclient::Subscription& found) {
  const HeldPolicy held = read_held_policy(topic.attributes, desired_.stack);
  if (is_queue_of(desired_.realm, found) || !is_confirmed(found) ||
      may_invoke(found.endpoint, topic_arn, Permitter::kOtherStack))
    return;
  const bool may_be_ours = (held.ours && is_made_by_stacks(held)) || lets_invoke(found.endpoint, topic_arn) ||
                           (destroying_ && names(desired_, topic_arn, found));
  if (!may_be_ours) return;
  out_.plan.notes.push_back(fmt::format(
      "the subscription {} is not wanted and stays, for nothing tells that it is the stack's alone; if it "
      "is: {} sns unsubscribe --subscription-arn {}",
      subscription_name(topic_arn, found.endpoint), options_.commands.aws, found.arn));
}

bool Planner::may_invoke(const std::string& function_arn, const std::string& topic_arn, Permitter by) const {
  const auto function = observed_.function_policies.find(function_arn);
  if (function == observed_.function_policies.end()) return false;
  const aws::PolicyVerdict verdict =
      ask_policy(permissions_of(function->second, desired_.stack, {by}), kSnsService, "lambda:InvokeFunction",
                 function_arn, topic_arn);
  return verdict == aws::PolicyVerdict::kAllow || verdict == aws::PolicyVerdict::kUndecided;
}

bool Planner::is_of_our_queue(const std::string& topic_arn, const std::string& endpoint) const {
  if (!observed_.queues.contains(endpoint)) return observed_.deleted_queues.contains(endpoint);
  const HeldPolicy held = held_queue(endpoint);
  return held.lets_in(topic_arn) && !held.found.contains(found_mark(topic_arn)) &&
         !held.others_let_in(topic_arn);
}

}  // namespace sb::reconcile
