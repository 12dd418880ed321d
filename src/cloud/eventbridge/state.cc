// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/eventbridge.h"

// What stands of EventBridge, and how all of it goes.
namespace sb::cloud::eventbridge {
namespace {

using service::add_unless_empty;

json::Object describe(const Rule& rule) {
  json::Object out{
      {"name", rule.name}, {"arn", rule.arn}, {"state", rule.state}, {"pattern", rule.pattern_text}};
  add_unless_empty(out, "description", rule.description);
  add_unless_empty(out, "role", rule.role);
  add_unless_empty(out, "managed_by", rule.managed_by);
  add_unless_empty(out, "tags", rule.tags);
  json::Array targets;
  for (const Target& target : rule.targets) targets.push_back(target.wire);
  out["targets"] = std::move(targets);
  return out;
}

json::Object describe(const Bus& bus) {
  json::Object out{{"name", bus.name}, {"arn", bus.arn()}};
  add_unless_empty(out, "description", bus.description);
  add_unless_empty(out, "policy", bus.policy_text);
  add_unless_empty(out, "tags", bus.tags);
  json::Array rules;
  for (const auto& [name, rule] : bus.rules) rules.push_back(describe(rule));
  out["rules"] = std::move(rules);
  return out;
}

// As every account has it in every region, whether or not anybody has asked for it.
bool is_untouched(const Bus& bus) {
  return bus.name == "default" && bus.rules.empty() && bus.tags.empty() && bus.policy_text.empty() &&
         bus.description.empty() && bus.key_id.empty() && bus.dead_letter_arn.empty() &&
         bus.log_config.empty();
}

}  // namespace

void EventBridge::describe(service::Inventory& out) const {
  for (const auto& [key, bus] : buses_) {
    if (!is_untouched(*bus)) out.list(bus->realm, "buses").push_back(eventbridge::describe(*bus));
  }
  sources_.describe(out);
}

void EventBridge::drop_untouched() {
  std::erase_if(buses_, [](const auto& item) { return is_untouched(*item.second); });
  made_ = 0;
}

void EventBridge::reset() {
  for (const auto& [key, bus] : buses_) {
    for (const auto& [name, rule] : bus->rules)
      store_.erase(store::Table::kRule, service::make_key({key, name}));
    store_.erase(store::Table::kBus, key);
  }
  buses_.clear();
  sources_.reset();
}

}  // namespace sb::cloud::eventbridge
