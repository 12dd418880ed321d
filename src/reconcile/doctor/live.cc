// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/live.h"

namespace sb::reconcile::doctor {

const base::Result<std::vector<awsclient::Rule>>& Live::rules(const std::string& bus) {
  return rules_.get(bus, [&] { return world_.eventbridge.list_rules(bus); });
}

const base::Result<std::optional<awsclient::Rule>>& Live::rule(const std::string& bus,
                                                               const std::string& name) {
  return single_rules_.get(bus + "\n" + name, [&] { return world_.eventbridge.describe_rule(bus, name); });
}

const base::Result<std::vector<awsclient::RuleTarget>>& Live::targets(const std::string& bus,
                                                                      const std::string& rule) {
  return targets_.get(bus + "\n" + rule, [&] { return world_.eventbridge.list_targets(bus, rule); });
}

const base::Result<std::optional<awsclient::EventSource>>& Live::source(const std::string& name) {
  return sources_.get(name, [&] { return world_.eventbridge.describe_event_source(name); });
}

const base::Result<std::optional<awsclient::Attributes>>& Live::topic(const std::string& arn) {
  return topics_.get(arn, [&] { return world_.sns.topic_attributes(arn); });
}

const base::Result<std::optional<ObservedQueue>>& Live::queue(const std::string& arn) {
  return queues_.get(arn, [&] { return read_queue(world_.sqs, arn); });
}

const base::Result<std::vector<awsclient::Subscription>>& Live::subscriptions(const std::string& topic_arn) {
  return subscriptions_.get(topic_arn, [&] { return world_.sns.subscriptions_of(topic_arn); });
}

const base::Result<awsclient::Attributes>& Live::subscription(const std::string& arn) {
  return subscription_attributes_.get(arn, [&] { return world_.sns.subscription_attributes(arn); });
}

const base::Result<std::optional<std::string>>& Live::function_policy(const std::string& arn) {
  return function_policies_.get(arn, [&] { return world_.lambda.policy(arn); });
}

}  // namespace sb::reconcile::doctor
