// SPDX-License-Identifier: Apache-2.0
#include "awsclient/eventbridge.h"

// The calls about event buses and partner event sources.
namespace sb::awsclient {
namespace {

constexpr char kNotFound[] = "ResourceNotFoundException";

EventBus read_bus(const json::Object& object) {
  return {json::string_or_empty(object, "Name"), json::string_or_empty(object, "Arn"),
          json::string_or_empty(object, "Description")};
}

EventSource read_source(const json::Object& object) {
  EventSource out{json::string_or_empty(object, "Name"), json::string_or_empty(object, "State"),
                  std::nullopt};
  // Seconds since the epoch, as a whole number or with a fraction.
  const json::Value* expires = object.if_contains("ExpirationTime");
  if (expires != nullptr && expires->is_number())
    out.expires = base::Time(base::Milliseconds(static_cast<int64_t>(expires->to_number<double>() * 1000)));
  return out;
}

base::Status status_of(const base::Result<json::Object>& answer) {
  return answer.ok() ? base::Status{} : base::Status{answer.error()};
}

}  // namespace

base::Result<std::vector<EventBus>> EventBridge::list_event_buses() {
  std::vector<EventBus> out;
  json::Object input;
  for (;;) {
    const auto page = call("ListEventBuses", input);
    if (!page) return page.error();
    if (const json::Array* buses = json::find_array(*page, "EventBuses")) {
      for (const json::Value& item : *buses) {
        if (item.is_object()) out.push_back(read_bus(item.get_object()));
      }
    }
    const std::string next = json::string_or_empty(*page, "NextToken");
    if (next.empty()) return out;
    input["NextToken"] = next;
  }
}

base::Result<std::vector<std::string>> EventBridge::list_event_bus_names() {
  const auto buses = list_event_buses();
  if (!buses) return buses.error();
  std::vector<std::string> out;
  for (const EventBus& bus : *buses) out.push_back(bus.name);
  return out;
}

base::Result<std::optional<EventBus>> EventBridge::describe_event_bus(const std::string& name) {
  const auto answer = call("DescribeEventBus", {{"Name", name}});
  if (!answer.ok() && answer.error().code == kNotFound) return std::optional<EventBus>{};
  if (!answer) return answer.error();
  return std::optional(read_bus(*answer));
}

base::Result<std::string> EventBridge::create_partner_bus(const std::string& source,
                                                          const std::string& description,
                                                          const std::map<std::string, std::string>& tags) {
  const auto answer = call("CreateEventBus", {{"Name", source},
                                              {"EventSourceName", source},
                                              {"Description", description},
                                              {"Tags", tag_list(tags)}});
  if (!answer) return answer.error();
  return json::string_or_empty(*answer, "EventBusArn");
}

base::Status EventBridge::describe_bus_as(const std::string& name, const std::string& description) {
  return status_of(call("UpdateEventBus", {{"Name", name}, {"Description", description}}));
}

base::Status EventBridge::delete_event_bus(const std::string& name) {
  const auto answer = call("DeleteEventBus", {{"Name", name}});
  if (!answer.ok() && answer.error().code == kNotFound) return {};
  return status_of(answer);
}

base::Result<std::optional<EventSource>> EventBridge::describe_event_source(const std::string& name) {
  const auto answer = call("DescribeEventSource", {{"Name", name}});
  if (!answer.ok() && answer.error().code == kNotFound) return std::optional<EventSource>{};
  if (!answer) return answer.error();
  return std::optional(read_source(*answer));
}

base::Result<std::vector<EventSource>> EventBridge::list_event_sources(const std::string& name_prefix) {
  std::vector<EventSource> out;
  json::Object input{{"NamePrefix", name_prefix}};
  for (;;) {
    const auto page = call("ListEventSources", input);
    if (!page) return page.error();
    if (const json::Array* sources = json::find_array(*page, "EventSources")) {
      for (const json::Value& item : *sources) {
        if (item.is_object()) out.push_back(read_source(item.get_object()));
      }
    }
    const std::string next = json::string_or_empty(*page, "NextToken");
    if (next.empty()) return out;
    input["NextToken"] = next;
  }
}

base::Status EventBridge::activate_event_source(const std::string& name) {
  return status_of(call("ActivateEventSource", {{"Name", name}}));
}

}  // namespace sb::awsclient
