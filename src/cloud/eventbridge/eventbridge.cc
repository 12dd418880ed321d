// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/eventbridge.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "cloud/eventbridge/faults.h"
#include "pattern/parse.h"

namespace sb::cloud::eventbridge {

using service::Call;
using service::Outcome;

EventBridge::EventBridge(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher)
    : timeline_(timeline), store_(store), dispatcher_(dispatcher) {}

const std::map<std::string, EventBridge::Operation>& EventBridge::operations() {
  static const std::map<std::string, Operation> kOperations{
      {"CreateEventBus", &EventBridge::create_event_bus},
      {"DescribeEventBus", &EventBridge::describe_event_bus},
      {"ListEventBuses", &EventBridge::list_event_buses},
      {"DeleteEventBus", &EventBridge::delete_event_bus},
      {"PutRule", &EventBridge::put_rule},
      {"DescribeRule", &EventBridge::describe_rule},
      {"ListRules", &EventBridge::list_rules},
      {"DeleteRule", &EventBridge::delete_rule},
      {"EnableRule", &EventBridge::enable_rule},
      {"DisableRule", &EventBridge::disable_rule},
      {"PutTargets", &EventBridge::put_targets},
      {"RemoveTargets", &EventBridge::remove_targets},
      {"ListTargetsByRule", &EventBridge::list_targets_by_rule},
      {"ListRuleNamesByTarget", &EventBridge::list_rule_names_by_target},
      {"PutEvents", &EventBridge::put_events},
      {"TestEventPattern", &EventBridge::test_event_pattern},
      {"TagResource", &EventBridge::tag_resource},
      {"UntagResource", &EventBridge::untag_resource},
      {"ListTagsForResource", &EventBridge::list_tags},
  };
  return kOperations;
}

bool EventBridge::knows(const std::string& operation) const { return operations().contains(operation); }

void EventBridge::handle(const Call& call, const std::string& operation, const json::Object& input,
                         service::Reply reply) {
  reply((this->*operations().at(operation))(call, input));
}

EventBridge::Bus* EventBridge::find_bus(const aws::Realm& realm, const std::string& name_or_arn) {
  const std::string name = aws::bus_name(name_or_arn);
  aws::Realm owner = realm;
  if (const auto arn = aws::parse_arn(name_or_arn)) owner = arn->realm();
  const auto at = buses_.find(service::make_key({owner.account, owner.region, name}));
  if (at != buses_.end()) return at->second.get();
  if (name != "default") return nullptr;
  auto bus = std::make_unique<Bus>();
  bus->realm = owner;
  bus->name = name;
  bus->created = timeline_.now();
  const std::string key = bus->key();
  return (buses_[key] = std::move(bus)).get();
}

EventBridge::FoundRule EventBridge::find_rule(const Call& call, const json::Object& input, const char* key) {
  std::string name = json::string_or_empty(input, key);
  std::string bus_name = json::string_or_empty(input, "EventBusName");
  // The tutorials hand a rule's ARN where a name is asked for.
  if (const auto arn = aws::parse_arn(name)) {
    if (const auto parsed = aws::parse_rule_arn(*arn)) {
      name = parsed->rule;
      bus_name = parsed->bus;
    }
  }
  Bus* bus = find_bus(call.realm, bus_name);
  if (bus == nullptr || bus->realm.account != call.realm.account)
    return {nullptr, nullptr, no_such_bus(aws::bus_name(bus_name))};
  const auto at = bus->rules.find(name);
  if (at == bus->rules.end()) return {bus, nullptr, no_such_rule(name, bus->name)};
  return {bus, &at->second, std::nullopt};
}

Outcome EventBridge::create_event_bus(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "Name");
  if (const std::string source = json::string_or_empty(input, "EventSourceName"); !source.empty()) {
    return service::Fault{"ResourceNotFoundException", fmt::format("Event source {} does not exist.", source),
                          400, "", ""};
  }
  if (name.find('/') != std::string::npos) return validation("Event bus name must not contain '/'.");
  if (name.empty() || name.size() > 256) {
    return validation(
        service::constraint_text(name, "name", "Member must have length less than or equal to 256"));
  }
  if (name == "default" ||
      buses_.contains(service::make_key({call.realm.account, call.realm.region, name}))) {
    return service::Fault{"ResourceAlreadyExistsException", fmt::format("Event bus {} already exists.", name),
                          400, "", ""};
  }
  auto bus = std::make_unique<Bus>();
  bus->realm = call.realm;
  bus->name = name;
  bus->description = json::string_or_empty(input, "Description");
  bus->created = timeline_.now();
  save(*bus);
  Bus& kept = *(buses_[bus->key()] = std::move(bus));
  json::Object out{{"EventBusArn", kept.arn()}};
  if (!kept.description.empty()) out["Description"] = kept.description;
  return out;
}

namespace {
json::Object bus_members(const std::string& arn, const std::string& name, const std::string& description,
                         base::Time created) {
  json::Object out{{"Name", name}, {"Arn", arn}};
  if (!description.empty()) out["Description"] = description;
  out["CreationTime"] = static_cast<double>(created.time_since_epoch().count()) / 1000;
  out["LastModifiedTime"] = out["CreationTime"];
  return out;
}
}  // namespace

Outcome EventBridge::describe_event_bus(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "Name");
  const Bus* bus = find_bus(call.realm, name);
  if (bus == nullptr || bus->realm.account != call.realm.account) return no_such_bus(aws::bus_name(name));
  json::Object out = bus_members(bus->arn(), bus->name, bus->description, bus->created);
  if (!bus->policy_text.empty()) out["Policy"] = bus->policy_text;
  return out;
}

Outcome EventBridge::list_event_buses(const Call& call, const json::Object& input) {
  find_bus(call.realm, "default");
  const std::string prefix = json::string_or_empty(input, "NamePrefix");
  json::Array out;
  for (const auto& [key, bus] : buses_) {
    if (bus->realm == call.realm && bus->name.starts_with(prefix)) {
      out.push_back(bus_members(bus->arn(), bus->name, bus->description, bus->created));
    }
  }
  return json::Object{{"EventBuses", out}};
}

Outcome EventBridge::delete_event_bus(const Call& call, const json::Object& input) {
  const std::string name = aws::bus_name(json::string_or_empty(input, "Name"));
  if (name == "default") return validation("Cannot delete event bus default.");
  Bus* bus = find_bus(call.realm, name);
  if (bus == nullptr) return no_such_bus(name);
  if (!bus->rules.empty())
    return validation(fmt::format("Event bus {} can't be deleted since it has rules.", name));
  store_.erase(store::Table::kBus, bus->key());
  buses_.erase(std::string(bus->key()));
  return json::Object{};
}

std::vector<std::string> EventBridge::regions_with_rules(const std::string& account) const {
  std::vector<std::string> out;
  for (const auto& [key, bus] : buses_) {
    if (bus->realm.account == account && bus->name == "default" && !bus->rules.empty())
      out.push_back(bus->realm.region);
  }
  return out;
}

void EventBridge::save(const Bus& bus) {
  const json::Object row{{"account", bus.realm.account},
                         {"region", bus.realm.region},
                         {"name", bus.name},
                         {"description", bus.description},
                         {"policy", bus.policy_text},
                         {"tags", json::to_object(bus.tags)},
                         {"created", bus.created.time_since_epoch().count()}};
  store_.put(store::Table::kBus, bus.key(), json::to_text(row));
}

void EventBridge::save(const Bus& bus, const Rule& rule) {
  json::Array targets;
  for (const json::Object& target : rule.targets) targets.push_back(target);
  const json::Object row{{"account", bus.realm.account},
                         {"region", bus.realm.region},
                         {"bus", bus.name},
                         {"name", rule.name},
                         {"pattern", rule.pattern_text},
                         {"schedule", rule.schedule},
                         {"state", rule.state},
                         {"description", rule.description},
                         {"role", rule.role},
                         {"created_by", rule.created_by},
                         {"tags", json::to_object(rule.tags)},
                         {"targets", targets}};
  store_.put(store::Table::kRule, service::make_key({bus.key(), rule.name}), json::to_text(row));
}

base::Status EventBridge::load() {
  auto status = store_.for_each(store::Table::kBus, [&](std::string_view, std::string_view value) {
    const json::Object row = json::parse_document(value)->as_object();
    auto bus = std::make_unique<Bus>();
    bus->realm = {json::string_or_empty(row, "account"), json::string_or_empty(row, "region")};
    bus->name = json::string_or_empty(row, "name");
    bus->description = json::string_or_empty(row, "description");
    bus->policy_text = json::string_or_empty(row, "policy");
    bus->tags = json::string_map(row, "tags");
    bus->created = base::Time(base::Milliseconds(json::find_int(row, "created").value_or(0)));
    const std::string key = bus->key();
    buses_[key] = std::move(bus);
  });
  if (!status) return status;
  std::map<Bus*, pattern::RuleBatch> batches;
  status = store_.for_each(store::Table::kRule, [&](std::string_view, std::string_view value) {
    const json::Object row = json::parse_document(value)->as_object();
    Bus* bus = find_bus({json::string_or_empty(row, "account"), json::string_or_empty(row, "region")},
                        json::string_or_empty(row, "bus"));
    if (bus == nullptr) return;
    Rule rule;
    rule.name = json::string_or_empty(row, "name");
    rule.pattern_text = json::string_or_empty(row, "pattern");
    if (const auto parsed = pattern::parse(rule.pattern_text); parsed.ok()) {
      batches[bus].add(rule.name, *parsed.pattern);
    }
    rule.schedule = json::string_or_empty(row, "schedule");
    rule.state = json::string_or_empty(row, "state");
    rule.description = json::string_or_empty(row, "description");
    rule.role = json::string_or_empty(row, "role");
    rule.created_by = json::string_or_empty(row, "created_by");
    rule.tags = json::string_map(row, "tags");
    if (const json::Array* targets = json::find_array(row, "targets")) {
      for (const json::Value& target : *targets) rule.targets.push_back(target.as_object());
    }
    bus->rules.emplace(rule.name, std::move(rule));
  });
  for (auto& [bus, batch] : batches) bus->patterns.change(&batch, {});
  return status;
}

}  // namespace sb::cloud::eventbridge
