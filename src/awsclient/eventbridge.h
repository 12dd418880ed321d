// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
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
  std::string bus;
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
  base::Status enable_rule(const std::string& bus, const std::string& name);
  base::Status disable_rule(const std::string& bus, const std::string& name);

  base::Result<std::vector<RuleTarget>> list_targets(const std::string& bus, const std::string& rule);
  // An entry that fails (HTTP 200 with FailedEntryCount > 0) is an error, naming the target.
  base::Status put_targets(const std::string& bus, const std::string& rule,
                           const std::vector<RuleTarget>& targets);
  // A target that is not there is no error.
  base::Status remove_targets(const std::string& bus, const std::string& rule,
                              const std::vector<std::string>& ids);

  // Names of all buses the account shows; partner buses are not always among them.
  base::Result<std::vector<std::string>> list_event_buses();
  // nullopt: no such source is offered to this account and region.
  base::Result<std::optional<EventSource>> describe_event_source(const std::string& name);

  base::Result<bool> test_event_pattern(const std::string& pattern, const std::string& event);
  // At most 10 entries; the first entry that fails is the error.
  base::Status put_events(const std::vector<PutEventsEntry>& entries);

 private:
  base::Result<json::Object> call(const std::string& operation, const json::Object& input);

  Transport& transport_;
};

}  // namespace sb::awsclient
