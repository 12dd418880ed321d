// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/paging.h"

// Event sources as the customer sees them.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Need;
using service::Outcome;

namespace {

json::Object show(const EventSource& source) {
  json::Object out{{"Arn", source.arn()},
                   {"CreatedBy", source.created_by()},
                   {"CreationTime", epoch_seconds(source.created)}};
  if (source.expires) out["ExpirationTime"] = epoch_seconds(*source.expires);
  out["Name"] = source.name;
  out["State"] = state_text(source.state);
  return out;
}

std::optional<service::Fault> check_name(const json::Object& input) {
  return Constraints().text(input, "Name", kEventSourceName, Need::kRequired).fault();
}

}  // namespace

Outcome EventBridge::describe_event_source(const Call& call, const json::Object& input) {
  if (auto fault = check_name(input)) return *fault;
  const std::string name = json::string_or_empty(input, "Name");
  const EventSource* source = sources_.find(call.realm, name);
  if (source == nullptr) return no_such_source(name);
  return show(*source);
}

Outcome EventBridge::list_event_sources(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "NamePrefix", kEventSourcePrefix);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  const std::string prefix = json::string_or_empty(input, "NamePrefix");
  sources_.of_customer(call.realm, [&](const EventSource& source) {
    return !source.name.starts_with(prefix) || page.add(source.name, [&] { return show(source); });
  });
  return page.finish("EventSources");
}

Outcome EventBridge::activate_event_source(const Call& call, const json::Object& input) {
  if (auto fault = check_name(input)) return *fault;
  if (auto fault = sources_.activate(call.realm, json::string_or_empty(input, "Name"))) return *fault;
  return json::Object{};
}

Outcome EventBridge::deactivate_event_source(const Call& call, const json::Object& input) {
  if (auto fault = check_name(input)) return *fault;
  if (auto fault = sources_.deactivate(call.realm, json::string_or_empty(input, "Name"))) return *fault;
  return json::Object{};
}

}  // namespace sb::cloud::eventbridge
