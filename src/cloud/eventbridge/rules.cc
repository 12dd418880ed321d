// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "aws/limits.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/paging.h"
#include "cloud/eventbridge/schedule.h"
#include "cloud/eventbridge/tags.h"
#include "json/unicode.h"
#include "pattern/parse.h"

// The operations on rules.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Fault;
using service::Need;
using service::Outcome;

namespace {

json::Object show(const Bus& bus, const Rule& rule) {
  json::Object out{{"Name", rule.name}, {"Arn", rule.arn}, {"EventPattern", rule.pattern_text}};
  out["State"] = rule.state;
  if (!rule.description.empty()) out["Description"] = rule.description;
  if (!rule.role.empty()) out["RoleArn"] = rule.role;
  if (!rule.managed_by.empty()) out["ManagedBy"] = rule.managed_by;
  out["EventBusName"] = bus.name;
  return out;
}

std::optional<Fault> check_put_rule(const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "Name", kRuleNameField, Need::kRequired)
      .text(input, "ScheduleExpression", kScheduleExpression)
      .text(input, "EventPattern", kEventPattern)
      .one_of(input, "State", {"ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})
      .text(input, "Description", kDescription)
      .text(input, "RoleArn", kArn);
  check_tags(input, constraints);
  return constraints.text(input, "EventBusName", kBusNameOrArn).fault();
}

// A good schedule is refused too, in words that say why.
std::optional<Fault> check_schedule(const json::Object& input, const std::string& bus) {
  const std::string pattern = json::string_or_empty(input, "EventPattern");
  const std::string schedule = json::string_or_empty(input, "ScheduleExpression");
  if (pattern.empty() && schedule.empty())
    return validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (schedule.empty()) return std::nullopt;
  if (bus != "default") return validation("ScheduleExpression is supported only on the default event bus.");
  if (!is_schedule(schedule)) return validation("Parameter ScheduleExpression is not valid.");
  return validation(
      "Parameter ScheduleExpression is not valid. Reason: Schedules are not served by this local cloud.");
}

Rule read_rule(const Bus& bus, const Call& call, const json::Object& input) {
  Rule out;
  out.name = json::string_or_empty(input, "Name");
  out.arn = bus.rule_arn(out.name);
  out.pattern_text = json::string_or_empty(input, "EventPattern");
  out.description = json::string_or_empty(input, "Description");
  out.role = json::string_or_empty(input, "RoleArn");
  out.created_by = call.realm.account;
  if (const auto state = json::find_string(input, "State")) out.state = *state;
  return out;
}

bool is_wildcard(const pattern::Predicate& predicate) {
  if (std::holds_alternative<pattern::WildcardMatch>(predicate)) return true;
  const auto* but = std::get_if<pattern::AnythingBut>(&predicate);
  return but != nullptr && but->form == pattern::AnythingBut::Form::kWildcards;
}

// Whether the bus takes one more rule, or one more with a wildcard, under this name.
bool has_room(const Bus& bus, const Rule& fresh) {
  if (!bus.rules.contains(fresh.name) && bus.rules.size() >= aws::kRulesPerBusQuota) return false;
  if (!fresh.has_wildcard) return true;
  const auto others = std::count_if(bus.rules.begin(), bus.rules.end(), [&](const auto& item) {
    return item.first != fresh.name && item.second.has_wildcard;
  });
  return static_cast<size_t>(others) < aws::kWildcardRulesPerBus;
}

}  // namespace

bool uses_wildcard(const pattern::Pattern& pattern) {
  return std::any_of(pattern.fields.begin(), pattern.fields.end(), [](const pattern::Field& field) {
    return std::any_of(field.predicates.begin(), field.predicates.end(), is_wildcard);
  });
}

Outcome EventBridge::put_rule(const Call& call, const json::Object& input) {
  if (auto fault = check_put_rule(input)) return *fault;
  const FoundBus found = find_own_bus(call, input, "EventBusName");
  if (found.fault) return *found.fault;
  Bus& bus = *found.bus;
  if (auto fault = check_schedule(input, bus.name)) return *fault;
  Rule fresh = read_rule(bus, call, input);
  if (json::utf16_length(fresh.pattern_text) > aws::kPatternQuota) return limit_exceeded();
  const auto parsed = pattern::parse(fresh.pattern_text);
  if (!parsed.ok()) return Fault{"InvalidEventPatternException", parsed.error.message, 400, "", ""};
  fresh.has_wildcard = uses_wildcard(*parsed.pattern);
  const auto old = bus.rules.find(fresh.name);
  if (old != bus.rules.end() && !old->second.managed_by.empty())
    return managed_rule(fresh.name, old->second.managed_by);
  if (!has_room(bus, fresh)) return limit_exceeded();
  if (old == bus.rules.end()) {
    if (auto fault = add_tags(input, fresh.tags)) return *fault;
  } else {
    fresh.tags = old->second.tags;
    fresh.targets = old->second.targets;
    fresh.created_by = old->second.created_by;
  }
  const std::string arn = fresh.arn;
  put(bus, std::move(fresh), *parsed.pattern);
  return json::Object{{"RuleArn", arn}};
}

void EventBridge::put(Bus& bus, Rule rule, const pattern::Pattern& parsed) {
  const std::array name{rule.name};
  save(bus, rule);
  bus.add(std::move(rule));
  pattern::RuleBatch batch;
  batch.add(name[0], parsed);
  bus.patterns.change(&batch, name);
}

base::Status EventBridge::add_managed_rule(const ManagedRule& given) {
  if (!aws::is_rule_name(given.name))
    return base::Error{"ValidationException", "managed rule '" + given.name + "': not a rule's name", ""};
  Bus& bus = *find_bus(given.realm, "default");
  if (bus.rules.contains(given.name)) return {};
  const auto parsed = pattern::parse(given.pattern);
  if (!parsed.ok()) {
    return base::Error{"InvalidEventPatternException",
                       "managed rule " + given.name + ": " + parsed.error.message, ""};
  }
  Rule rule;
  rule.name = given.name;
  rule.arn = bus.rule_arn(given.name);
  rule.pattern_text = given.pattern;
  rule.created_by = given.realm.account;
  rule.managed_by = given.managed_by;
  put(bus, std::move(rule), *parsed.pattern);
  return {};
}

Outcome EventBridge::describe_rule(const Call& call, const json::Object& input) {
  if (auto fault = check_rule(input, "Name")) return *fault;
  const FoundRule found = find_rule(call, input, "Name");
  if (found.fault) return *found.fault;
  json::Object out = show(*found.bus, *found.rule);
  out["CreatedBy"] = found.rule->created_by;
  return out;
}

Outcome EventBridge::list_rules(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "NamePrefix", kRuleNameField).text(input, "EventBusName", kBusNameOrArn);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  const FoundBus found = find_own_bus(call, input, "EventBusName");
  if (found.fault) return *found.fault;
  const std::string prefix = json::string_or_empty(input, "NamePrefix");
  for (const auto& [name, rule] : found.bus->rules) {
    if (name.starts_with(prefix) && !page.add(name, [&, &shown = rule] { return show(*found.bus, shown); }))
      break;
  }
  return page.finish("Rules");
}

Outcome EventBridge::delete_rule(const Call& call, const json::Object& input) {
  if (auto fault = check_rule(input, "Name")) return *fault;
  const FoundRule found = find_rule(call, input, "Name");
  if (found.bus == nullptr) return *found.fault;
  if (found.rule == nullptr) return json::Object{};
  const bool force = json::find_bool(input, "Force").value_or(false);
  if (!found.rule->managed_by.empty() && !force)
    return managed_rule(found.rule->name, found.rule->managed_by);
  if (!found.rule->targets.empty()) return validation("Rule can't be deleted since it has targets.");
  const std::array gone{found.rule->name};
  store_.erase(store::Table::kRule, service::make_key({found.bus->key(), gone[0]}));
  found.bus->patterns.change(nullptr, gone);
  found.bus->remove(gone[0]);
  return json::Object{};
}

Outcome EventBridge::set_state(const Call& call, const json::Object& input, const char* state) {
  if (auto fault = check_rule(input, "Name")) return *fault;
  const FoundRule found = find_rule(call, input, "Name");
  if (found.fault) return *found.fault;
  if (!found.rule->managed_by.empty()) return managed_rule(found.rule->name, found.rule->managed_by);
  found.rule->state = state;
  save(*found.bus, *found.rule);
  return json::Object{};
}

Outcome EventBridge::enable_rule(const Call& call, const json::Object& input) {
  return set_state(call, input, "ENABLED");
}

Outcome EventBridge::disable_rule(const Call& call, const json::Object& input) {
  return set_state(call, input, "DISABLED");
}

}  // namespace sb::cloud::eventbridge
