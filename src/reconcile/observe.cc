// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/function_name.h"
#include "base/text.h"
#include "reconcile/claim.h"
#include "reconcile/kept.h"
#include "reconcile/observe_orphans.h"
#include "reconcile/observe_partner.h"
#include "reconcile/observed.h"
#include "reconcile/ownership.h"
#include "reconcile/read_each.h"
#include "reconcile/subscription_name.h"
#include "reconcile/wildcard_use.h"

namespace sb::reconcile {
namespace {

// Somebody has deleted it since it was listed.
bool is_gone(const base::Error& error) {
  return error.code == "NotFound" || error.code == "NotFoundException" ||
         error.code == "ResourceNotFoundException";
}

class Observer {
 public:
  Observer(const World& world, const Desired& desired, size_t workers, OrphanSearch search,
           std::set<std::string> also, const Selection* selection = nullptr)
      : world_(world),
        desired_(desired),
        workers_(workers),
        search_(search),
        also_(std::move(also)),
        selection_(selection) {}

  base::Result<Observed> run() {
    for (const auto step : {&Observer::read_claim_first, &Observer::read_event_types, &Observer::read_rules,
                            &Observer::read_integrations, &Observer::read_target_buses,
                            &Observer::read_topics, &Observer::find_orphan_topics, &Observer::read_queues,
                            &Observer::find_orphan_queues, &Observer::read_functions}) {
      if (auto status = (this->*step)(); !status) return status.error();
    }
    out_.orphans_were_sought = searches();
    return std::move(out_);
  }

 private:
  // Before anything else, so that whoever writes meanwhile is noticed.
  base::Status read_claim_first() {
    const std::string queue = claim_queue(desired_);
    if (queue.empty()) return {};
    auto claim = read_claim(world_.sqs, desired_.stack, queue);
    if (claim.ok()) out_.claim = std::move(*claim);
    return claim.ok() || claim.error().code.starts_with("AccessDenied") ? base::Status{} : claim.error();
  }

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
    if (selection_ != nullptr && selects(*selection_, rule)) return true;
    if (wanted_rules_.contains({rule.bus, rule.name})) return true;
    const auto mark = read_mark(rule.description);
    return mark && mark->stack == desired_.stack;
  }

  static bool matches(const std::string& pattern, const std::string& name) {
    return pattern.empty() || base::glob_match(pattern, name);
  }

  static bool selects(const Selection& selection, const awsclient::Rule& rule) {
    return selection.by_name() && matches(selection.bus, rule.bus) && matches(selection.rule, rule.name);
  }

  // The buses that the spec names, and all others, where rules of an earlier spec of this stack may stand.
  base::Result<std::set<std::string>> find_buses() {
    std::set<std::string> out = desired_.buses;
    const auto all = world_.eventbridge.list_event_buses();
    if (!all.ok() && !all.error().code.starts_with("AccessDenied")) return all.error();
    const std::vector<awsclient::EventBus> listed = all.ok() ? *all : std::vector<awsclient::EventBus>{};
    if (!all.ok()) {
      out_.orphan_notes.emplace_back(
          "rules of the stack on buses that the spec does not name were not looked for: "
          "events:ListEventBuses is not allowed");
    }
    for (const awsclient::EventBus& bus : listed) {
      out.insert(bus.name);
      listed_buses_.insert(bus.name);
    }
    if (auto status = observe_buses(world_, desired_, listed, out_); !status) return status.error();
    for (const auto& [name, bus] : out_.partner_buses) {
      if (!bus.exists) out.erase(name);
    }
    if (selection_ != nullptr && selection_->stack.empty())
      std::erase_if(out, [this](const std::string& bus) { return !matches(selection_->bus, bus); });
    return out;
  }

  struct BusRules {
    BusUse use;
    std::vector<awsclient::Rule> rules;  // those that concern this stack
  };

  // nullopt: there is no such bus.
  base::Result<std::optional<BusRules>> read_bus(const std::string& bus) const {
    auto rules = world_.eventbridge.list_rules(bus);
    const bool missing = !rules.ok() && rules.error().code == "ResourceNotFoundException";
    if (missing && selection_ != nullptr && desired_.buses.contains(bus))
      return no_such_bus(bus, desired_.realm.region);
    if (missing) return std::optional<BusRules>{};
    if (!rules) return rules.error();
    BusRules out;
    out.use.rules = rules->size();
    out.use.wildcard_rules =
        static_cast<size_t>(std::count_if(rules->begin(), rules->end(), [](const awsclient::Rule& rule) {
          return has_wildcard(rule.pattern);
        }));
    out.rules = std::move(*rules);
    return std::optional(std::move(out));
  }

  base::Status read_rules() {
    for (const DesiredRule& wanted : desired_.rules) wanted_rules_.emplace(wanted.bus, wanted.name);
    const auto buses = find_buses();
    if (!buses) return buses.error();
    auto by_bus = read_each<std::optional<BusRules>>(
        *buses, workers_, [this](const std::string& bus) { return read_bus(bus); });
    if (!by_bus) return by_bus.error();
    std::vector<awsclient::Rule> rules;
    size_t number = 0;
    for (const std::string& bus : *buses) {
      std::optional<BusRules>& of_bus = (*by_bus)[number++];
      if (!of_bus) {
        out_.missing_buses.insert(bus);
        continue;
      }
      out_.buses[bus] = of_bus->use;
      std::move(of_bus->rules.begin(), of_bus->rules.end(), std::back_inserter(rules));
    }
    note_rules_on_buses(desired_, rules, out_);
    std::erase_if(rules, [this](const awsclient::Rule& rule) { return !concerns(rule); });
    auto targets = read_each<std::optional<Targets>>(
        rules, workers_, [this](const awsclient::Rule& rule) { return read_targets(rule); });
    if (!targets) return targets.error();
    for (size_t i = 0; i < rules.size(); ++i) {
      if (!(*targets)[i] || is_copy(rules[i], *(*targets)[i])) continue;
      for (const awsclient::RuleTarget& target : *(*targets)[i]) note_target(target.wire);
      note_kept(rules[i]);
      const std::string arn = aws::rule_arn(desired_.realm, rules[i].bus, rules[i].name);
      out_.rules[arn] = {std::move(rules[i]), std::move(*(*targets)[i])};
    }
    return {};
  }

  using Targets = std::vector<awsclient::RuleTarget>;

  // True for a rule that would be taken for this stack's by a mark that was not written for it.
  bool is_copy(const awsclient::Rule& rule, const Targets& targets) {
    if (wanted_rules_.contains({rule.bus, rule.name})) return false;
    if (selection_ != nullptr && selects(*selection_, rule)) return false;
    std::vector<std::string> ids;
    for (const awsclient::RuleTarget& target : targets) ids.push_back(target.id);
    const auto mark = read_mark(rule.description);
    if (!mark || fits_rule(*mark, rule.name, ids)) return false;
    out_.orphan_notes.push_back(
        fmt::format("the rule {} bears the mark of the route '{}', and neither its name nor its targets are "
                    "the stack's: the description was copied; the rule stays",
                    rule.name, mark->route));
    return true;
  }

  base::Result<std::optional<Targets>> read_targets(const awsclient::Rule& rule) const {
    auto targets = world_.eventbridge.list_targets(rule.bus, rule.name);
    if (targets.ok()) return std::optional(std::move(*targets));
    if (is_gone(targets.error())) return std::optional<Targets>{};
    return targets.error();
  }

  base::Status read_integrations() { return observe_integrations(world_, desired_, searches(), out_); }

  // Those that the list of buses does not show are asked for one by one, each once.
  base::Status read_target_buses() {
    for (const auto& [text, reference] : desired_.references) {
      const auto arn = aws::parse_arn(text);
      if (!arn || aws::target_kind(*arn) != aws::TargetKind::kBus || arn->realm() != desired_.realm) continue;
      const std::string name = aws::bus_name(text);
      if (listed_buses_.contains(name)) {
        out_.target_buses[text] = true;
        continue;
      }
      const auto found = world_.eventbridge.describe_event_bus(name);
      if (!found.ok() && found.error().code.starts_with("AccessDenied")) continue;
      if (!found) return found.error();
      out_.target_buses[text] = found->has_value();
    }
    return {};
  }

  void note_target(const json::Object& wire) {
    note(json::string_or_empty(wire, "Arn"));
    if (const json::Object* letters = json::find_object(wire, "DeadLetterConfig"))
      note(json::string_or_empty(*letters, "Arn"));
  }

  void note_kept(const awsclient::Rule& rule) {
    const auto mark = read_mark(rule.description);
    if (!mark || mark->stack != desired_.stack) return;
    for (const std::string& name : mark->kept) note(kept_arn(desired_.realm, name));
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
    if (!may_have_subscriptions(arn, topic.attributes)) return std::optional(std::move(topic));
    auto subscriptions = world_.sns.subscriptions_of(arn);
    if (!subscriptions.ok() && is_gone(subscriptions.error())) return std::optional<ObservedTopic>{};
    if (!subscriptions) return subscriptions.error();
    for (awsclient::Subscription& subscription : *subscriptions) {
      ObservedSubscription found{std::move(subscription), {}};
      if (found.subscription.arn.starts_with("arn:") && is_wanted(found.subscription)) {
        auto details = world_.sns.subscription_attributes(found.subscription.arn);
        if (!details.ok() && is_gone(details.error())) continue;
        if (!details) return details.error();
        found.attributes = std::move(*details);
      }
      topic.subscriptions.push_back(std::move(found));
    }
    return std::optional(std::move(topic));
  }

  // Lists are slow at AWS (30 a second), so a topic that stays, says it has none, and is to have none, is not
  // asked. The count may lag behind: where a topic goes, what is subscribed to it is always looked at.
  bool may_have_subscriptions(const std::string& arn, const awsclient::Attributes& attributes) const {
    if (!desired_.topics.contains(arn)) return true;
    for (const char* name : {"SubscriptionsConfirmed", "SubscriptionsPending"}) {
      const auto at = attributes.find(name);
      if (at == attributes.end() || at->second != "0") return true;
    }
    return std::any_of(desired_.subscriptions.begin(), desired_.subscriptions.end(),
                       [&](const DesiredSubscription& wanted) { return wanted.topic_arn == arn; });
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
    if (selection_ != nullptr) return true;
    for (const DesiredSubscription& wanted : desired_.subscriptions) {
      if (wanted.topic_arn == subscription.topic_arn && is_endpoint(wanted.endpoint, subscription.endpoint))
        return true;
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

  bool searches() const {
    if (search_ == OrphanSearch::kAlways) return true;
    return search_ == OrphanSearch::kWhereCutOff && out_.claim && out_.claim->unfinished;
  }

  // Those of `also` that nothing read so far leads to.
  std::set<std::string> others_of(const char* service, const std::set<std::string>& known) const {
    std::set<std::string> out;
    for (const std::string& arn : also_) {
      if (aws::parse_arn(arn)->service == service && !known.contains(arn)) out.insert(arn);
    }
    return out;
  }

  base::Status find_orphan_topics() {
    std::set<std::string> orphans = others_of("sns", topics_);
    topics_.insert(orphans.begin(), orphans.end());
    if (searches()) {
      auto found = orphan_topics(world_, desired_, topics_, workers_, out_.orphan_notes);
      if (!found) return found.error();
      orphans.merge(*found);
    }
    for (const std::string& arn : orphans) {
      auto topic = read_topic(arn);
      if (!topic) return topic.error();
      if (!*topic) continue;
      for (const ObservedSubscription& item : (*topic)->subscriptions) note(item.subscription.endpoint);
      out_.topics[arn] = std::move(**topic);
      out_.orphans.insert(arn);
    }
    return {};
  }

  base::Status find_orphan_queues() {
    for (const std::string& arn : others_of("sqs", queues_)) {
      auto queue = read_queue(world_.sqs, arn);
      if (!queue) return queue.error();
      if (!*queue) continue;
      queues_.insert(arn);
      out_.queues[arn] = std::move(**queue);
      out_.orphans.insert(arn);
    }
    if (!searches()) return {};
    auto found = orphan_queues(world_, desired_, queues_, workers_, out_.orphan_notes);
    if (!found) return found.error();
    for (auto& [arn, queue] : *found) {
      out_.queues[arn] = std::move(queue);
      out_.orphans.insert(arn);
    }
    return {};
  }

  base::Status read_functions() {
    for (const DesiredPermission& permission : desired_.permissions)
      functions_.insert(permission.function_arn);
    for (const auto& [text, reference] : desired_.references) {
      if (const auto arn = aws::parse_arn(text);
          arn && aws::target_kind(*arn) == aws::TargetKind::kLambda && arn->realm() == desired_.realm)
        functions_.insert(text);
    }
    if (searches() && out_.claim) {
      for (const std::string& name : out_.claim->functions)
        out_.orphan_functions.insert(aws::function_arn(desired_.realm, name));
      functions_.insert(out_.orphan_functions.begin(), out_.orphan_functions.end());
    }
    auto policies = read_each<base::Result<std::optional<std::string>>>(
        functions_, workers_, [this](const std::string& arn) {
          return base::Result<base::Result<std::optional<std::string>>>(world_.lambda.policy(arn));
        });
    size_t i = 0;
    for (const std::string& arn : functions_) {
      auto& policy = (*policies)[i++];
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
  const OrphanSearch search_;
  const std::set<std::string> also_;
  const Selection* const selection_;  // nullptr: what `desired` names is all
  Observed out_;
  std::set<std::pair<std::string, std::string>> wanted_rules_;  // bus, name
  std::set<std::string> listed_buses_;                          // by name
  std::set<std::string> topics_;
  std::set<std::string> queues_;
  std::set<std::string> functions_;
};

}  // namespace

base::Error no_such_bus(const std::string& name, const std::string& region) {
  return {
      "SB0301", fmt::format("the event bus {} does not exist in {}", name, region),
      "create it; a partner bus is made when genesys.integration.suffix names it and the route has no bus:"};
}

base::Result<std::optional<ObservedQueue>> read_queue(awsclient::Sqs& sqs, const std::string& arn) {
  auto url = sqs.queue_url(aws::parse_arn(arn)->resource);
  if (!url) return url.error();
  if (!*url) return std::optional<ObservedQueue>{};
  auto attributes = sqs.attributes(**url);
  if (!attributes) return attributes.error();
  if (!*attributes) return std::optional<ObservedQueue>{};
  return std::optional(ObservedQueue{**url, std::move(**attributes)});
}

base::Result<Observed> observe(const World& world, const Desired& desired, size_t workers,
                               OrphanSearch search, const std::set<std::string>& also) {
  return Observer(world, desired, workers, search, also).run();
}

base::Result<Observed> survey(const World& world, const aws::Realm& realm, const Selection& selection,
                              size_t workers) {
  Desired nothing;
  nothing.stack = selection.stack;
  nothing.realm = realm;
  nothing.buses.insert("default");
  // A bus that is named outright is read even where the account's list does not show it.
  if (!selection.bus.empty() && selection.bus.find_first_of("*?") == std::string::npos)
    nothing.buses.insert(selection.bus);
  return Observer(world, nothing, workers, OrphanSearch::kNever, {}, &selection).run();
}

base::Result<std::set<std::string>> find_stacks(const World& world, size_t workers) {
  const auto buses = world.eventbridge.list_event_bus_names();
  if (!buses) return buses.error();
  const auto rules = read_each<std::vector<awsclient::Rule>>(
      *buses, workers, [&](const std::string& bus) { return world.eventbridge.list_rules(bus); });
  if (!rules) return rules.error();
  std::set<std::string> out;
  for (const auto& of_bus : *rules) {
    for (const awsclient::Rule& rule : of_bus) {
      if (const auto mark = read_mark(rule.description)) out.insert(mark->stack);
    }
  }
  return out;
}

}  // namespace sb::reconcile
