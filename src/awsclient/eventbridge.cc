// SPDX-License-Identifier: Apache-2.0
#include "awsclient/eventbridge.h"

#include <fmt/format.h>

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

base::Status check_entries(const json::Object& answer, const std::string& call) {
  if (json::find_int(answer, "FailedEntryCount").value_or(0) == 0) return {};
  base::Error error{"PartialFailure", fmt::format("events {}: some entries failed", call), ""};
  const json::Array* entries = json::find_array(answer, "FailedEntries");
  if (entries == nullptr || entries->empty() || !entries->front().is_object()) return error;
  const json::Object& first = entries->front().get_object();
  error.code = json::string_or_empty(first, "ErrorCode");
  error.message =
      fmt::format("events {}: target '{}' failed: {}: {}", call, json::string_or_empty(first, "TargetId"),
                  error.code, json::string_or_empty(first, "ErrorMessage"));
  return error;
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

base::Status EventBridge::enable_rule(const std::string& bus, const std::string& name) {
  return status_of(call("EnableRule", {{"Name", name}, {"EventBusName", bus}}));
}

base::Status EventBridge::disable_rule(const std::string& bus, const std::string& name) {
  return status_of(call("DisableRule", {{"Name", name}, {"EventBusName", bus}}));
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
  json::Array wire;
  for (const RuleTarget& target : targets) wire.push_back(target.wire);
  const auto answer = call("PutTargets", {{"Rule", rule}, {"EventBusName", bus}, {"Targets", wire}});
  if (!answer) return answer.error();
  return check_entries(*answer, "PutTargets");
}

base::Status EventBridge::remove_targets(const std::string& bus, const std::string& rule,
                                         const std::vector<std::string>& ids) {
  json::Array wire;
  for (const std::string& id : ids) wire.emplace_back(id);
  const auto answer = call("RemoveTargets", {{"Rule", rule}, {"EventBusName", bus}, {"Ids", wire}});
  if (!answer) return answer.error();
  auto status = check_entries(*answer, "RemoveTargets");
  const bool was_gone = !status.ok() && status.error().code == "ResourceNotFoundException";
  return was_gone ? base::Status{} : status;
}

base::Result<bool> EventBridge::test_event_pattern(const std::string& pattern, const std::string& event) {
  const auto answer = call("TestEventPattern", {{"EventPattern", pattern}, {"Event", event}});
  if (!answer) return answer.error();
  return json::find_bool(*answer, "Result").value_or(false);
}

base::Status EventBridge::put_events(const std::vector<PutEventsEntry>& entries) {
  json::Array wire;
  for (const PutEventsEntry& entry : entries) {
    json::Object item{{"Source", entry.source}, {"DetailType", entry.detail_type}, {"Detail", entry.detail}};
    set_if(item, "EventBusName", entry.bus);
    wire.push_back(std::move(item));
  }
  const auto answer = call("PutEvents", {{"Entries", wire}});
  if (!answer) return answer.error();
  const json::Array* results = json::find_array(*answer, "Entries");
  if (json::find_int(*answer, "FailedEntryCount").value_or(0) == 0 || results == nullptr) return {};
  for (const json::Value& item : *results) {
    const std::string code = item.is_object() ? json::string_or_empty(item.get_object(), "ErrorCode") : "";
    if (code.empty()) continue;
    return base::Error{code,
                       fmt::format("events PutEvents: {}: {}", code,
                                   json::string_or_empty(item.get_object(), "ErrorMessage")),
                       ""};
  }
  return {};
}

}  // namespace sb::awsclient
