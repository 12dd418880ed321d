// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/event_sources.h"

#include <algorithm>
#include <vector>

#include "cloud/eventbridge/faults.h"

namespace sb::cloud::eventbridge {

using service::Fault;
using service::PartnerSourceState;

namespace {

constexpr base::Milliseconds kPendingMax = std::chrono::weeks(2);

PartnerSourceState state_of(std::string_view text) {
  if (text == "ACTIVE") return PartnerSourceState::kActive;
  return text == "DELETED" ? PartnerSourceState::kDeleted : PartnerSourceState::kPending;
}

std::string key_of(const aws::Realm& customer, const std::string& name) {
  return service::make_key({customer.account, customer.region, name});
}

base::Time time_of(int64_t milliseconds) { return base::Time(base::Milliseconds(milliseconds)); }

}  // namespace

const char* state_text(PartnerSourceState state) {
  switch (state) {
    case PartnerSourceState::kActive:
      return "ACTIVE";
    case PartnerSourceState::kDeleted:
      return "DELETED";
    case PartnerSourceState::kPending:
      break;
  }
  return "PENDING";
}

std::string EventSource::arn() const {
  return aws::Arn{aws::partition_of(customer.region), "events", customer.region, "", "event-source/" + name}
      .to_text();
}

std::string EventSource::created_by() const {
  const size_t begin = name.find('/') + 1;
  return name.substr(begin, name.find('/', begin) - begin);
}

const EventSource* EventSources::find(const aws::Realm& customer, const std::string& name) const {
  const auto at = sources_.find(key_of(customer, name));
  return at == sources_.end() ? nullptr : &at->second;
}

EventSource* EventSources::look_up(const aws::Realm& customer, const std::string& name) {
  return const_cast<EventSource*>(find(customer, name));
}

void EventSources::of_customer(const aws::Realm& customer,
                               const std::function<bool(const EventSource&)>& visit) const {
  for (auto at = sources_.lower_bound(key_of(customer, "")); at != sources_.end(); ++at) {
    if (at->second.customer != customer || !visit(at->second)) return;
  }
}

void EventSources::of_partner(const aws::Realm& partner,
                              const std::function<bool(const EventSource&)>& visit) const {
  std::vector<const EventSource*> found;
  for (const auto& [key, source] : sources_) {
    if (source.partner == partner.account && source.customer.region == partner.region &&
        source.state != PartnerSourceState::kDeleted) {
      found.push_back(&source);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->name < b->name; });
  for (const EventSource* source : found) {
    if (!visit(*source)) return;
  }
}

bool EventSources::is_offered_by_another(const aws::Realm& partner, const std::string& name) const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const auto& item) {
    const EventSource& source = item.second;
    return source.name == name && source.customer.region == partner.region &&
           source.partner != partner.account && source.state != PartnerSourceState::kDeleted;
  });
}

void EventSources::describe(service::Inventory& out) const {
  for (const auto& [key, source] : sources_) {
    json::Object one{{"name", source.name},
                     {"arn", source.arn()},
                     {"state", state_text(source.state)},
                     {"created_by", source.created_by()}};
    service::add_unless_empty(one, "partner_account", source.partner);
    if (source.expires) one["expires"] = base::format_iso_seconds(*source.expires);
    out.list(source.customer, "event_sources").push_back(std::move(one));
  }
}

void EventSources::reset() {
  for (const auto& [key, source] : sources_) {
    timeline_.cancel(source.timer);
    store_.erase(store::Table::kEventSource, key);
  }
  sources_.clear();
}

std::optional<Fault> EventSources::offer(const aws::Realm& customer, const std::string& name,
                                         const std::string& partner) {
  EventSource* source = look_up(customer, name);
  if (source != nullptr && source->state != PartnerSourceState::kDeleted)
    return already_exists("Event source", name);
  if (source == nullptr) {
    EventSource fresh{customer, name, partner, PartnerSourceState::kPending, false, timeline_.now(), {}, 0};
    source = &sources_.emplace(fresh.key(), fresh).first->second;
  }
  source->partner = partner;
  become(*source, source->has_bus ? PartnerSourceState::kActive : PartnerSourceState::kPending);
  return std::nullopt;
}

void EventSources::withdraw(const aws::Realm& customer, const std::string& name) {
  if (EventSource* source = look_up(customer, name)) end(*source);
}

std::optional<Fault> EventSources::activate(const aws::Realm& customer, const std::string& name) {
  EventSource* source = look_up(customer, name);
  if (source == nullptr || !source->has_bus) {
    return Fault{"ResourceNotFoundException",
                 "Event source " + name + " or event bus " + name + " does not exist.", 400, "", ""};
  }
  if (source->state != PartnerSourceState::kPending)
    return invalid_state(name, state_text(source->state), "PENDING");
  become(*source, PartnerSourceState::kActive);
  return std::nullopt;
}

std::optional<Fault> EventSources::deactivate(const aws::Realm& customer, const std::string& name) {
  EventSource* source = look_up(customer, name);
  if (source == nullptr) return no_such_source(name);
  if (source->state != PartnerSourceState::kActive)
    return invalid_state(name, state_text(source->state), "ACTIVE");
  become(*source, PartnerSourceState::kPending);
  return std::nullopt;
}

std::optional<Fault> EventSources::claim(const aws::Realm& customer, const std::string& name) {
  EventSource* source = look_up(customer, name);
  if (source == nullptr) return no_such_source(name);
  if (source->has_bus) return already_exists("Event bus", name);
  if (source->state != PartnerSourceState::kPending)
    return invalid_state(name, state_text(source->state), "PENDING");
  source->has_bus = true;
  become(*source, PartnerSourceState::kActive);
  return std::nullopt;
}

void EventSources::release(const aws::Realm& customer, const std::string& name) {
  EventSource* source = look_up(customer, name);
  if (source == nullptr) return;
  source->has_bus = false;
  if (source->state == PartnerSourceState::kDeleted) return end(*source);
  become(*source, PartnerSourceState::kPending);
}

void EventSources::become(EventSource& source, PartnerSourceState state) {
  source.state = state;
  source.expires.reset();
  if (state == PartnerSourceState::kPending) source.expires = timeline_.now() + kPendingMax;
  set_timer(source);
  save(source);
}

void EventSources::set_timer(EventSource& source) {
  timeline_.cancel(source.timer);
  source.timer = 0;
  if (!source.expires) return;
  source.timer = timeline_.call_at(*source.expires, [this, key = source.key()] {
    end(sources_.at(key));
    store_.on_durable([](const base::Status&) {});
  });
}

void EventSources::end(EventSource& source) {
  if (source.has_bus) return become(source, PartnerSourceState::kDeleted);
  timeline_.cancel(source.timer);
  const std::string key = source.key();
  store_.erase(store::Table::kEventSource, key);
  sources_.erase(key);
}

void EventSources::save(const EventSource& source) {
  json::Object row{{"account", source.customer.account},
                   {"region", source.customer.region},
                   {"name", source.name},
                   {"partner", source.partner},
                   {"state", state_text(source.state)},
                   {"has_bus", source.has_bus},
                   {"created", source.created.time_since_epoch().count()}};
  if (source.expires) row["expires"] = source.expires->time_since_epoch().count();
  store_.put(store::Table::kEventSource, source.key(), json::to_text(row));
}

base::Status EventSources::load() {
  auto status =
      store_.for_each_object(store::Table::kEventSource, [&](std::string_view key, const json::Object& row) {
        EventSource source;
        source.customer = {json::string_or_empty(row, "account"), json::string_or_empty(row, "region")};
        source.name = json::string_or_empty(row, "name");
        source.partner = json::string_or_empty(row, "partner");
        source.state = state_of(json::string_or_empty(row, "state"));
        source.has_bus = json::find_bool(row, "has_bus").value_or(false);
        source.created = time_of(json::find_int(row, "created").value_or(0));
        if (const auto expires = json::find_int(row, "expires")) source.expires = time_of(*expires);
        sources_.emplace(std::string(key), std::move(source));
      });
  for (auto& [key, source] : sources_) set_timer(source);
  return status;
}

}  // namespace sb::cloud::eventbridge
