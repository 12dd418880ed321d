// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"
#include "cloud/eventbridge/entry_checks.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/paging.h"

// Event sources as their partner sees them: the calling account, or a partner inside this process.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Need;
using service::Outcome;
using service::PartnerSourceState;

namespace {

std::optional<service::Fault> check_name_and_account(const json::Object& input) {
  return Constraints()
      .text(input, "Name", kEventSourceName, Need::kRequired)
      .text(input, "Account", kAccountId, Need::kRequired)
      .fault();
}

json::Object show_account(const EventSource& source) {
  json::Object out{{"Account", source.customer.account}, {"CreationTime", epoch_seconds(source.created)}};
  if (source.expires) out["ExpirationTime"] = epoch_seconds(*source.expires);
  out["State"] = state_text(source.state);
  return out;
}

}  // namespace

Outcome EventBridge::create_partner_event_source(const Call& call, const json::Object& input) {
  if (auto fault = check_name_and_account(input)) return *fault;
  const std::string name = json::string_or_empty(input, "Name");
  const aws::Realm customer{json::string_or_empty(input, "Account"), call.realm.region};
  if (sources_.is_offered_by_another(call.realm, name)) return already_exists("Event source", name);
  if (auto fault = sources_.offer(customer, name, call.realm.account)) return *fault;
  return json::Object{{"EventSourceArn", sources_.find(customer, name)->arn()}};
}

Outcome EventBridge::describe_partner_event_source(const Call& call, const json::Object& input) {
  if (auto fault = Constraints().text(input, "Name", kEventSourceName, Need::kRequired).fault())
    return *fault;
  const std::string name = json::string_or_empty(input, "Name");
  json::Object out;
  sources_.of_partner(call.realm, [&](const EventSource& source) {
    if (source.name == name) out = {{"Arn", source.arn()}, {"Name", source.name}};
    return out.empty();
  });
  if (out.empty()) return no_such_source(name);
  return out;
}

Outcome EventBridge::delete_partner_event_source(const Call& call, const json::Object& input) {
  if (auto fault = check_name_and_account(input)) return *fault;
  const std::string name = json::string_or_empty(input, "Name");
  const aws::Realm customer{json::string_or_empty(input, "Account"), call.realm.region};
  const EventSource* source = sources_.find(customer, name);
  if (source != nullptr && source->partner == call.realm.account) sources_.withdraw(customer, name);
  return json::Object{};
}

Outcome EventBridge::list_partner_event_sources(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "NamePrefix", kPartnerSourcePrefix, Need::kRequired);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  const std::string prefix = json::string_or_empty(input, "NamePrefix");
  // A source offered to several accounts is listed once.
  std::string last;
  sources_.of_partner(call.realm, [&](const EventSource& source) {
    if (!source.name.starts_with(prefix) || source.name == last) return true;
    last = source.name;
    return page.add(source.name, [&] { return json::Object{{"Arn", source.arn()}, {"Name", source.name}}; });
  });
  return page.finish("PartnerEventSources");
}

Outcome EventBridge::list_partner_event_source_accounts(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "EventSourceName", kEventSourceName, Need::kRequired);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  const std::string name = json::string_or_empty(input, "EventSourceName");
  bool found = false;
  sources_.of_partner(call.realm, [&](const EventSource& source) {
    if (source.name != name) return true;
    found = true;
    return page.add(source.customer.account, [&] { return show_account(source); });
  });
  if (!found) return no_such_source(name);
  return page.finish("PartnerEventSourceAccounts");
}

json::Object EventBridge::put_partner_entry(const Call& call, const EntryView& entry) {
  if (auto refused = check_entry(entry)) return *refused;
  std::vector<aws::Realm> customers;
  bool known = false;
  sources_.of_partner(call.realm, [&](const EventSource& source) {
    if (source.name != entry.source) return true;
    known = true;
    if (source.state == PartnerSourceState::kActive) customers.push_back(source.customer);
    return true;
  });
  // The words are ours: what AWS says to a partner is not recorded.
  if (!known) {
    return {{"ErrorCode", "NotAuthorizedForSourceException"},
            {"ErrorMessage", "Event source " + std::string(entry.source) + " is not one of this account's."}};
  }
  const std::string id = base::make_uuid();
  for (const aws::Realm& customer : customers) {
    if (Bus* bus = find_bus(customer, std::string(entry.source)))
      route(*bus, envelopes_.write(entry, customer, id, timeline_.now()), 0);
  }
  return {{"EventId", id}};
}

Outcome EventBridge::put_partner_events(const Call& call, const json::Object& input) {
  const Entries entries = read_entries(call, input, kPartnerEntries);
  if (entries.fault) return *entries.fault;
  return answer_entries(entries.list, [&](const EntryView& entry) { return put_partner_entry(call, entry); });
}

base::Status EventBridge::offer(const aws::Realm& customer, const std::string& name) {
  if (!aws::is_partner_bus_name(name))
    return base::Error{"ValidationException", name + " is no name of a partner event source", ""};
  if (const auto fault = sources_.offer(customer, name, ""))
    return base::Error{fault->code, fault->message, ""};
  return {};
}

void EventBridge::withdraw(const aws::Realm& customer, const std::string& name) {
  sources_.withdraw(customer, name);
}

std::optional<PartnerSourceState> EventBridge::state_of(const aws::Realm& customer,
                                                        const std::string& name) const {
  const EventSource* source = sources_.find(customer, name);
  return source == nullptr ? std::nullopt : std::optional(source->state);
}

bool EventBridge::send(const aws::Realm& customer, const std::string& name,
                       const service::PartnerEvent& event) {
  Bus* bus = find_bus(customer, name);
  if (bus == nullptr || state_of(customer, name) != PartnerSourceState::kActive) return false;
  const auto compact = compact_detail(event.detail);
  const EntryView entry{name, event.detail_type, event.detail, "", {}, event.time, "", &compact};
  if (check_entry(entry)) return false;
  route(*bus, envelopes_.write(entry, customer, base::make_uuid(), timeline_.now()), 0);
  return true;
}

}  // namespace sb::cloud::eventbridge
