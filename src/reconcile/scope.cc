// SPDX-License-Identifier: Apache-2.0
#include "reconcile/scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "reconcile/ownership.h"

namespace sb::reconcile {
namespace {

spec::Spec with_routes(const spec::Spec& spec, const Scope& scope, bool held) {
  spec::Spec out = spec;
  std::erase_if(out.routes, [&](const spec::Route& route) { return scope.holds(route.name) != held; });
  return out;
}

bool has_subscription(const Desired& desired, const std::string& topic_arn, const std::string& endpoint) {
  return std::any_of(
      desired.subscriptions.begin(), desired.subscriptions.end(),
      [&](const DesiredSubscription& s) { return s.topic_arn == topic_arn && s.endpoint == endpoint; });
}

bool covers_any(const std::string& pattern, const std::set<std::string>& arns) {
  return std::any_of(arns.begin(), arns.end(),
                     [&](const std::string& arn) { return base::glob_match(pattern, arn); });
}

bool asks_for(const Desired& desired, const std::string& queue_arn, const std::string& source) {
  const auto queue = desired.queues.find(queue_arn);
  return queue != desired.queues.end() && queue->second.sources.contains(source);
}

}  // namespace

spec::Spec inside(const spec::Spec& spec, const Scope& scope) { return with_routes(spec, scope, true); }

spec::Spec outside(const spec::Spec& spec, const Scope& scope) { return with_routes(spec, scope, false); }

bool is_inside(const awsclient::Rule& rule, const std::string& stack, const Scope& scope) {
  const auto mark = read_mark(rule.description);
  return rule.managed_by.empty() && mark && mark->stack == stack && scope.holds(mark->route);
}

std::vector<base::Error> unknown_routes(const std::vector<std::string>& routes, const spec::Spec& spec,
                                        const Observed& observed) {
  std::vector<std::string> known;
  for (const spec::Route& route : spec.routes) known.push_back(route.name);
  for (const auto& [arn, found] : observed.rules) {
    const auto mark = read_mark(found.rule.description);
    if (mark && mark->stack == spec.stack) known.push_back(mark->route);
  }
  std::vector<base::Error> out;
  for (const std::string& name : routes) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = base::suggest(name, known);
    out.push_back(
        {"SB0343",
         fmt::format("the stack '{}' has no route called '{}', in {} or live", spec.stack, name, spec.file),
         near ? fmt::format("did you mean '{}'?", *near) : ""});
  }
  return out;
}

Sharing::Sharing(const Desired& desired, const Observed& observed, const Scope& scope)
    : desired_(desired), scope_(scope) {
  if (scope.whole()) return;
  for (const auto& [arn, found] : observed.rules) {
    const bool within = is_inside(found.rule, desired.stack, scope);
    const auto mark = read_mark(found.rule.description);
    if (!within && !(mark && mark->stack == desired.stack)) continue;
    (within ? rules_inside_ : rules_outside_).insert(arn);
    note_rule(found, within ? touched_ : elsewhere_);
  }
  for (const auto& [arn, topic] : desired.topics) touched_.insert(arn);
  for (const auto& [arn, queue] : desired.queues) touched_.insert(arn);
  for (const auto& [arn, topic] : scope.others.topics) elsewhere_.insert(arn);
  for (const auto& [arn, queue] : scope.others.queues) elsewhere_.insert(arn);
  for (const auto& [arn, topic] : observed.topics) {
    if (!elsewhere_.contains(arn)) continue;
    for (const ObservedSubscription& item : topic.subscriptions) {
      const std::string& endpoint = item.subscription.endpoint;
      if (!is_wanted_inside(arn, endpoint)) elsewhere_.insert(endpoint);
    }
  }
}

void Sharing::note_rule(const ObservedRule& found, std::set<std::string>& into) const {
  for (const awsclient::RuleTarget& target : found.targets) {
    into.insert(json::string_or_empty(target.wire, "Arn"));
    if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig"))
      into.insert(json::string_or_empty(*letters, "Arn"));
  }
}

bool Sharing::is_wanted_inside(const std::string& topic_arn, const std::string& endpoint) const {
  return has_subscription(desired_, topic_arn, endpoint) &&
         !has_subscription(scope_.others, topic_arn, endpoint);
}

bool Sharing::may_end(const std::string& topic_arn, const awsclient::Subscription& subscription) const {
  if (scope_.whole()) return true;
  if (is_used_elsewhere(topic_arn)) return is_wanted_inside(topic_arn, subscription.endpoint);
  return is_touched(topic_arn);
}

bool Sharing::covers_rule_outside(const std::string& source) const {
  return covers_any(source, rules_outside_);
}

bool Sharing::covers_rule_inside(const std::string& source) const {
  return covers_any(source, rules_inside_);
}

bool Sharing::may_end(const DesiredPermission& permission) const {
  if (scope_.whole()) return true;
  const auto wanted = [&](const Desired& desired) {
    return std::any_of(
        desired.permissions.begin(), desired.permissions.end(), [&](const DesiredPermission& p) {
          return p.function_arn == permission.function_arn && p.statement_id == permission.statement_id;
        });
  };
  const std::string& source = permission.rule_arn;
  if (wanted(scope_.others) || covers_rule_outside(source)) return false;
  const bool of_topic_inside = is_touched(source) && !is_used_elsewhere(source);
  return wanted(desired_) || covers_rule_inside(source) || of_topic_inside;
}

std::set<std::string> Sharing::sources_left(const std::string& queue_arn,
                                            const std::set<std::string>& live) const {
  std::set<std::string> out;
  for (const std::string& source : live) {
    const bool ours = asks_for(desired_, queue_arn, source) || covers_rule_inside(source);
    const bool others = asks_for(scope_.others, queue_arn, source) || covers_rule_outside(source);
    if (!ours || others) out.insert(source);
  }
  return out;
}

}  // namespace sb::reconcile
