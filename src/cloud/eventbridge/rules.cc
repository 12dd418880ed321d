// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aws/limits.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/input.h"
#include "json/unicode.h"
#include "pattern/parse.h"

// The operations on rules, targets and tags.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr char kNamePattern[] = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
constexpr size_t kPageSize = 100;

std::optional<Fault> check_rule_name(const std::string& name) {
  if (name.size() > aws::kRuleNameMax) {
    return validation(
        service::constraint_text(name, "name", "Member must have length less than or equal to 64"));
  }
  if (name.empty())
    return validation(
        service::constraint_text("", "name", "Member must have length greater than or equal to 1"));
  if (!aws::is_rule_name(name)) return validation(service::constraint_text(name, "name", kNamePattern));
  return std::nullopt;
}

size_t page_size(const json::Object& input) {
  return static_cast<size_t>(
      std::clamp<int64_t>(json::find_int(input, "Limit").value_or(kPageSize), 1, kPageSize));
}

void add_tags(const json::Object& input, std::map<std::string, std::string>& out) {
  const json::Array* tags = json::find_array(input, "Tags");
  if (tags == nullptr) return;
  for (const json::Value& item : *tags) {
    if (item.is_object())
      out[json::string_or_empty(item.get_object(), "Key")] =
          json::string_or_empty(item.get_object(), "Value");
  }
}

}  // namespace

json::Object EventBridge::render(const Bus& bus, const Rule& rule) const {
  json::Object out{{"Name", rule.name}, {"Arn", bus.rule_arn(rule.name)}};
  if (!rule.pattern_text.empty()) out["EventPattern"] = rule.pattern_text;
  if (!rule.schedule.empty()) out["ScheduleExpression"] = rule.schedule;
  out["State"] = rule.state;
  if (!rule.description.empty()) out["Description"] = rule.description;
  if (!rule.role.empty()) out["RoleArn"] = rule.role;
  out["EventBusName"] = bus.name;
  return out;
}

Outcome EventBridge::put_rule(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "Name");
  if (auto fault = check_rule_name(name)) return *fault;
  Bus* bus = find_bus(call.realm, json::string_or_empty(input, "EventBusName"));
  if (bus == nullptr || bus->realm.account != call.realm.account)
    return no_such_bus(aws::bus_name(json::string_or_empty(input, "EventBusName")));
  Rule fresh;
  fresh.name = name;
  fresh.pattern_text = json::string_or_empty(input, "EventPattern");
  fresh.schedule = json::string_or_empty(input, "ScheduleExpression");
  fresh.description = json::string_or_empty(input, "Description");
  fresh.role = json::string_or_empty(input, "RoleArn");
  fresh.created_by = call.realm.account;
  if (const std::string state = json::string_or_empty(input, "State"); !state.empty()) fresh.state = state;
  if (fresh.state != "ENABLED" && fresh.state != "DISABLED" &&
      fresh.state != "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") {
    return validation(service::constraint_text(fresh.state, "state",
                                               "Member must satisfy enum value set: [ENABLED, DISABLED, "
                                               "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]"));
  }
  if (fresh.pattern_text.empty() && fresh.schedule.empty())
    return validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (!fresh.schedule.empty()) {
    return validation(
        bus->name == "default"
            ? "Parameter ScheduleExpression is not valid. Schedules are not served by this endpoint."
            : "ScheduleExpression is supported only on the default event bus.");
  }
  if (json::utf16_length(fresh.description) > aws::kDescriptionMax) {
    return validation(service::constraint_text(fresh.description, "description",
                                               "Member must have length less than or equal to 512"));
  }
  if (json::utf16_length(fresh.pattern_text) > aws::kPatternModelMax) {
    return validation(service::constraint_text(fresh.pattern_text, "eventPattern",
                                               "Member must have length less than or equal to 4096"));
  }
  if (json::utf16_length(fresh.pattern_text) > aws::kPatternQuota) return limit_exceeded();
  auto parsed = pattern::parse(fresh.pattern_text);
  if (!parsed.ok()) return Fault{"InvalidEventPatternException", parsed.error.message, 400, "", ""};
  const auto old = bus->rules.find(name);
  if (old == bus->rules.end()) {
    if (bus->rules.size() >= aws::kRulesPerBusQuota) return limit_exceeded();
    add_tags(input, fresh.tags);
  } else {
    fresh.tags = old->second.tags;
    fresh.targets = old->second.targets;
    fresh.created_by = old->second.created_by;
  }
  save(*bus, fresh);
  bus->rules.insert_or_assign(name, std::move(fresh));
  pattern::RuleBatch batch;
  batch.add(name, *parsed.pattern);
  bus->patterns.change(&batch, std::array{name});
  return json::Object{{"RuleArn", bus->rule_arn(name)}};
}

Outcome EventBridge::describe_rule(const Call& call, const json::Object& input) {
  const FoundRule found = find_rule(call, input, "Name");
  if (found.fault) return *found.fault;
  json::Object out = render(*found.bus, *found.rule);
  out["CreatedBy"] = found.rule->created_by;
  return out;
}

Outcome EventBridge::list_rules(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "EventBusName");
  const Bus* bus = find_bus(call.realm, name);
  if (bus == nullptr || bus->realm.account != call.realm.account) return no_such_bus(aws::bus_name(name));
  const std::string prefix = json::string_or_empty(input, "NamePrefix");
  const std::string after = json::string_or_empty(input, "NextToken");
  json::Array out;
  std::string last;
  for (const auto& [rule_name, rule] : bus->rules) {
    if (!rule_name.starts_with(prefix) || rule_name <= after) continue;
    if (out.size() == page_size(input)) return json::Object{{"Rules", out}, {"NextToken", last}};
    out.push_back(render(*bus, rule));
    last = rule_name;
  }
  return json::Object{{"Rules", out}};
}

Outcome EventBridge::delete_rule(const Call& call, const json::Object& input) {
  const FoundRule found = find_rule(call, input, "Name");
  if (found.bus == nullptr) return *found.fault;
  if (found.rule == nullptr) return json::Object{};
  if (!found.rule->targets.empty()) return validation("Rule can't be deleted since it has targets.");
  store_.erase(store::Table::kRule, service::make_key({found.bus->key(), found.rule->name}));
  const std::array gone{found.rule->name};
  found.bus->patterns.change(nullptr, gone);
  found.bus->rules.erase(gone.front());
  return json::Object{};
}

Outcome EventBridge::set_state(const Call& call, const json::Object& input, const char* state) {
  const FoundRule found = find_rule(call, input, "Name");
  if (found.fault) return *found.fault;
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

namespace {

std::optional<Fault> check_target(const json::Object& target, size_t number) {
  const std::string id = json::string_or_empty(target, "Id");
  const std::string arn = json::string_or_empty(target, "Arn");
  const std::string path = fmt::format("targets.{}.member.", number);
  if (!aws::is_rule_name(id)) {
    if (id.size() > 64)
      return validation(
          service::constraint_text(id, path + "id", "Member must have length less than or equal to 64"));
    return validation(service::constraint_text(id, path + "id", kNamePattern));
  }
  const auto parsed = aws::parse_arn(arn);
  if (!parsed)
    return validation(
        fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct format.", arn));
  if (parsed->service == "sqs" && parsed->resource.ends_with(".fifo") && !target.contains("SqsParameters")) {
    return validation(fmt::format("Parameter(s) SqsParameters must be specified for target: {}.", id));
  }
  if (const json::Object* retry = json::find_object(target, "RetryPolicy")) {
    const int64_t attempts = json::find_int(*retry, "MaximumRetryAttempts").value_or(185);
    const int64_t age = json::find_int(*retry, "MaximumEventAgeInSeconds").value_or(86400);
    if (attempts < 0 || attempts > 185) {
      return validation(service::constraint_text(fmt::format("{}", attempts),
                                                 path + "retryPolicy.maximumRetryAttempts",
                                                 "Member must have value less than or equal to 185"));
    }
    if (age < 60 || age > 86400) {
      return validation(service::constraint_text(fmt::format("{}", age),
                                                 path + "retryPolicy.maximumEventAgeInSeconds",
                                                 "Member must have value greater than or equal to 60"));
    }
  }
  if (const json::Object* letters = json::find_object(target, "DeadLetterConfig")) {
    const auto queue = aws::parse_arn(json::string_or_empty(*letters, "Arn"));
    if (letters->contains("Arn") && (!queue || queue->service != "sqs")) {
      return validation(
          fmt::format("Parameter {} is not valid. Reason: A dead-letter queue must be an SQS queue.",
                      json::string_or_empty(*letters, "Arn")));
    }
  }
  if (auto words = check_input(target)) return validation(*words);
  return std::nullopt;
}

}  // namespace

Outcome EventBridge::put_targets(const Call& call, const json::Object& input) {
  const json::Array* targets = json::find_array(input, "Targets");
  if (targets == nullptr || targets->empty()) {
    return validation(
        service::constraint_text("[]", "targets", "Member must have length greater than or equal to 1"));
  }
  const FoundRule found = find_rule(call, input, "Rule");
  if (found.fault) return *found.fault;
  std::map<std::string, json::Object> after;
  for (const json::Object& target : found.rule->targets) after[json::string_or_empty(target, "Id")] = target;
  size_t number = 0;
  for (const json::Value& item : *targets) {
    ++number;
    const json::Object* target = item.if_object();
    if (target == nullptr) return validation("Parameter Targets is not valid.");
    if (auto fault = check_target(*target, number)) return *fault;
    after[json::string_or_empty(*target, "Id")] = *target;
  }
  if (after.size() > aws::kTargetsPerRule) return limit_exceeded();
  found.rule->targets.clear();
  for (auto& [id, target] : after) found.rule->targets.push_back(std::move(target));
  save(*found.bus, *found.rule);
  return json::Object{{"FailedEntryCount", 0}, {"FailedEntries", json::Array{}}};
}

Outcome EventBridge::remove_targets(const Call& call, const json::Object& input) {
  const FoundRule found = find_rule(call, input, "Rule");
  if (found.fault) return *found.fault;
  json::Array failed;
  if (const json::Array* ids = json::find_array(input, "Ids")) {
    for (const json::Value& item : *ids) {
      const std::string id = item.is_string() ? json::to_std(item.get_string()) : "";
      const size_t removed = std::erase_if(
          found.rule->targets, [&](const json::Object& t) { return json::string_or_empty(t, "Id") == id; });
      if (removed == 0) {
        failed.push_back(json::Object{
            {"TargetId", id},
            {"ErrorCode", "ResourceNotFoundException"},
            {"ErrorMessage",
             fmt::format("Rule '{}' does not have a target with the Id '{}'.", found.rule->name, id)}});
      }
    }
  }
  save(*found.bus, *found.rule);
  return json::Object{{"FailedEntryCount", failed.size()}, {"FailedEntries", failed}};
}

Outcome EventBridge::list_targets_by_rule(const Call& call, const json::Object& input) {
  const FoundRule found = find_rule(call, input, "Rule");
  if (found.fault) return *found.fault;
  json::Array out;
  for (const json::Object& target : found.rule->targets) out.push_back(target);
  return json::Object{{"Targets", out}};
}

Outcome EventBridge::list_rule_names_by_target(const Call& call, const json::Object& input) {
  const std::string bus_name = json::string_or_empty(input, "EventBusName");
  const Bus* bus = find_bus(call.realm, bus_name);
  if (bus == nullptr) return no_such_bus(aws::bus_name(bus_name));
  const std::string arn = json::string_or_empty(input, "TargetArn");
  const std::string after = json::string_or_empty(input, "NextToken");
  json::Array out;
  for (const auto& [name, rule] : bus->rules) {
    const bool has = std::any_of(rule.targets.begin(), rule.targets.end(), [&](const json::Object& t) {
      return json::string_or_empty(t, "Arn") == arn;
    });
    if (!has || name <= after) continue;
    if (out.size() == page_size(input)) return json::Object{{"RuleNames", out}, {"NextToken", out.back()}};
    out.emplace_back(name);
  }
  return json::Object{{"RuleNames", out}};
}

EventBridge::Tagged EventBridge::find_tagged(const json::Object& input) {
  const std::string text = json::string_or_empty(input, "ResourceARN");
  const auto arn = aws::parse_arn(text);
  if (!arn || arn->service != "events")
    return {nullptr, nullptr,
            validation(fmt::format(
                "Parameter {} is not valid. Reason: Provided Arn is not in correct format.", text))};
  if (const auto name = aws::parse_rule_arn(*arn)) {
    Bus* bus = find_bus(arn->realm(), name->bus);
    if (bus == nullptr) return {nullptr, nullptr, no_such_bus(name->bus)};
    const auto at = bus->rules.find(name->rule);
    if (at == bus->rules.end()) return {nullptr, nullptr, no_such_rule(name->rule, name->bus)};
    return {bus, &at->second, std::nullopt};
  }
  Bus* bus = find_bus(arn->realm(), text);
  if (bus == nullptr) return {nullptr, nullptr, no_such_bus(aws::bus_name(text))};
  return {bus, nullptr, std::nullopt};
}

Outcome EventBridge::tag_resource(const Call&, const json::Object& input) {
  const Tagged found = find_tagged(input);
  if (found.fault) return *found.fault;
  add_tags(input, found.rule != nullptr ? found.rule->tags : found.bus->tags);
  found.rule != nullptr ? save(*found.bus, *found.rule) : save(*found.bus);
  return json::Object{};
}

Outcome EventBridge::untag_resource(const Call&, const json::Object& input) {
  const Tagged found = find_tagged(input);
  if (found.fault) return *found.fault;
  auto& tags = found.rule != nullptr ? found.rule->tags : found.bus->tags;
  if (const json::Array* keys = json::find_array(input, "TagKeys")) {
    for (const json::Value& key : *keys) {
      if (key.is_string()) tags.erase(json::to_std(key.get_string()));
    }
  }
  found.rule != nullptr ? save(*found.bus, *found.rule) : save(*found.bus);
  return json::Object{};
}

Outcome EventBridge::list_tags(const Call&, const json::Object& input) {
  const Tagged found = find_tagged(input);
  if (found.fault) return *found.fault;
  json::Array out;
  for (const auto& [key, value] : found.rule != nullptr ? found.rule->tags : found.bus->tags) {
    out.push_back(json::Object{{"Key", key}, {"Value", value}});
  }
  return json::Object{{"Tags", out}};
}

}  // namespace sb::cloud::eventbridge
