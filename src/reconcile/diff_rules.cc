// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/sets.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"

namespace sb::reconcile {

std::vector<size_t> Planner::needs_of(const DesiredRule& rule) const {
  std::vector<size_t> out = needs({aws::bus_arn(desired_.realm, rule.bus)});
  for (const DesiredTarget& target : rule.targets) {
    std::string letters;
    if (const json::Object* config = json::find_object(target.wire, "DeadLetterConfig"))
      letters = json::string_or_empty(*config, "Arn");
    for (const size_t need : needs({target.arn, letters})) out.push_back(need);
  }
  return out;
}

bool Planner::is_route_disabled(const std::string& route) const {
  return std::any_of(observed_.rules.begin(), observed_.rules.end(), [&](const auto& item) {
    const auto mark = read_mark(item.second.rule.description);
    return mark && mark->stack == desired_.stack && mark->route == route && !mark->is_going &&
           item.second.rule.state == "DISABLED";
  });
}

void Planner::plan_new_rule(const DesiredRule& rule) {
  awsclient::Rule put{rule.name,  rule.arn,         rule.bus,  rule.pattern, "",
                      rule.state, rule.description, rule.role, "",           stack_tags()};
  if (put.state.empty() && is_route_disabled(rule.route)) {
    put.state = "DISABLED";
    out_.plan.notes.push_back(fmt::format(
        "the rule {} is made disabled, as its route '{}' is; 'state: enabled' in the route would enable it",
        rule.name, rule.route));
  }
  if (put.state.empty()) put.state = "ENABLED";
  std::vector<Difference> diff{
      {"EventPattern", "", rule.pattern}, {"State", "", put.state}, {"Description", "", rule.description}};
  if (!rule.role.empty()) diff.push_back({"RoleArn", "", rule.role});
  const size_t made = add(
      {Action::kCreate, "aws.rule", rule.name, rule.arn, std::move(diff), {PutRule{put}}, needs_of(rule)});
  plan_targets(rule, {}, {made});
}

bool Planner::may_touch(const DesiredRule& rule, const ObservedRule& found) {
  if (!found.rule.managed_by.empty()) {
    problem("SB0310", fmt::format("the rule {} is managed by {}", rule.arn, found.rule.managed_by),
            "give the route another rule:");
    return false;
  }
  const auto mark = read_mark(found.rule.description);
  if (mark && mark->stack != desired_.stack) {
    problem("SB0311", fmt::format("the rule {} belongs to the stack '{}'", rule.arn, mark->stack),
            "give the route another rule:");
    return false;
  }
  if (!mark && !options_.adopt) {
    problem("SB0312", fmt::format("the rule {} exists and was not made by Switchboard", rule.arn),
            fmt::format("give the route another rule:, or take this one over: {} --adopt",
                        options_.commands.apply));
    return false;
  }
  return true;
}

void Planner::add_needs_before_yielding(const DesiredRule& rule, std::vector<size_t>& needs) const {
  const auto others = route_changes_.find(rule.route);
  if (!rule.yields || others == route_changes_.end()) return;
  needs.insert(needs.end(), others->second.begin(), others->second.end());
}

void Planner::plan_rule_and_targets(const DesiredRule& rule) {
  const auto at = observed_.rules.find(rule.arn);
  if (at == observed_.rules.end()) return plan_new_rule(rule);
  const ObservedRule& found = at->second;
  if (!may_touch(rule, found)) return;
  const awsclient::Rule& before = found.rule;
  if (!before.schedule.empty()) {
    out_.plan.notes.push_back(
        fmt::format("the rule {} has a schedule too, {}, which no spec can say; it stays, and its events "
                    "come to the targets",
                    rule.name, before.schedule));
  }
  std::vector<Difference> diff;
  if (!same_pattern(before.pattern, rule.pattern))
    diff.push_back({"EventPattern", before.pattern, rule.pattern});
  if (before.description != rule.description)
    diff.push_back({"Description", before.description, rule.description});
  if (before.role != rule.role) diff.push_back({"RoleArn", before.role, rule.role});
  const auto mark = read_mark(before.description);
  // What a removal has disabled nobody else wants so.
  const std::string state = rule.state.empty() && mark && mark->is_going ? "ENABLED" : rule.state;
  if (!state.empty() && before.state != state) diff.push_back({"State", before.state, state});
  if (state.empty() && before.state == "DISABLED") {
    out_.plan.notes.push_back(fmt::format(
        "the rule {} is disabled and stays so; 'state: enabled' in its route would enable it", rule.name));
  }
  if (diff.empty()) {
    ++out_.plan.unchanged;
    return plan_targets(rule, found, needs_of(rule));
  }
  awsclient::Rule put = before;
  if (!same_pattern(before.pattern, rule.pattern)) put.pattern = rule.pattern;
  put.description = rule.description;
  put.role = rule.role;
  if (!state.empty()) put.state = state;
  const auto crosswise = gives_crosswise_.find(rule.arn);
  std::vector<size_t> takers;
  add_needs_before_yielding(rule, takers);
  if (may_give_up(rule)) {
    const std::vector<size_t> others = takers_of(places_behind(found));
    takers.insert(takers.end(), others.begin(), others.end());
  }
  std::vector<size_t> before_it = needs_of(rule);
  before_it.insert(before_it.end(), takers.begin(), takers.end());
  const size_t updated = add({Action::kUpdate,
                              "aws.rule",
                              rule.name,
                              rule.arn,
                              std::move(diff),
                              {PutRule{put, before}},
                              std::move(before_it),
                              crosswise == gives_crosswise_.end() ? "" : crosswise->second,
                              successors_of(found, takers)});
  plan_targets(rule, found, {updated});
}

namespace {

// A string as it is, anything else as JSON text.
std::string as_text(const json::Value& value) {
  return value.is_string() ? json::to_std(value.get_string()) : json::to_text(value);
}

std::vector<Difference> difference_of(const json::Object& before, const json::Object& after) {
  std::vector<Difference> out;
  for (const auto& [key, value] : after) {
    const json::Value* old = before.if_contains(key);
    if (old == nullptr || *old != value)
      out.push_back({std::string(key), old == nullptr ? "" : as_text(*old), as_text(value)});
  }
  for (const auto& [key, value] : before) {
    if (!after.contains(key)) out.push_back({std::string(key), as_text(value), ""});
  }
  return out;
}

// Where a target leads: its ARN, and that of its dead-letter queue.
std::set<std::string> places_of(const json::Object& target) {
  std::set<std::string> out{json::string_or_empty(target, "Arn")};
  if (const json::Object* letters = json::find_object(target, "DeadLetterConfig"))
    out.insert(json::string_or_empty(*letters, "Arn"));
  return out;
}

const json::Object* find_target(const ObservedRule& found, const std::string& id) {
  for (const awsclient::RuleTarget& target : found.targets) {
    if (target.id == id) return &target.wire;
  }
  return nullptr;
}

bool leads_to(const ObservedRule& found, const std::string& place) {
  return std::any_of(found.targets.begin(), found.targets.end(), [&](const awsclient::RuleTarget& target) {
    return json::string_or_empty(target.wire, "Arn") == place;
  });
}

bool is_ours(const ObservedRule& found, const std::string& id) {
  return is_named_own(read_mark(found.rule.description).value_or(RuleMark{}), id);
}

}  // namespace

void Planner::plan_targets(const DesiredRule& rule, const ObservedRule& found,
                           std::vector<size_t> rule_needs) {
  PutTargets put{rule.bus, rule.name, {}};
  std::vector<Change> changes;
  std::set<std::string> left;  // where targets no longer lead once these are put
  for (const DesiredTarget& target : rule.targets) {
    const json::Object* before = find_target(found, target.id);
    if (before != nullptr && *before == target.wire) {
      ++out_.plan.unchanged;
      continue;
    }
    for (const std::string& place : before == nullptr ? std::set<std::string>{} : places_of(*before)) {
      if (!places_of(target.wire).contains(place)) left.insert(place);
    }
    put.targets.push_back({target.id, target.wire});
    changes.push_back({before == nullptr ? Action::kCreate : Action::kUpdate,
                       "aws.target",
                       rule.name + "/" + target.id,
                       target.arn,
                       difference_of(before == nullptr ? json::Object{} : *before, target.wire),
                       {},
                       rule_needs});
  }
  std::vector<const awsclient::RuleTarget*> unwanted = unwanted_targets(rule, found);
  left.merge(give_way(rule, found, unwanted, changes));
  std::vector<size_t> put_first;
  const bool makes = std::any_of(changes.begin(), changes.end(),
                                 [](const Change& change) { return change.action != Action::kUpdate; });
  if (!changes.empty()) {
    // One call puts all targets of the rule; the first change carries it.
    changes.front().operations.push_back(std::move(put));
    put_first = {add(std::move(changes.front()))};
    for (const std::string& place : left) ends_[place].push_back(put_first.front());
    for (size_t i = 1; i < changes.size(); ++i) {
      changes[i].needs = put_first;
      add(std::move(changes[i]));
    }
  }
  for (const awsclient::RuleTarget* target : unwanted) {
    target_removals_.push_back({{Action::kDelete,
                                 "aws.target",
                                 rule.name + "/" + target->id,
                                 json::string_or_empty(target->wire, "Arn"),
                                 {},
                                 {RemoveTargets{rule.bus, rule.name, {target->id}}},
                                 put_first,
                                 "",
                                 makes ? put_first : std::vector<size_t>{}},
                                places_of(target->wire)});
  }
}

std::vector<const awsclient::RuleTarget*> Planner::unwanted_targets(const DesiredRule& rule,
                                                                    const ObservedRule& found) {
  std::vector<const awsclient::RuleTarget*> out;
  for (const awsclient::RuleTarget& target : found.targets) {
    const auto has = [&](auto member, const std::string& value) {
      return std::any_of(rule.targets.begin(), rule.targets.end(),
                         [&](const DesiredTarget& wanted) { return wanted.*member == value; });
    };
    if (has(&DesiredTarget::id, target.id)) continue;
    if (is_ours(found, target.id)) {
      out.push_back(&target);
      continue;
    }
    out_.plan.notes.push_back(
        fmt::format("the rule {} has a target '{}' that is not ours; it stays", rule.name, target.id));
    const std::string arn = json::string_or_empty(target.wire, "Arn");
    if (has(&DesiredTarget::arn, arn)) {
      out_.plan.warnings.push_back(fmt::format(
          "the rule {} sends to {} by its target '{}' already: each event will come twice; 'id: {}' "
          "in the spec takes that target over",
          rule.name, arn, target.id, target.id));
    }
  }
  return out;
}

bool Planner::is_led_to_meanwhile(const DesiredRule& rule, const std::string& place) const {
  const std::string& pattern = observed_.rules.at(rule.arn).rule.pattern;
  return std::any_of(observed_.rules.begin(), observed_.rules.end(), [&](const auto& item) {
    const auto& [arn, other] = item;
    const auto mark = read_mark(other.rule.description);
    return arn != rule.arn && mark && mark->stack == desired_.stack && mark->route == rule.route &&
           other.rule.state != "DISABLED" && same_pattern(other.rule.pattern, pattern) &&
           leads_to(other, place) && only_loses_targets(arn, other);
  });
}

bool Planner::only_loses_targets(const std::string& arn, const ObservedRule& found) const {
  return std::all_of(desired_.rules.begin(), desired_.rules.end(), [&](const DesiredRule& rule) {
    if (rule.arn != arn) return true;
    return same_pattern(found.rule.pattern, rule.pattern) && rule.state != "DISABLED" &&
           std::all_of(rule.targets.begin(), rule.targets.end(), [&](const DesiredTarget& target) {
             const json::Object* live = find_target(found, target.id);
             return live != nullptr && *live == target.wire;
           });
  });
}

bool Planner::is_wanted_anywhere(const std::set<std::string>& places) const {
  return std::any_of(desired_.rules.begin(), desired_.rules.end(),
                     [&](const DesiredRule& rule) { return base::share(places_behind(rule), places); });
}

std::set<std::string> Planner::give_way(const DesiredRule& rule, const ObservedRule& found,
                                        std::vector<const awsclient::RuleTarget*>& unwanted,
                                        std::vector<Change>& changes) const {
  const auto old = std::stable_partition(
      changes.begin(), changes.end(), [](const Change& change) { return change.action == Action::kCreate; });
  const auto fresh = static_cast<size_t>(old - changes.begin());
  const size_t all = found.targets.size() + fresh;
  const size_t count = std::min({all - std::min(all, aws::kTargetsPerRule), unwanted.size(), fresh});
  std::set<std::string> left;
  RemoveTargets remove{rule.bus, rule.name, {}};
  for (size_t i = 0; i < count; ++i) {
    const DesiredTarget& wanted = *std::find_if(rule.targets.begin(), rule.targets.end(), [&](const auto& t) {
      return changes[i].name == rule.name + "/" + t.id;
    });
    changes[i].action = Action::kReplace;
    changes[i].diff = difference_of(unwanted[i]->wire, wanted.wire);
    if (!is_led_to_meanwhile(rule, wanted.arn) ||
        is_wanted_anywhere(places_behind(json::string_or_empty(unwanted[i]->wire, "Arn")))) {
      changes[i].loses = fmt::format(
          "the rule has no room for both: events between the two calls reach neither '{}' nor '{}'",
          unwanted[i]->id, wanted.id);
    }
    remove.ids.push_back(unwanted[i]->id);
    left.merge(places_of(unwanted[i]->wire));
  }
  if (count > 0) changes.front().operations.push_back(std::move(remove));
  unwanted.erase(unwanted.begin(), unwanted.begin() + static_cast<std::ptrdiff_t>(count));
  return left;
}

}  // namespace sb::reconcile
