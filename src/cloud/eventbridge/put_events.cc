// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "cloud/eventbridge/entry_checks.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/service/policy_request.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/pattern_index.h"

// PutEvents and TestEventPattern.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Fault;
using service::Need;
using service::Outcome;

namespace {

json::Object failure(const char* code, std::string message) {
  return {{"ErrorCode", code}, {"ErrorMessage", std::move(message)}};
}

// A bus lets its own account in unless its policy says no, and others where it says yes.
bool may_put(const Bus& bus, const Call& call, const EntryView& entry) {
  const bool own = bus.realm.account == call.realm.account;
  if (own && bus.policy.statements.empty()) return true;
  aws::PolicyRequest request = service::make_policy_request(call, "events:PutEvents", bus.arn());
  request.context = {{"events:source", std::string(entry.source)},
                     {"events:detail-type", std::string(entry.detail_type)}};
  const aws::PolicyVerdict verdict = aws::evaluate(bus.policy, request);
  return verdict == aws::PolicyVerdict::kAllow || (own && verdict == aws::PolicyVerdict::kNoStatement);
}

json::Object denied(const Call& call, const std::string& bus_arn) {
  return failure(
      "AccessDeniedException",
      fmt::format("User: {} is not authorized to perform: events:PutEvents on resource: {} because "
                  "no resource-based policy allows the events:PutEvents action",
                  call.caller_arn, bus_arn));
}

bool is_of_another_account(const Call& call, std::string_view bus) {
  const auto arn = aws::view_arn(bus);
  return arn && arn->account != call.realm.account;
}

}  // namespace

std::string EventBridge::accept(const aws::Realm& realm, const EventEntry& event) {
  const auto compact = compact_detail(event.detail);
  EntryView entry{
      event.source, event.detail_type, event.detail, "", {event.resources.begin(), event.resources.end()},
      event.time};
  entry.compact = &compact;
  if (check_entry(entry)) return "";
  const std::string id = base::make_uuid();
  route(*find_bus(realm, "default"), envelopes_.write(entry, realm, id, timeline_.now()), 0);
  return id;
}

std::shared_ptr<const service::Findings> EventBridge::look_ahead(const std::string& operation,
                                                                 const json::Object& input) const {
  if (operation == "PutEvents") return read_details(input, kOwnEntries.count_max);
  if (operation == "PutPartnerEvents") return read_details(input, kPartnerEntries.count_max);
  return nullptr;
}

json::Object EventBridge::put_entry(const Call& call, Bus* bus, const EntryView& entry) {
  if (auto refused = check_entry(entry)) return *refused;
  if (entry.source == "aws" || entry.source.starts_with("aws."))
    return failure("NotAuthorizedForSourceException", "Not authorized for the source.");
  if (bus == nullptr ? is_of_another_account(call, entry.bus) : !may_put(*bus, call, entry))
    return denied(call, bus != nullptr ? bus->arn() : std::string(entry.bus));
  const std::string id = base::make_uuid();
  // An event for a bus that does not exist, or is in another region, is taken and dropped (recorded).
  if (bus != nullptr && bus->realm.region == call.realm.region)
    route(*bus, envelopes_.write(entry, call.realm, id, timeline_.now()), 0, entry.trace_header);
  return {{"EventId", id}};
}

Outcome EventBridge::put_events(const Call& call, const json::Object& input) {
  const Entries entries = read_entries(call, input, kOwnEntries);
  if (entries.fault) return *entries.fault;
  if (auto fault = Constraints().text(input, "EndpointId", kEndpointId).fault()) return *fault;
  if (json::find_string(input, "EndpointId")) {
    return validation(
        "Parameter EndpointId is not valid. Reason: Global endpoints are not served by this local cloud.");
  }
  std::map<std::string_view, Bus*> buses;  // by how the entries call them
  return answer_entries(entries.list, [&](const EntryView& entry) {
    const auto [at, is_new] = buses.try_emplace(entry.bus);
    if (is_new) at->second = find_bus(call.realm, std::string(entry.bus));
    return put_entry(call, at->second, entry);
  });
}

Outcome EventBridge::test_event_pattern(const Call&, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "EventPattern", kEventPattern, Need::kRequired)
      .text(input, "Event", {}, Need::kRequired);
  if (auto fault = constraints.fault()) return *fault;
  auto parsed = pattern::parse(json::string_or_empty(input, "EventPattern"));
  if (!parsed.ok()) return Fault{"InvalidEventPatternException", parsed.error.message, 400, "", ""};
  const auto tree = json::read(json::string_or_empty(input, "Event"));
  static constexpr const char* kRequired[] = {"id",     "account",   "source",     "time",
                                              "region", "resources", "detail-type"};
  const bool complete = tree.ok() && tree.tree->root.kind == json::Kind::kObject &&
                        std::all_of(std::begin(kRequired), std::end(kRequired),
                                    [&](const char* key) { return tree.tree->root.find(key) != nullptr; });
  if (!complete) return validation("Parameter Event is not valid.");
  return json::Object{{"Result", pattern::PatternIndex(*parsed.pattern).matches(pattern::Event(*tree.tree))}};
}

}  // namespace sb::cloud::eventbridge
