// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <atomic>
#include <set>

#include "base/side_by_side.h"
#include "reconcile/observed.h"
#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

// What `read` gives for each of `keys`, in their order, read side by side. Error: the first one; nothing
// further is read then.
template <class Value, class Keys, class Read>
base::Result<std::vector<Value>> read_each(const Keys& keys, size_t workers, Read read) {
  std::vector<const typename Keys::value_type*> order;
  for (const auto& key : keys) order.push_back(&key);
  std::vector<std::optional<base::Result<Value>>> answers(order.size());
  std::atomic<bool> failed{false};
  base::side_by_side(order.size(), workers, [&](size_t i) {
    if (failed) return;
    answers[i] = read(*order[i]);
    if (!answers[i]->ok()) failed = true;
  });
  std::vector<Value> out;
  for (auto& answer : answers) {
    if (answer && !answer->ok()) return answer->error();
  }
  for (auto& answer : answers) out.push_back(std::move(**answer));
  return out;
}

class Observer {
 public:
  Observer(const World& world, const Desired& desired, size_t workers)
      : world_(world), desired_(desired), workers_(workers) {}

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
    const auto states = read_each<genesys::EventTypeState>(
        desired_.event_types, workers_,
        [this](const DesiredEventType& type) { return world_.genesys->event_type(type.name); });
    if (!states) return states.error();
    for (size_t i = 0; i < states->size(); ++i) out_.event_types[desired_.event_types[i].name] = (*states)[i];
    return {};
  }

  bool concerns(const awsclient::Rule& rule) const {
    if (wanted_rules_.contains({rule.bus, rule.name})) return true;
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

  base::Result<std::vector<awsclient::Rule>> read_bus(const std::string& bus) const {
    auto rules = world_.eventbridge.list_rules(bus);
    if (!rules.ok() && rules.error().code == "ResourceNotFoundException") {
      return base::Error{"SB0301",
                         fmt::format("the event bus {} does not exist in {}", bus, desired_.realm.region),
                         "a partner bus exists once the Genesys Cloud integration is active and its event "
                         "source is associated"};
    }
    if (!rules) return rules.error();
    std::erase_if(*rules, [this](const awsclient::Rule& rule) { return !concerns(rule); });
    return rules;
  }

  base::Status read_rules() {
    for (const DesiredRule& wanted : desired_.rules) wanted_rules_.emplace(wanted.bus, wanted.name);
    const auto buses = find_buses();
    if (!buses) return buses.error();
    auto by_bus = read_each<std::vector<awsclient::Rule>>(
        *buses, workers_, [this](const std::string& bus) { return read_bus(bus); });
    if (!by_bus) return by_bus.error();
    std::vector<awsclient::Rule> rules;
    for (auto& of_bus : *by_bus) std::move(of_bus.begin(), of_bus.end(), std::back_inserter(rules));
    auto targets = read_each<std::vector<awsclient::RuleTarget>>(
        rules, workers_,
        [this](const awsclient::Rule& rule) { return world_.eventbridge.list_targets(rule.bus, rule.name); });
    if (!targets) return targets.error();
    for (size_t i = 0; i < rules.size(); ++i) {
      for (const awsclient::RuleTarget& target : (*targets)[i]) note_target(target.wire);
      const std::string arn = aws::rule_arn(desired_.realm, rules[i].bus, rules[i].name);
      out_.rules[arn] = {std::move(rules[i]), std::move((*targets)[i])};
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

  base::Result<std::optional<ObservedTopic>> read_topic(const std::string& arn) const {
    auto attributes = world_.sns.topic_attributes(arn);
    if (!attributes) return attributes.error();
    if (!*attributes) return std::optional<ObservedTopic>{};
    ObservedTopic topic{std::move(**attributes), {}};
    auto subscriptions = world_.sns.subscriptions_of(arn);
    if (!subscriptions) return subscriptions.error();
    for (awsclient::Subscription& subscription : *subscriptions) {
      ObservedSubscription found{std::move(subscription), {}};
      if (found.subscription.arn.starts_with("arn:") && is_wanted(found.subscription)) {
        auto details = world_.sns.subscription_attributes(found.subscription.arn);
        if (!details) return details.error();
        found.attributes = std::move(*details);
      }
      topic.subscriptions.push_back(std::move(found));
    }
    return std::optional(std::move(topic));
  }

  base::Status read_topics() {
    for (const auto& [arn, topic] : desired_.topics) topics_.insert(arn);
    auto topics = read_each<std::optional<ObservedTopic>>(
        topics_, workers_, [this](const std::string& arn) { return read_topic(arn); });
    if (!topics) return topics.error();
    size_t i = 0;
    for (const std::string& arn : topics_) {
      std::optional<ObservedTopic>& topic = (*topics)[i++];
      if (!topic) continue;
      for (const ObservedSubscription& found : topic->subscriptions) note(found.subscription.endpoint);
      out_.topics[arn] = std::move(*topic);
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
    auto queues = read_each<std::optional<ObservedQueue>>(
        queues_, workers_, [this](const std::string& arn) { return read_queue(world_.sqs, arn); });
    if (!queues) return queues.error();
    size_t i = 0;
    for (const std::string& arn : queues_) {
      if (std::optional<ObservedQueue>& queue = (*queues)[i++]) out_.queues[arn] = std::move(*queue);
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
  const size_t workers_;
  Observed out_;
  std::set<std::pair<std::string, std::string>> wanted_rules_;  // bus, name
  std::set<std::string> topics_;
  std::set<std::string> queues_;
  std::set<std::string> functions_;
};

}  // namespace

base::Result<std::optional<ObservedQueue>> read_queue(awsclient::Sqs& sqs, const std::string& arn) {
  auto url = sqs.queue_url(aws::parse_arn(arn)->resource);
  if (!url) return url.error();
  if (!*url) return std::optional<ObservedQueue>{};
  auto attributes = sqs.attributes(**url);
  if (!attributes) return attributes.error();
  if (!*attributes) return std::optional<ObservedQueue>{};
  return std::optional(ObservedQueue{**url, std::move(**attributes)});
}

base::Result<Observed> observe(const World& world, const Desired& desired, size_t workers) {
  return Observer(world, desired, workers).run();
}

}  // namespace sb::reconcile
