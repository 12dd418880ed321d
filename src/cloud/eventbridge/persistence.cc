// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/target.h"
#include "pattern/parse.h"

// Buses and rules in the store.
namespace sb::cloud::eventbridge {
namespace {

base::Time time_at(const json::Object& row, const char* key) {
  return base::Time(base::Milliseconds(json::find_int(row, key).value_or(0)));
}

}  // namespace

void EventBridge::save(const Bus& bus) {
  const json::Object row{{"account", bus.realm.account},
                         {"region", bus.realm.region},
                         {"name", bus.name},
                         {"description", bus.description},
                         {"key_id", bus.key_id},
                         {"dead_letter", bus.dead_letter_arn},
                         {"log_config", bus.log_config},
                         {"policy", bus.policy_text},
                         {"tags", json::to_object(bus.tags)},
                         {"created", bus.created.time_since_epoch().count()},
                         {"modified", bus.modified.time_since_epoch().count()}};
  store_.put(store::Table::kBus, bus.key(), json::to_text(row));
}

void EventBridge::save(const Bus& bus, const Rule& rule) {
  json::Array targets;
  for (const Target& target : rule.targets) targets.push_back(target.wire);
  const json::Object row{{"account", bus.realm.account},
                         {"region", bus.realm.region},
                         {"bus", bus.name},
                         {"name", rule.name},
                         {"pattern", rule.pattern_text},
                         {"state", rule.state},
                         {"description", rule.description},
                         {"role", rule.role},
                         {"created_by", rule.created_by},
                         {"managed_by", rule.managed_by},
                         {"tags", json::to_object(rule.tags)},
                         {"targets", targets}};
  store_.put(store::Table::kRule, service::make_key({bus.key(), rule.name}), json::to_text(row));
}

base::Status EventBridge::load() {
  if (auto status = load_buses(); !status) return status;
  if (auto status = load_rules(); !status) return status;
  return sources_.load();
}

base::Status EventBridge::load_buses() {
  return store_.for_each_object(store::Table::kBus, [&](std::string_view, const json::Object& row) {
    auto bus = std::make_unique<Bus>();
    bus->realm = {json::string_or_empty(row, "account"), json::string_or_empty(row, "region")};
    bus->name = json::string_or_empty(row, "name");
    bus->description = json::string_or_empty(row, "description");
    bus->key_id = json::string_or_empty(row, "key_id");
    bus->dead_letter_arn = json::string_or_empty(row, "dead_letter");
    if (const json::Object* config = json::find_object(row, "log_config")) bus->log_config = *config;
    set_policy(*bus, json::string_or_empty(row, "policy"));
    bus->tags = json::string_map(row, "tags");
    bus->created = time_at(row, "created");
    bus->modified = row.contains("modified") ? time_at(row, "modified") : bus->created;
    const std::string key = bus->key();
    buses_[key] = std::move(bus);
  });
}

base::Status EventBridge::load_rules() {
  std::map<Bus*, pattern::RuleBatch> batches;
  auto status = store_.for_each_object(store::Table::kRule, [&](std::string_view, const json::Object& row) {
    Bus* bus = find_bus({json::string_or_empty(row, "account"), json::string_or_empty(row, "region")},
                        json::string_or_empty(row, "bus"));
    if (bus == nullptr) return;
    Rule rule;
    rule.name = json::string_or_empty(row, "name");
    rule.arn = bus->rule_arn(rule.name);
    rule.pattern_text = json::string_or_empty(row, "pattern");
    if (const auto parsed = pattern::parse(rule.pattern_text); parsed.ok()) {
      rule.has_wildcard = uses_wildcard(*parsed.pattern);
      batches[bus].add(rule.name, *parsed.pattern);
    }
    rule.state = json::string_or_empty(row, "state");
    rule.description = json::string_or_empty(row, "description");
    rule.role = json::string_or_empty(row, "role");
    rule.created_by = json::string_or_empty(row, "created_by");
    rule.managed_by = json::string_or_empty(row, "managed_by");
    rule.tags = json::string_map(row, "tags");
    if (const json::Array* targets = json::find_array(row, "targets")) {
      for (const json::Value& target : *targets)
        rule.targets.push_back(read_target(kept_target(target.as_object())));
    }
    bus->add(std::move(rule));
  });
  for (auto& [bus, batch] : batches) bus->patterns.change(&batch, {});
  return status;
}

}  // namespace sb::cloud::eventbridge
