// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "awsclient/transport.h"
#include "base/clock.h"

namespace sb::awsclient {

// A rule as ListRules and PutRule know it. Empty strings stand for absent members.
struct Rule {
  std::string name;
  std::string arn;
  std::string bus;
  std::string pattern;
  std::string schedule;
  std::string state;  // ENABLED, DISABLED, …
  std::string description;
  std::string role;
  std::string managed_by;
  std::map<std::string, std::string> tags;  // for PutRule of a new rule; not read back
};

// A target as the wire has it; `wire` holds every member, Id and Arn included.
struct RuleTarget {
  std::string id;
  json::Object wire;
};

struct EventBus {
  std::string name;
  std::string arn;
  std::string description;
};

// A partner event source as the customer sees it.
struct EventSource {
  std::string name;
  std::string state;                  // PENDING, ACTIVE, DELETED
  std::optional<base::Time> expires;  // while PENDING: when it lapses if no bus is made
};

struct PutEventsEntry {
  std::string source;
  std::string detail_type;
  std::string detail;
  std::string bus;  // name or ARN; empty: default
  std::optional<base::Time> time = std::nullopt;
  std::vector<std::string> resources = {};
  std::string trace_header = {};
};

// What counts against the 1 MiB of a request (facts: PutEvents, calculating entry size).
size_t entry_bytes(const PutEventsEntry& entry);

// What became of one entry: an id, or why it was refused.
struct PutEventsResult {
  std::string event_id;
  std::string error_code;
  std::string error_message;

  bool ok() const { return error_code.empty(); }
};

// Amazon EventBridge, API 2015-10-07, AWS JSON 1.1. Lists are followed to their last page.
class EventBridge {
 public:
  explicit EventBridge(Transport& transport) : transport_(transport) {}

  // Error code ResourceNotFoundException: no such bus.
  base::Result<std::vector<Rule>> list_rules(const std::string& bus, const std::string& name_prefix = {});
  base::Result<std::optional<Rule>> describe_rule(const std::string& bus, const std::string& name);
  // Returns the ARN. Whole replace: absent members are cleared.
  base::Result<std::string> put_rule(const Rule& rule);
  base::Status delete_rule(const std::string& bus, const std::string& name);

  base::Result<std::vector<RuleTarget>> list_targets(const std::string& bus, const std::string& rule);
  // An entry that fails (HTTP 200 with FailedEntryCount > 0) for a passing reason is put again; for another
  // it is an error, naming the target.
  base::Status put_targets(const std::string& bus, const std::string& rule,
                           const std::vector<RuleTarget>& targets);
  // A target that is not there is no error.
  base::Status remove_targets(const std::string& bus, const std::string& rule,
                              const std::vector<std::string>& ids);

  // Buses and partner event sources: eventbridge_buses.cc.
  // All buses that the account shows; partner buses are not always among them.
  base::Result<std::vector<EventBus>> list_event_buses();
  base::Result<std::vector<std::string>> list_event_bus_names();
  // nullopt: no such bus.
  base::Result<std::optional<EventBus>> describe_event_bus(const std::string& name);
  // The bus of a partner event source, whose name it bears; returns its ARN. Error code
  // ResourceAlreadyExistsException: it is there.
  base::Result<std::string> create_partner_bus(const std::string& source, const std::string& description,
                                               const std::map<std::string, std::string>& tags);
  base::Status describe_bus_as(const std::string& name, const std::string& description);
  // No error when there is no such bus. A bus with rules is refused (ValidationException).
  base::Status delete_event_bus(const std::string& name);

  // nullopt: no such source is offered to this account and region.
  base::Result<std::optional<EventSource>> describe_event_source(const std::string& name);
  base::Result<std::vector<EventSource>> list_event_sources(const std::string& name_prefix);
  // Makes a PENDING source whose bus stands ACTIVE again.
  base::Status activate_event_source(const std::string& name);

  base::Result<bool> test_event_pattern(const std::string& pattern, const std::string& event);
  // At most 10 entries and 1 MiB. One result an entry, in their order; entries that failed are no Error, nor
  // are those that the answer says nothing of (code BadAnswer).
  base::Result<std::vector<PutEventsResult>> put_events(const std::vector<PutEventsEntry>& entries);

 private:
  base::Result<json::Object> call(const std::string& operation, const json::Object& input);
  base::Status call_for_entries(
      const std::string& operation, std::set<std::string> ids,
      const std::function<base::Result<json::Object>(const std::set<std::string>& ids)>& make_call);

  Transport& transport_;
};

// Tags as EventBridge's calls take them.
json::Array tag_list(const std::map<std::string, std::string>& tags);

}  // namespace sb::awsclient
