// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awsclient/transport.h"

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
  base::Result<bool> test_event_pattern(const std::string& pattern, const std::string& event);
  // At most 10 entries and 1 MiB. One result an entry, in their order; entries that failed are no Error.
  base::Result<std::vector<PutEventsResult>> put_events(const std::vector<PutEventsEntry>& entries);

 private:
  base::Result<json::Object> call(const std::string& operation, const json::Object& input);

  Transport& transport_;
};

}  // namespace sb::awsclient
