// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/policy.h"
#include "cloud/delivery/dispatcher.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"
#include "json/reader.h"
#include "pattern/ast.h"
#include "pattern/rule_set.h"

namespace sb::cloud::eventbridge {

// One event as a sender gives it; what is empty is filled in.
struct EventEntry {
  std::string source;
  std::string detail_type;
  std::string detail;  // JSON object, as text
  std::vector<std::string> resources;
  std::optional<base::Time> time;
};

// Amazon EventBridge, rules and targets (API 2015-10-07): buses, rules with event patterns, targets,
// PutEvents, TestEventPattern, tags. Matching events become deliveries. Also the sink for deliveries to
// buses. State is held in memory and written through the store; load() brings it back. On the loop's thread
// only.
class EventBridge final : public service::Service, public delivery::Sink {
 public:
  EventBridge(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher);

  base::Status load();
  bool knows(const std::string& operation) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

  // Puts an event on the default bus of an account and region, as a partner of AWS would. Returns its id.
  std::string accept(const aws::Realm& realm, const EventEntry& entry);
  // Regions of `account` whose default bus has a rule.
  std::vector<std::string> regions_with_rules(const std::string& account) const;

 private:
  struct Rule {
    std::string name;
    std::string pattern_text;
    std::string schedule;
    std::string state = "ENABLED";
    std::string description;
    std::string role;
    std::string created_by;
    std::map<std::string, std::string> tags;
    std::vector<json::Object> targets;  // as on the wire, in the order of their ids
  };
  struct Bus {
    aws::Realm realm;
    std::string name;
    std::string description;
    std::string policy_text;
    std::map<std::string, std::string> tags;
    std::map<std::string, Rule> rules;
    base::Time created{};
    pattern::RuleSet patterns;  // of the rules that have one, under their names
    pattern::RuleReader reader{patterns};

    std::string arn() const { return aws::bus_arn(realm, name); }
    std::string rule_arn(const std::string& rule) const { return aws::rule_arn(realm, name, rule); }
    std::string key() const { return service::make_key({realm.account, realm.region, name}); }
  };
  using Operation = service::Outcome (EventBridge::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  service::Outcome create_event_bus(const service::Call& call, const json::Object& input);
  service::Outcome describe_event_bus(const service::Call& call, const json::Object& input);
  service::Outcome list_event_buses(const service::Call& call, const json::Object& input);
  service::Outcome delete_event_bus(const service::Call& call, const json::Object& input);
  service::Outcome put_rule(const service::Call& call, const json::Object& input);
  service::Outcome describe_rule(const service::Call& call, const json::Object& input);
  service::Outcome list_rules(const service::Call& call, const json::Object& input);
  service::Outcome delete_rule(const service::Call& call, const json::Object& input);
  service::Outcome enable_rule(const service::Call& call, const json::Object& input);
  service::Outcome disable_rule(const service::Call& call, const json::Object& input);
  service::Outcome put_targets(const service::Call& call, const json::Object& input);
  service::Outcome remove_targets(const service::Call& call, const json::Object& input);
  service::Outcome list_targets_by_rule(const service::Call& call, const json::Object& input);
  service::Outcome list_rule_names_by_target(const service::Call& call, const json::Object& input);
  service::Outcome put_events(const service::Call& call, const json::Object& input);
  service::Outcome test_event_pattern(const service::Call& call, const json::Object& input);
  service::Outcome tag_resource(const service::Call& call, const json::Object& input);
  service::Outcome untag_resource(const service::Call& call, const json::Object& input);
  service::Outcome list_tags(const service::Call& call, const json::Object& input);

  service::Outcome set_state(const service::Call& call, const json::Object& input, const char* state);
  json::Object put_entry(const service::Call& call, const json::Object& entry);
  // Every enabled rule of the bus that matches sends the event to its targets.
  void route(Bus& bus, const std::string& event_text, int hops);
  void send(const Bus& bus, const Rule& rule, const json::Object& target, const std::string& event_text,
            const json::Tree& event, int hops);
  std::string make_event(const aws::Realm& realm, const EventEntry& entry, const std::string& id) const;

  // The bus, made if it is an account's default one; nullptr when there is none of that name.
  Bus* find_bus(const aws::Realm& realm, const std::string& name_or_arn);
  struct FoundRule {
    Bus* bus = nullptr;
    Rule* rule = nullptr;
    std::optional<service::Fault> fault;
  };
  FoundRule find_rule(const service::Call& call, const json::Object& input, const char* key);
  struct Tagged {
    Bus* bus = nullptr;
    Rule* rule = nullptr;  // null: the bus itself
    std::optional<service::Fault> fault;
  };
  Tagged find_tagged(const json::Object& input);
  json::Object render(const Bus& bus, const Rule& rule) const;
  void save(const Bus& bus);
  void save(const Bus& bus, const Rule& rule);

  service::Timeline& timeline_;
  store::Store& store_;
  delivery::Dispatcher& dispatcher_;
  std::map<std::string, std::unique_ptr<Bus>> buses_;  // by Bus::key()
};

}  // namespace sb::cloud::eventbridge
