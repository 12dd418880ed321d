// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/eventbridge.h"

#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/unserved.h"

namespace sb::cloud::eventbridge {

using service::Call;

namespace {

constexpr size_t kMadeMax = 1000;

}  // namespace

EventBridge::EventBridge(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher,
                         const service::Roles& roles)
    : timeline_(timeline), store_(store), dispatcher_(dispatcher), roles_(roles), sources_(timeline, store) {}

const std::map<std::string, EventBridge::Operation>& EventBridge::operations() {
  static const std::map<std::string, Operation> kOperations{
      {"CreateEventBus", &EventBridge::create_event_bus},
      {"DescribeEventBus", &EventBridge::describe_event_bus},
      {"UpdateEventBus", &EventBridge::update_event_bus},
      {"ListEventBuses", &EventBridge::list_event_buses},
      {"DeleteEventBus", &EventBridge::delete_event_bus},
      {"PutPermission", &EventBridge::put_permission},
      {"RemovePermission", &EventBridge::remove_permission},
      {"DescribeEventSource", &EventBridge::describe_event_source},
      {"ListEventSources", &EventBridge::list_event_sources},
      {"ActivateEventSource", &EventBridge::activate_event_source},
      {"DeactivateEventSource", &EventBridge::deactivate_event_source},
      {"CreatePartnerEventSource", &EventBridge::create_partner_event_source},
      {"DescribePartnerEventSource", &EventBridge::describe_partner_event_source},
      {"DeletePartnerEventSource", &EventBridge::delete_partner_event_source},
      {"ListPartnerEventSources", &EventBridge::list_partner_event_sources},
      {"ListPartnerEventSourceAccounts", &EventBridge::list_partner_event_source_accounts},
      {"PutPartnerEvents", &EventBridge::put_partner_events},
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

bool EventBridge::knows(const std::string& operation) const {
  return operations().contains(operation) || is_unserved(operation);
}

void EventBridge::handle(const Call& call, const std::string& operation, const json::Object& input,
                         service::Reply reply) {
  const auto found = operations().find(operation);
  if (found == operations().end()) return reply(unserved(operation));
  if (made_ >= kMadeMax) drop_untouched();
  reply((this->*found->second)(call, input));
}

Bus* EventBridge::find_bus(const aws::Realm& realm, const std::string& name_or_arn) {
  const std::string name = aws::bus_name(name_or_arn);
  aws::Realm owner = realm;
  if (const auto arn = aws::parse_arn(name_or_arn)) owner = arn->realm();
  const auto at = buses_.find(service::make_key({owner.account, owner.region, name}));
  if (at != buses_.end()) return at->second.get();
  if (name != "default" || owner != realm) return nullptr;
  auto bus = std::make_unique<Bus>();
  bus->realm = owner;
  bus->name = name;
  bus->created = bus->modified = timeline_.now();
  const std::string key = bus->key();
  ++made_;
  return (buses_[key] = std::move(bus)).get();
}

EventBridge::FoundBus EventBridge::find_own_bus(const Call& call, const json::Object& input,
                                                const char* key) {
  const std::string name = json::string_or_empty(input, key);
  Bus* bus = find_bus(call.realm, name);
  if (bus == nullptr || bus->realm != call.realm) return {nullptr, no_such_bus(aws::bus_name(name))};
  return {bus, std::nullopt};
}

EventBridge::FoundRule EventBridge::find_rule(const Call& call, const json::Object& input, const char* key) {
  std::string name = json::string_or_empty(input, key);
  std::string bus_name = json::string_or_empty(input, "EventBusName");
  aws::Realm owner = call.realm;
  const auto arn = aws::parse_arn(name);
  if (const auto parsed = arn ? aws::parse_rule_arn(*arn) : std::nullopt) {
    name = parsed->rule;
    bus_name = parsed->bus;
    owner = arn->realm();
  }
  Bus* bus = owner == call.realm ? find_bus(call.realm, bus_name) : nullptr;
  if (bus == nullptr || bus->realm != call.realm)
    return {nullptr, nullptr, no_such_bus(aws::bus_name(bus_name))};
  const auto at = bus->rules.find(name);
  if (at == bus->rules.end()) return {bus, nullptr, no_such_rule(name, bus->name)};
  return {bus, &at->second, std::nullopt};
}

std::vector<std::string> EventBridge::regions_with_rules(const std::string& account) const {
  std::vector<std::string> out;
  for (const auto& [key, bus] : buses_) {
    if (bus->realm.account == account && bus->name == "default" && !bus->rules.empty())
      out.push_back(bus->realm.region);
  }
  return out;
}

}  // namespace sb::cloud::eventbridge
