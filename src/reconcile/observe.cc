// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "reconcile/observed.h"
#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

class Observer {
 public:
  Observer(const World& world, const Desired& desired) : world_(world), desired_(desired) {}

  base::Result<Observed> run() {
    for (const auto step : {&Observer::read_event_types, &Observer::read_rules, &Observer::read_topics,
                            &Observer::read_queues, &Observer::read_functions}) {
      if (auto status = (this->*step)(); !status) return status.error();
    }
    return std::move(out_);
  }

 private:
  base::Status read_event_types() {
    if (world_.genesys == nullptr) return {};
    for (const DesiredEventType& type : desired_.event_types) {
      const auto state = world_.genesys->event_type(type.name);
      if (!state) return state.error();
      out_.event_types[type.name] = *state;
    }
    return {};
  }

  bool concerns(const awsclient::Rule& rule) const {
    for (const DesiredRule& wanted : desired_.rules) {
      if (wanted.bus == rule.bus && wanted.name == rule.name) return true;
    }
    const auto mark = read_mark(rule.description);
    return mark && mark->stack == desired_.stack;
  }

  // The buses that the spec names, and all others, where rules of an earlier spec of this stack may stand.
  base::Result<std::set<std::string>> find_buses() {
    std::set<std::string> out = desired_.buses;
    const auto all = world_.eventbridge.list_event_buses();
    if (!all.ok() && !all.error().code.starts_with("AccessDenied")) return all.error();
    if (all.ok()) out.insert(all->begin(), all->end());
    return out;
  }

  base::Status read_rules() {
    const auto buses = find_buses();
    if (!buses) return buses.error();
    for (const std::string& bus : *buses) {
      auto rules = world_.eventbridge.list_rules(bus);
      if (!rules.ok() && rules.error().code == "ResourceNotFoundException") {
        return base::Error{"SB0301",
                           fmt::format("the event bus {} does not exist in {}", bus, desired_.realm.region),
                           "a partner bus exists once the Genesys Cloud integration is active and its event "
                           "source is associated"};
      }
      if (!rules) return rules.error();
      for (awsclient::Rule& rule : *rules) {
        if (!concerns(rule)) continue;
        auto targets = world_.eventbridge.list_targets(bus, rule.name);
        if (!targets) return targets.error();
        for (const awsclient::RuleTarget& target : *targets) note_target(target.wire);
        const std::string arn = aws::rule_arn(desired_.realm, bus, rule.name);
        out_.rules[arn] = {std::move(rule), std::move(*targets)};
      }
    }
    return {};
  }

  void note_target(const json::Object& wire) {
    note(json::string_or_empty(wire, "Arn"));
    if (const json::Object* letters = json::find_object(wire, "DeadLetterConfig"))
      note(json::string_or_empty(*letters, "Arn"));
  }

  // Remembers a topic, queue or function of this account and region to be looked at.
  void note(const std::string& text) {
    const auto arn = aws::parse_arn(text);
    if (!arn || arn->realm() != desired_.realm) return;
    if (arn->service == "sns") topics_.insert(text);
    if (arn->service == "sqs") queues_.insert(text);
    if (arn->service == "lambda") functions_.insert(text);
  }

  base::Status read_topics() {
    for (const auto& [arn, topic] : desired_.topics) topics_.insert(arn);
    for (const std::string& arn : topics_) {
      auto attributes = world_.sns.topic_attributes(arn);
      if (!attributes) return attributes.error();
      if (!*attributes) continue;
      ObservedTopic topic{std::move(**attributes), {}};
      auto subscriptions = world_.sns.subscriptions_of(arn);
      if (!subscriptions) return subscriptions.error();
      for (awsclient::Subscription& subscription : *subscriptions) {
        note(subscription.endpoint);
        ObservedSubscription found{std::move(subscription), {}};
        if (found.subscription.arn.starts_with("arn:") && is_wanted(found.subscription)) {
          auto details = world_.sns.subscription_attributes(found.subscription.arn);
          if (!details) return details.error();
          found.attributes = std::move(*details);
        }
        topic.subscriptions.push_back(std::move(found));
      }
      out_.topics[arn] = std::move(topic);
    }
    return {};
  }

  bool is_wanted(const awsclient::Subscription& subscription) const {
    for (const DesiredSubscription& wanted : desired_.subscriptions) {
      if (wanted.topic_arn == subscription.topic_arn && wanted.endpoint == subscription.endpoint) return true;
    }
    return false;
  }

  base::Status read_queues() {
    for (const auto& [arn, queue] : desired_.queues) queues_.insert(arn);
    for (const std::string& arn_text : queues_) {
      const auto arn = aws::parse_arn(arn_text);
      auto url = world_.sqs.queue_url(arn->resource);
      if (!url) return url.error();
      if (!*url) continue;
      auto attributes = world_.sqs.attributes(**url);
      if (!attributes) return attributes.error();
      if (*attributes) out_.queues[arn_text] = {**url, std::move(**attributes)};
    }
    return {};
  }

  base::Status read_functions() {
    for (const DesiredPermission& permission : desired_.permissions)
      functions_.insert(permission.function_arn);
    for (const std::string& arn : functions_) {
      auto policy = world_.lambda.policy(arn);
      if (!policy.ok() && policy.error().code == "ResourceNotFoundException") continue;
      if (!policy.ok() && policy.error().code.starts_with("AccessDenied")) {
        out_.closed_functions.insert(arn);
        continue;
      }
      if (!policy) return policy.error();
      out_.function_policies[arn] = policy->value_or("");
    }
    return {};
  }

  const World& world_;
  const Desired& desired_;
  Observed out_;
  std::set<std::string> topics_;
  std::set<std::string> queues_;
  std::set<std::string> functions_;
};

}  // namespace

base::Result<Observed> observe(const World& world, const Desired& desired) {
  return Observer(world, desired).run();
}

}  // namespace sb::reconcile
