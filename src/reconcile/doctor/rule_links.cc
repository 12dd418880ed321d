// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "reconcile/doctor/walk.h"
#include "reconcile/hops.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"

namespace sb::reconcile::doctor {

bool Walk::check_bus(const std::string& bus) {
  const std::string subject = "event bus " + bus;
  const auto& rules = live_->rules(bus);
  if (rules.ok()) return chain_.good(subject, "exists");
  if (rules.error().code != "ResourceNotFoundException")
    return chain_.unreadable(subject, "exists", kAwsOwner, rules.error());
  return chain_.bad(subject, "exists", kAwsOwner,
                    fmt::format("there is no such bus in {}", signed_in_.realm.region),
                    fmt::format("{} events create-event-bus --name {}; or is it in another region?",
                                request_.commands.aws, bus));
}

const awsclient::Rule* Walk::find_rule(const DesiredRule& wanted) {
  const std::string subject = "rule " + wanted.name;
  const auto& rules = live_->rules(wanted.bus);
  if (!rules.ok()) {
    const base::Result<std::optional<awsclient::Rule>>& described = live_->rule(wanted.bus, wanted.name);
    if (!described.ok()) {
      chain_.unreadable(subject, "exists", kAwsOwner, described.error());
      return nullptr;
    }
    if (*described) {
      chain_.good(subject, "exists");
      return &**described;
    }
  } else {
    const auto at = std::find_if(rules->begin(), rules->end(),
                                 [&](const awsclient::Rule& rule) { return rule.name == wanted.name; });
    if (at != rules->end()) {
      chain_.good(subject, "exists");
      return &*at;
    }
  }
  missing_rule_ = wanted;
  const size_t limit = request_.spec->aws.rules_per_bus;
  const bool full = rules.ok() && rules->size() >= limit;
  chain_.bad(
      subject, "exists", kAwsOwner,
      full ? fmt::format("there is no such rule on the bus {}, which holds {} of its {} rules: AWS refuses "
                         "further ones with LimitExceededException",
                         wanted.bus, rules->size(), limit)
           : fmt::format("there is no such rule on the bus {} in {}", wanted.bus, signed_in_.realm.region),
      full ? "delete rules that nobody needs, or have AWS raise the quota and say so by "
             "aws.limits.rules_per_bus; then " +
                 request_.commands.apply
           : request_.commands.apply);
  return nullptr;
}

bool Walk::check_owner(const DesiredRule& wanted, const awsclient::Rule& live) {
  static constexpr char kOurs[] = "is this stack's";
  static constexpr char kOther[] = "give the route another rule:";
  const std::string subject = "rule " + wanted.name;
  if (!live.managed_by.empty())
    return chain_.bad(subject, kOurs, kThisSpec, "it is managed by " + live.managed_by, kOther);
  const auto mark = read_mark(live.description);
  if (!mark && is_as_wanted(wanted, live)) {
    return chain_.unknown(subject, kOurs, kThisSpec,
                          "it is as the spec says, and bears no mark of the stack, or has lost it",
                          fmt::format("if it is the stack's: {} --adopt", request_.commands.apply));
  }
  if (!mark) {
    return chain_.bad(subject, kOurs, kThisSpec, "a rule of this name is there already, made by someone else",
                      fmt::format("{} --adopt takes it over; or {}", request_.commands.apply, kOther));
  }
  if (mark->stack != desired_.stack)
    return chain_.bad(subject, kOurs, kThisSpec, fmt::format("it belongs to the stack '{}'", mark->stack),
                      kOther);
  return chain_.good(subject, kOurs);
}

bool Walk::is_as_wanted(const DesiredRule& wanted, const awsclient::Rule& live) {
  if (wanted.pattern.empty() || !same_pattern(live.pattern, wanted.pattern)) return false;
  const auto& targets = live_->targets(wanted.bus, wanted.name);
  return targets.ok() &&
         std::all_of(wanted.targets.begin(), wanted.targets.end(), [&](const DesiredTarget& target) {
           return std::any_of(targets->begin(), targets->end(), [&](const awsclient::RuleTarget& found) {
             return found.id == target.id && json::string_or_empty(found.wire, "Arn") == target.arn;
           });
         });
}

bool Walk::check_state(const DesiredRule& wanted, const awsclient::Rule& live) {
  Check check = check_rule_state(wanted, live.state, request_.commands);
  if (wanted.state == "DISABLED" && check.ok == true) {
    chain_.unknown(check.subject, "is enabled", kThisSpec, "the spec keeps it disabled: no events come by it",
                   "take 'state: disabled' out of the route; then " + request_.commands.apply);
    return false;
  }
  if (check.ok == true) return chain_.add(std::move(check), kAwsOwner);
  if (wanted.state == "DISABLED") {
    return chain_.unknown(check.subject, "is disabled", kThisSpec,
                          "it is enabled, and the spec says that it should not be", request_.commands.apply);
  }
  check.detail = "it is disabled, and matches nothing";
  check.fix = wanted.state.empty() ? fmt::format("{} events enable-rule --name {}{}", request_.commands.aws,
                                                 wanted.name, bus_flag(wanted.bus))
                                   : request_.commands.apply;
  return chain_.add(std::move(check), kAwsOwner);
}

}  // namespace sb::reconcile::doctor
