// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/sets.h"
#include "reconcile/ownership.h"
#include "reconcile/pattern_cover.h"
#include "reconcile/planner.h"

// Which rules go first. A rule that takes events or a target up stands before another gives them up, so that
// no event falls between the two; for a moment both may lead it on.
namespace sb::reconcile {
namespace {

const json::Object* wire_of(const ObservedRule& found, const std::string& target_id) {
  for (const awsclient::RuleTarget& target : found.targets) {
    if (target.id == target_id) return &target.wire;
  }
  return nullptr;
}

std::set<std::string> without(std::set<std::string> all, const std::set<std::string>& some) {
  for (const std::string& item : some) all.erase(item);
  return all;
}

// What a rule's change means to others.
struct Giving {
  const DesiredRule* rule;
  std::set<std::string> led_to;    // ARNs of where events come by its live targets
  std::set<std::string> leads_to;  // and by its wanted ones
  Alternatives before;             // its patterns
  Alternatives after;
  bool only_gives = false;  // it matches no event that it did not match before

  bool takes_from(const Giving& other) const {
    const std::set<std::string> places = only_gives ? without(leads_to, led_to) : leads_to;
    return base::share(places, other.led_to) && may_overlap(after, other.before);
  }
};

bool is_switched_off(const DesiredRule& rule, const ObservedRule& found) {
  return rule.state == "DISABLED" && found.rule.state != "DISABLED";
}

// True where the rule matches no event by its change that it did not match before.
bool only_gives(const DesiredRule& rule, const ObservedRule& found) {
  return found.rule.state != "DISABLED" && covers_pattern(found.rule.pattern, rule.pattern);
}

Giving giving_of(const DesiredRule& rule, const ObservedRule& found, std::set<std::string> led_to,
                 std::set<std::string> leads_to) {
  return {&rule,
          std::move(led_to),
          std::move(leads_to),
          alternatives_of(found.rule.pattern),
          alternatives_of(rule.pattern),
          only_gives(rule, found)};
}

}  // namespace

std::set<std::string> Planner::places_behind(const std::string& live_target) const {
  std::set<std::string> out{live_target};
  if (const auto topic = observed_.topics.find(live_target); topic != observed_.topics.end()) {
    for (const ObservedSubscription& item : topic->second.subscriptions)
      out.insert(item.subscription.endpoint);
  }
  return out;
}

std::set<std::string> Planner::places_behind(const ObservedRule& found) const {
  std::set<std::string> out;
  for (const awsclient::RuleTarget& target : found.targets)
    out.merge(places_behind(json::string_or_empty(target.wire, "Arn")));
  return out;
}

std::set<std::string> Planner::places_behind(const DesiredRule& rule) const {
  std::set<std::string> out;
  for (const DesiredTarget& target : rule.targets) {
    out.insert(target.arn);
    for (const DesiredSubscription& subscription : desired_.subscriptions) {
      if (subscription.topic_arn == target.arn) out.insert(subscription.endpoint);
    }
  }
  return out;
}

bool Planner::may_give_up(const DesiredRule& rule) const {
  const auto at = observed_.rules.find(rule.arn);
  if (at == observed_.rules.end()) return false;
  const ObservedRule& found = at->second;
  if (is_switched_off(rule, found)) return true;
  if (!same_pattern(found.rule.pattern, rule.pattern) && !covers_pattern(rule.pattern, found.rule.pattern))
    return true;
  return std::any_of(rule.targets.begin(), rule.targets.end(), [&](const DesiredTarget& target) {
    const json::Object* before = wire_of(found, target.id);
    return before != nullptr && json::string_or_empty(*before, "Arn") != target.arn;
  });
}

std::vector<const DesiredRule*> Planner::in_order_of_giving(std::vector<const DesiredRule*> rules,
                                                            std::map<std::string, std::string>& says) const {
  std::vector<Giving> left;
  for (const DesiredRule* rule : rules) {
    const ObservedRule& found = observed_.rules.at(rule->arn);
    const bool leads = rule->state != "DISABLED";
    left.push_back(giving_of(*rule, found, places_behind(found),
                             leads ? places_behind(*rule) : std::set<std::string>{}));
  }
  std::vector<const DesiredRule*> out;
  while (!left.empty()) {
    const auto waits = [&](const Giving& one) {
      return std::any_of(left.begin(), left.end(), [&](const Giving& other) {
        return other.rule != one.rule && other.takes_from(one);
      });
    };
    auto next = std::find_if(left.begin(), left.end(), [&](const Giving& one) { return !waits(one); });
    if (next == left.end()) {
      next = left.begin();
      says[next->rule->arn] = fmt::format(
          "events that it gives up and another rule takes up that gives some up, too, reach neither's "
          "targets "
          "until that one has changed");
    }
    out.push_back(next->rule);
    left.erase(next);
  }
  return out;
}

void Planner::plan_rules() {
  std::vector<const DesiredRule*> giving;
  for (const DesiredRule& rule : desired_.rules) {
    if (may_give_up(rule)) {
      giving.push_back(&rule);
    } else {
      plan_rule(rule);
    }
  }
  for (const DesiredRule* rule : in_order_of_giving(std::move(giving), gives_crosswise_)) plan_rule(*rule);
}

void Planner::plan_rule(const DesiredRule& rule) {
  const size_t first = out_.plan.changes.size();
  plan_rule_and_targets(rule);
  const auto at = observed_.rules.find(rule.arn);
  const bool gives = at != observed_.rules.end() && only_gives(rule, at->second);
  const std::set<std::string> places = places_behind(rule);
  const auto matched = std::make_shared<const Alternatives>(alternatives_of(rule.pattern));
  for (size_t i = first; i < out_.plan.changes.size(); ++i) {
    matched_after_.emplace(i, matched);
    route_changes_[rule.route].push_back(i);
    if (gives && out_.plan.changes[i].kind == "aws.rule") continue;
    for (const std::string& place : places) takers_[place].push_back(i);
  }
}

std::vector<size_t> Planner::takers_of(const std::set<std::string>& places) const {
  std::set<size_t> out;
  for (const std::string& place : places) {
    if (const auto at = takers_.find(place); at != takers_.end())
      out.insert(at->second.begin(), at->second.end());
  }
  return {out.begin(), out.end()};
}

std::vector<size_t> Planner::successors_of(const ObservedRule& found,
                                           const std::vector<size_t>& takers) const {
  std::vector<size_t> out;
  if (found.rule.state == "DISABLED") return out;
  const Alternatives before = alternatives_of(found.rule.pattern);
  std::copy_if(takers.begin(), takers.end(), std::back_inserter(out), [&](size_t taker) {
    const auto after = matched_after_.find(taker);
    return after != matched_after_.end() && may_overlap(*after->second, before);
  });
  return out;
}

void Planner::remove_targets() {
  for (TargetRemoval& removal : target_removals_) {
    const std::string target = removal.change.arn;
    const std::vector<size_t> takers = takers_of(places_behind(target));
    removal.change.needs.insert(removal.change.needs.end(), takers.begin(), takers.end());
    removal.change.replaced_by.insert(removal.change.replaced_by.end(), takers.begin(), takers.end());
    const size_t removed = add(std::move(removal.change));
    for (const std::string& place : removal.places) ends_[place].push_back(removed);
  }
}

std::vector<size_t> Planner::needs_before_removing(const std::string& arn) const {
  std::vector<size_t> out = disabled_;
  if (const auto at = ends_.find(arn); at != ends_.end())
    out.insert(out.end(), at->second.begin(), at->second.end());
  return out;
}

}  // namespace sb::reconcile
