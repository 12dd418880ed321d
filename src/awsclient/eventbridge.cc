// SPDX-License-Identifier: Apache-2.0
#include "awsclient/eventbridge.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace sb::awsclient {
namespace {

Rule read_rule(const json::Object& object, const std::string& bus) {
  Rule out;
  out.name = json::string_or_empty(object, "Name");
  out.arn = json::string_or_empty(object, "Arn");
  out.bus = bus;
  out.pattern = json::string_or_empty(object, "EventPattern");
  out.schedule = json::string_or_empty(object, "ScheduleExpression");
  out.state = json::string_or_empty(object, "State");
  out.description = json::string_or_empty(object, "Description");
  out.role = json::string_or_empty(object, "RoleArn");
  out.managed_by = json::string_or_empty(object, "ManagedBy");
  return out;
}

void set_if(json::Object& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

// An entry of PutTargets or RemoveTargets that failed in an answer of 200.
struct FailedEntry {
  std::string target_id;
  base::Error error;
};

std::vector<FailedEntry> failed_entries(const json::Object& answer, const std::string& call) {
  std::vector<FailedEntry> out;
  const json::Array* entries = json::find_array(answer, "FailedEntries");
  if (json::find_int(answer, "FailedEntryCount").value_or(0) == 0) return out;
  if (entries != nullptr) {
    for (const json::Value& item : *entries) {
      if (!item.is_object()) continue;
      const json::Object& entry = item.get_object();
      const std::string id = json::string_or_empty(entry, "TargetId");
      const std::string code = json::string_or_empty(entry, "ErrorCode");
      out.push_back({id,
                     {code,
                      fmt::format("events {}: target '{}' failed: {}: {}", call, id, code,
                                  json::string_or_empty(entry, "ErrorMessage")),
                      ""}});
    }
  }
  if (out.empty())
    out.push_back({"", {"PartialFailure", fmt::format("events {}: some entries failed", call), ""}});
  return out;
}

}  // namespace

json::Array tag_list(const std::map<std::string, std::string>& tags) {
  json::Array out;
  for (const auto& [key, value] : tags) out.push_back(json::Object{{"Key", key}, {"Value", value}});
  return out;
}

base::Result<json::Object> EventBridge::call(const std::string& operation, const json::Object& input) {
  return transport_.call_json("events", "1.1", "AWSEvents." + operation, input);
}

base::Result<std::vector<Rule>> EventBridge::list_rules(const std::string& bus,
                                                        const std::string& name_prefix) {
  std::vector<Rule> out;
  json::Object input{{"EventBusName", bus}};
  set_if(input, "NamePrefix", name_prefix);
  for (;;) {
    const auto page = call("ListRules", input);
    if (!page) return page.error();
    if (const json::Array* rules = json::find_array(*page, "Rules")) {
      for (const json::Value& item : *rules) {
        if (item.is_object()) out.push_back(read_rule(item.get_object(), bus));
      }
    }
    const std::string next = json::string_or_empty(*page, "NextToken");
    if (next.empty()) return out;
    input["NextToken"] = next;
  }
}

base::Result<std::optional<Rule>> EventBridge::describe_rule(const std::string& bus,
                                                             const std::string& name) {
  const auto answer = call("DescribeRule", {{"Name", name}, {"EventBusName", bus}});
  if (!answer.ok() && answer.error().code == "ResourceNotFoundException") return std::optional<Rule>{};
  if (!answer) return answer.error();
  return std::optional<Rule>(read_rule(*answer, bus));
}

base::Result<std::string> EventBridge::put_rule(const Rule& rule) {
  json::Object input{{"Name", rule.name}};
  set_if(input, "EventBusName", rule.bus);
  set_if(input, "EventPattern", rule.pattern);
  set_if(input, "ScheduleExpression", rule.schedule);
  set_if(input, "State", rule.state);
  set_if(input, "Description", rule.description);
  set_if(input, "RoleArn", rule.role);
  if (!rule.tags.empty()) input["Tags"] = tag_list(rule.tags);
  const auto answer = call("PutRule", input);
  if (!answer) return answer.error();
  return json::string_or_empty(*answer, "RuleArn");
}

namespace {
base::Status status_of(const base::Result<json::Object>& answer) {
  return answer.ok() ? base::Status{} : base::Status{answer.error()};
}
}  // namespace

base::Status EventBridge::delete_rule(const std::string& bus, const std::string& name) {
  return status_of(call("DeleteRule", {{"Name", name}, {"EventBusName", bus}}));
}

base::Result<std::vector<RuleTarget>> EventBridge::list_targets(const std::string& bus,
                                                                const std::string& rule) {
  std::vector<RuleTarget> out;
  json::Object input{{"Rule", rule}, {"EventBusName", bus}};
  for (;;) {
    const auto page = call("ListTargetsByRule", input);
    if (!page) return page.error();
    if (const json::Array* targets = json::find_array(*page, "Targets")) {
      for (const json::Value& item : *targets) {
        if (item.is_object())
          out.push_back({json::string_or_empty(item.get_object(), "Id"), item.get_object()});
      }
    }
    const std::string next = json::string_or_empty(*page, "NextToken");
    if (next.empty()) return out;
    input["NextToken"] = next;
  }
}

base::Status EventBridge::put_targets(const std::string& bus, const std::string& rule,
                                      const std::vector<RuleTarget>& targets) {
  const auto put = [&](const std::set<std::string>& ids) {
    json::Array wire;
    for (const RuleTarget& target : targets) {
      if (ids.contains(target.id)) wire.push_back(target.wire);
    }
    return call("PutTargets", {{"Rule", rule}, {"EventBusName", bus}, {"Targets", wire}});
  };
  std::set<std::string> ids;
  for (const RuleTarget& target : targets) ids.insert(target.id);
  return call_for_entries("PutTargets", std::move(ids), put);
}

base::Status EventBridge::call_for_entries(
    const std::string& operation, std::set<std::string> ids,
    const std::function<base::Result<json::Object>(const std::set<std::string>& ids)>& make_call) {
  for (Transport::Tries tries;;) {
    ++tries.made;
    const auto answer = make_call(ids);
    if (!answer) return answer.error();
    const std::vector<FailedEntry> failed = failed_entries(*answer, operation);
    ids.clear();
    for (const FailedEntry& entry : failed) {
      if (operation == "RemoveTargets" && entry.error.code == "ResourceNotFoundException") continue;
      const FaultClass what = classify_fault(0, entry.error.code);
      const bool again = what == FaultClass::kThrottled || what == FaultClass::kTransient ||
                         (what == FaultClass::kConflict && !replaces_whole(operation));
      if (!again) return entry.error;
      ids.insert(entry.target_id);
    }
    if (ids.empty()) {
      transport_.note_repeated("events", tries);
      return {};
    }
    const base::Error& first = std::find_if(failed.begin(), failed.end(), [&](const FailedEntry& entry) {
                                 return ids.contains(entry.target_id);
                               })->error;
    if (!transport_.wait_to_repeat("events", operation, first.code, tries)) return first;
  }
}

base::Status EventBridge::remove_targets(const std::string& bus, const std::string& rule,
                                         const std::vector<std::string>& ids) {
  const auto remove = [&](const std::set<std::string>& left) {
    json::Array wire;
    for (const std::string& id : left) wire.emplace_back(id);
    return call("RemoveTargets", {{"Rule", rule}, {"EventBusName", bus}, {"Ids", wire}});
  };
  return call_for_entries("RemoveTargets", {ids.begin(), ids.end()}, remove);
}

base::Result<bool> EventBridge::test_event_pattern(const std::string& pattern, const std::string& event) {
  const auto answer = call("TestEventPattern", {{"EventPattern", pattern}, {"Event", event}});
  if (!answer) return answer.error();
  return json::find_bool(*answer, "Result").value_or(false);
}

namespace {

json::Object wire_of(const PutEventsEntry& entry) {
  json::Object out{{"Source", entry.source}, {"DetailType", entry.detail_type}, {"Detail", entry.detail}};
  set_if(out, "EventBusName", entry.bus);
  set_if(out, "TraceHeader", entry.trace_header);
  if (entry.time)
    out["Time"] = std::chrono::duration_cast<base::Seconds>(entry.time->time_since_epoch()).count();
  if (!entry.resources.empty())
    out["Resources"] = json::Array(entry.resources.begin(), entry.resources.end());
  return out;
}

PutEventsResult read_put_result(const json::Value& item) {
  PutEventsResult out;
  if (item.is_object()) {
    const json::Object& object = item.get_object();
    out = {json::string_or_empty(object, "EventId"), json::string_or_empty(object, "ErrorCode"),
           json::string_or_empty(object, "ErrorMessage")};
  }
  // No code of EventBridge's, so that it is not sent again.
  if (out.event_id.empty() && out.error_code.empty())
    out = {"", "BadAnswer", "EventBridge did not say what became of it; it may have been taken"};
  return out;
}

}  // namespace

size_t entry_bytes(const PutEventsEntry& entry) {
  static constexpr size_t kTimeBytes = 14;
  size_t out = entry.source.size() + entry.detail_type.size() + entry.detail.size();
  if (entry.time) out += kTimeBytes;
  for (const std::string& resource : entry.resources) out += resource.size();
  return out;
}

base::Result<std::vector<PutEventsResult>> EventBridge::put_events(
    const std::vector<PutEventsEntry>& entries) {
  json::Array wire;
  for (const PutEventsEntry& entry : entries) wire.push_back(wire_of(entry));
  const auto answer = call("PutEvents", {{"Entries", wire}});
  if (!answer) return answer.error();
  const json::Array* results = json::find_array(*answer, "Entries");
  std::vector<PutEventsResult> out;
  for (size_t i = 0; i < entries.size(); ++i) {
    out.push_back(read_put_result(results != nullptr && i < results->size() ? (*results)[i] : json::Value()));
  }
  return out;
}

}  // namespace sb::awsclient
