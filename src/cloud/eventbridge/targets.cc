// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/paging.h"
#include "cloud/eventbridge/target.h"

// The operations on targets.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Fault;
using service::Need;
using service::Outcome;

namespace {

constexpr size_t kPerCallMax = 100;

std::optional<Fault> check_put_targets(const json::Object& input) {
  Constraints constraints;
  check_rule_or_arn(input, "Rule", constraints);
  const json::Array* targets = json::find_array(input, "Targets");
  constraints.list(input, "Targets", 1, kPerCallMax,
                   targets == nullptr ? "" : fmt::format("[{} targets]", targets->size()), Need::kRequired);
  for (size_t i = 0; targets != nullptr && i < targets->size() && i < kPerCallMax; ++i) {
    constraints.structure((*targets)[i]);
    if (const json::Object* target = (*targets)[i].if_object()) check_target(*target, i + 1, constraints);
  }
  return constraints.fault();
}

// The role of another account's bus stays when the same target is put again without one (botocore,
// PutTargets).
void keep_bus_role(const Target& old, const aws::Realm& realm, Target& fresh) {
  const auto arn = aws::parse_arn(fresh.arn);
  if (fresh.kind != aws::TargetKind::kBus || !arn || arn->account == realm.account) return;
  if (!fresh.role_arn.empty() || old.arn != fresh.arn || old.role_arn.empty()) return;
  fresh.role_arn = old.role_arn;
  fresh.wire["RoleArn"] = old.role_arn;
}

std::optional<Fault> check_ids(const json::Object& input) {
  Constraints constraints;
  check_rule(input, "Rule", constraints);
  const json::Array* ids = json::find_array(input, "Ids");
  constraints.list(input, "Ids", 1, kPerCallMax, ids == nullptr ? "" : fmt::format("[{} ids]", ids->size()),
                   Need::kRequired);
  for (size_t i = 0; ids != nullptr && i < ids->size() && i < kPerCallMax; ++i) {
    constraints.text({{"member", (*ids)[i]}}, "member", kRuleNameField, Need::kRequired,
                     fmt::format("ids.{}.", i + 1));
  }
  return constraints.fault();
}

}  // namespace

Outcome EventBridge::put_targets(const Call& call, const json::Object& input) {
  if (auto fault = check_put_targets(input)) return *fault;
  const FoundRule found = find_rule(call, input, "Rule");
  if (found.fault) return *found.fault;
  Rule& rule = *found.rule;
  if (!rule.managed_by.empty()) return managed_rule(rule.name, rule.managed_by);
  std::map<std::string, Target> after;
  for (const Target& target : rule.targets) after.emplace(target.id, target);
  for (const json::Value& item : *json::find_array(input, "Targets")) {
    json::Object wire = kept_target(item.get_object());
    if (auto words = refuse_target(wire, found.bus->realm)) return validation(*words);
    Target fresh = read_target(std::move(wire));
    const auto old = after.find(fresh.id);
    if (old != after.end()) keep_bus_role(old->second, found.bus->realm, fresh);
    const std::string id = fresh.id;
    after.insert_or_assign(id, std::move(fresh));
  }
  if (after.size() > aws::kTargetsPerRule) return limit_exceeded();
  rule.targets.clear();
  for (auto& [id, target] : after) rule.targets.push_back(std::move(target));
  save(*found.bus, rule);
  return json::Object{{"FailedEntryCount", 0}, {"FailedEntries", json::Array{}}};
}

Outcome EventBridge::remove_targets(const Call& call, const json::Object& input) {
  if (auto fault = check_ids(input)) return *fault;
  const FoundRule found = find_rule(call, input, "Rule");
  if (found.fault) return *found.fault;
  Rule& rule = *found.rule;
  const bool force = json::find_bool(input, "Force").value_or(false);
  if (!rule.managed_by.empty() && !force) return managed_rule(rule.name, rule.managed_by);
  json::Array failed;
  for (const json::Value& item : *json::find_array(input, "Ids")) {
    const std::string id = json::to_std(item.get_string());
    if (std::erase_if(rule.targets, [&](const Target& target) { return target.id == id; }) > 0) continue;
    failed.push_back(json::Object{
        {"TargetId", id},
        {"ErrorCode", "ResourceNotFoundException"},
        {"ErrorMessage", fmt::format("Rule '{}' does not have a target with the Id '{}'.", rule.name, id)}});
  }
  save(*found.bus, rule);
  return json::Object{{"FailedEntryCount", failed.size()}, {"FailedEntries", failed}};
}

Outcome EventBridge::list_targets_by_rule(const Call& call, const json::Object& input) {
  Constraints constraints;
  check_rule(input, "Rule", constraints);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  const FoundRule found = find_rule(call, input, "Rule");
  if (found.fault) return *found.fault;
  for (const Target& target : found.rule->targets) {
    if (!page.add(target.id, [&] { return target.wire; })) break;
  }
  return page.finish("Targets");
}

Outcome EventBridge::list_rule_names_by_target(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "TargetArn", kArn, Need::kRequired).text(input, "EventBusName", kBusNameOrArn);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  const FoundBus found = find_own_bus(call, input, "EventBusName");
  if (found.fault) return *found.fault;
  const std::string arn = json::string_or_empty(input, "TargetArn");
  for (const auto& [name, rule] : found.bus->rules) {
    const bool has = std::any_of(rule.targets.begin(), rule.targets.end(),
                                 [&](const Target& target) { return target.arn == arn; });
    if (has && !page.add(name, [&, &shown = name] { return json::Value(shown); })) break;
  }
  return page.finish("RuleNames");
}

}  // namespace sb::cloud::eventbridge
