// SPDX-License-Identifier: Apache-2.0
#include "awsclient/eventbridge.h"

// The calls about partner event sources.
namespace sb::awsclient {
namespace {

constexpr char kNotFound[] = "ResourceNotFoundException";

EventSource read_source(const json::Object& object) {
  EventSource out{json::string_or_empty(object, "Name"), json::string_or_empty(object, "State"),
                  std::nullopt};
  // Seconds since the epoch, as a whole number or with a fraction.
  const json::Value* expires = object.if_contains("ExpirationTime");
  if (expires != nullptr && expires->is_number())
    out.expires = base::Time(base::Milliseconds(static_cast<int64_t>(expires->to_number<double>() * 1000)));
  return out;
}

}  // namespace

base::Result<std::optional<EventSource>> EventBridge::describe_event_source(const std::string& name) {
  const auto answer = call("DescribeEventSource", {{"Name", name}});
  if (!answer.ok() && answer.error().code == kNotFound) return std::optional<EventSource>{};
  if (!answer) return answer.error();
  return std::optional(read_source(*answer));
}

}  // namespace sb::awsclient
