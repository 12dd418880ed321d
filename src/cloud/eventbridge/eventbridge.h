// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cloud/delivery/dispatcher.h"
#include "cloud/eventbridge/envelope.h"
#include "cloud/eventbridge/event_sources.h"
#include "cloud/eventbridge/managed_rule.h"
#include "cloud/eventbridge/model.h"
#include "cloud/service/constraints.h"
#include "cloud/service/inventory.h"
#include "cloud/service/partner_sources.h"
#include "cloud/service/roles.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/store/store.h"
#include "json/reader.h"

namespace sb::cloud::eventbridge {

// Amazon EventBridge, rules and targets (API 2015-10-07): buses and their policies, partner event sources
// from both sides, rules with event patterns, targets, PutEvents, PutPartnerEvents, TestEventPattern, tags.
// Matching events become deliveries. Also the sink for deliveries to buses. State is held in memory and
// written through the store; load() brings it back. On the loop's thread only.
class EventBridge final : public service::Service, public service::PartnerSources, public delivery::Sink {
 public:
  // `roles` says which target roles let EventBridge do what.
  EventBridge(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher,
              const service::Roles& roles);

  base::Status load();
  bool knows(const std::string& operation) const override;
  // The Details of what is put.
  std::shared_ptr<const service::Findings> look_ahead(const std::string& operation,
                                                      const json::Object& input) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

  base::Status offer(const aws::Realm& customer, const std::string& name) override;
  void withdraw(const aws::Realm& customer, const std::string& name) override;
  std::optional<service::PartnerSourceState> state_of(const aws::Realm& customer,
                                                      const std::string& name) const override;
  bool send(const aws::Realm& customer, const std::string& name, const service::PartnerEvent& event) override;

  // Buses with their rules and targets under `buses`, partner event sources under `event_sources`.
  void describe(service::Inventory& out) const;
  // Takes all buses, rules and event sources away.
  void reset();
  // Makes the rule, or nothing when there is one of that name. Error: its pattern.
  base::Status add_managed_rule(const ManagedRule& rule);
  // Puts an event on the default bus of an account and region, as an AWS service would. Returns its id.
  std::string accept(const aws::Realm& realm, const EventEntry& entry);
  // Those in memory, also default ones that a call has only named.
  size_t bus_count() const { return buses_.size(); }
  // Regions of `account` whose default bus has a rule.
  std::vector<std::string> regions_with_rules(const std::string& account) const;

 private:
  using Operation = service::Outcome (EventBridge::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  // buses.cc
  service::Outcome create_event_bus(const service::Call& call, const json::Object& input);
  service::Outcome describe_event_bus(const service::Call& call, const json::Object& input);
  service::Outcome update_event_bus(const service::Call& call, const json::Object& input);
  service::Outcome list_event_buses(const service::Call& call, const json::Object& input);
  service::Outcome delete_event_bus(const service::Call& call, const json::Object& input);
  std::optional<service::Fault> check_new_bus(const service::Call& call, const json::Object& input);
  // permissions.cc
  service::Outcome put_permission(const service::Call& call, const json::Object& input);
  service::Outcome remove_permission(const service::Call& call, const json::Object& input);
  // event_source_operations.cc
  service::Outcome describe_event_source(const service::Call& call, const json::Object& input);
  service::Outcome list_event_sources(const service::Call& call, const json::Object& input);
  service::Outcome activate_event_source(const service::Call& call, const json::Object& input);
  service::Outcome deactivate_event_source(const service::Call& call, const json::Object& input);
  // partner_operations.cc
  service::Outcome create_partner_event_source(const service::Call& call, const json::Object& input);
  service::Outcome describe_partner_event_source(const service::Call& call, const json::Object& input);
  service::Outcome delete_partner_event_source(const service::Call& call, const json::Object& input);
  service::Outcome list_partner_event_sources(const service::Call& call, const json::Object& input);
  service::Outcome list_partner_event_source_accounts(const service::Call& call, const json::Object& input);
  service::Outcome put_partner_events(const service::Call& call, const json::Object& input);
  json::Object put_partner_entry(const service::Call& call, const EntryView& entry);
  // rules.cc
  service::Outcome put_rule(const service::Call& call, const json::Object& input);
  service::Outcome describe_rule(const service::Call& call, const json::Object& input);
  service::Outcome list_rules(const service::Call& call, const json::Object& input);
  service::Outcome delete_rule(const service::Call& call, const json::Object& input);
  service::Outcome enable_rule(const service::Call& call, const json::Object& input);
  service::Outcome disable_rule(const service::Call& call, const json::Object& input);
  service::Outcome set_state(const service::Call& call, const json::Object& input, const char* state);
  // targets.cc
  service::Outcome put_targets(const service::Call& call, const json::Object& input);
  service::Outcome remove_targets(const service::Call& call, const json::Object& input);
  service::Outcome list_targets_by_rule(const service::Call& call, const json::Object& input);
  service::Outcome list_rule_names_by_target(const service::Call& call, const json::Object& input);
  // tags.cc
  service::Outcome tag_resource(const service::Call& call, const json::Object& input);
  service::Outcome untag_resource(const service::Call& call, const json::Object& input);
  service::Outcome list_tags(const service::Call& call, const json::Object& input);
  // put_events.cc
  service::Outcome put_events(const service::Call& call, const json::Object& input);
  service::Outcome test_event_pattern(const service::Call& call, const json::Object& input);
  // `bus` is the one that the entry names; null: there is none.
  json::Object put_entry(const service::Call& call, Bus* bus, const EntryView& entry);

  // routing.cc. Every enabled rule of the bus that matches sends the event to its targets.
  void route(Bus& bus, base::SharedText event_text, int hops, std::string_view trace_header = {});
  struct Routed;
  void send(const Bus& bus, const Rule& rule, const Target& target, Routed& event);
  // False where the event is no JSON.
  static bool read_tree(Routed& event);
  // What the target gets. Error: as render_input.
  base::Result<base::SharedText> render(const Rule& rule, const Target& target, Routed& event);
  void lose(const delivery::Delivery& delivery, const Target& target, const base::Error& why, Routed& event);

  struct FoundBus {
    Bus* bus = nullptr;
    std::optional<service::Fault> fault;
  };
  struct FoundRule {
    Bus* bus = nullptr;
    Rule* rule = nullptr;
    std::optional<service::Fault> fault;
  };
  // Of a tag operation's ResourceARN; without a rule, the bus itself is meant.
  FoundRule find_tagged(const service::Call& call, const json::Object& input);
  // The bus, made in memory if it is the default one of `realm`; nullptr when there is none of that name.
  Bus* find_bus(const aws::Realm& realm, const std::string& name_or_arn);
  // The caller's own bus that `input` names at `key`.
  FoundBus find_own_bus(const service::Call& call, const json::Object& input, const char* key);
  // The rule that `input` names at `key`, on the bus of its EventBusName; of an ARN, on the ARN's.
  FoundRule find_rule(const service::Call& call, const json::Object& input, const char* key);
  void put(Bus& bus, Rule rule, const pattern::Pattern& parsed);
  void save(const Bus& bus);
  void save(const Bus& bus, const Rule& rule);
  base::Status load_buses();
  base::Status load_rules();

  service::Timeline& timeline_;
  store::Store& store_;
  delivery::Dispatcher& dispatcher_;
  const service::Roles& roles_;
  EventSources sources_;
  EnvelopeWriter envelopes_;
  // Default buses that nothing was put on go again when many were made: a call may name any account and
  // region.
  void drop_untouched();
  std::map<std::string, std::unique_ptr<Bus>> buses_;  // by Bus::key()
  size_t made_ = 0;                                    // default buses, since the last drop_untouched()
};

}  // namespace sb::cloud::eventbridge
