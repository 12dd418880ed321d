// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/paging.h"
#include "cloud/eventbridge/shapes.h"
#include "cloud/eventbridge/tags.h"

// The operations on event buses.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Fault;
using service::Need;
using service::Outcome;

namespace {

// Description, KmsKeyIdentifier, DeadLetterConfig and LogConfig, each where it is set.
void add_settings(const Bus& bus, json::Object& out) {
  if (!bus.description.empty()) out["Description"] = bus.description;
  if (!bus.key_id.empty()) out["KmsKeyIdentifier"] = bus.key_id;
  if (!bus.dead_letter_arn.empty()) out["DeadLetterConfig"] = {{"Arn", bus.dead_letter_arn}};
  if (!bus.log_config.empty()) out["LogConfig"] = bus.log_config;
}

json::Object show(const Bus& bus) {
  json::Object out{{"Name", bus.name}, {"Arn", bus.arn()}};
  if (!bus.description.empty()) out["Description"] = bus.description;
  if (!bus.policy_text.empty()) out["Policy"] = bus.policy_text;
  out["CreationTime"] = epoch_seconds(bus.created);
  out["LastModifiedTime"] = epoch_seconds(bus.modified);
  return out;
}

void check_settings(const json::Object& input, Constraints& out) {
  out.text(input, "Description", kDescription).text(input, "KmsKeyIdentifier", {0, 2048, nullptr, nullptr});
  service::check(input, kDeadLetterMember, "", out);
  service::check(input, kLogMember, "", out);
}

std::optional<Fault> check_dead_letter(const json::Object& input) {
  const json::Object* letters = json::find_object(input, "DeadLetterConfig");
  const std::string arn = letters == nullptr ? "" : json::string_or_empty(*letters, "Arn");
  const auto queue = aws::parse_arn(arn);
  if (arn.empty() || (queue && queue->service == "sqs")) return std::nullopt;
  return validation(
      fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct format.", arn));
}

// Takes over the settings that `input` has.
void apply_settings(const json::Object& input, Bus& bus) {
  if (const auto text = json::find_string(input, "Description")) bus.description = *text;
  if (const auto text = json::find_string(input, "KmsKeyIdentifier")) bus.key_id = *text;
  if (const json::Object* letters = json::find_object(input, "DeadLetterConfig"))
    bus.dead_letter_arn = json::string_or_empty(*letters, "Arn");
  if (const json::Object* config = json::find_object(input, "LogConfig"))
    bus.log_config = service::kept(*config, kLogConfig);
}

}  // namespace

void set_policy(Bus& bus, std::string text) {
  bus.policy = {};
  if (auto parsed = aws::parse_policy(text); parsed.ok()) bus.policy = std::move(*parsed);
  bus.policy_text = std::move(text);
}

std::optional<Fault> EventBridge::check_new_bus(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "Name");
  const std::string source = json::string_or_empty(input, "EventSourceName");
  if (source.empty() && name.starts_with("aws."))
    return validation("EventBus name starting with 'aws.' is not valid.");
  if (source.empty() && name.find('/') != std::string::npos)
    return validation("Event bus name must not contain '/'.");
  if (!source.empty() && source != name)
    return validation(fmt::format("Event bus name {} must match the event source name {}.", name, source));
  if (!source.empty() && sources_.find(call.realm, source) == nullptr) return no_such_source(source);
  if (find_bus(call.realm, name) != nullptr) return already_exists("Event bus", name);
  find_bus(call.realm, "default");  // counts too
  const auto count = std::count_if(buses_.begin(), buses_.end(),
                                   [&](const auto& item) { return item.second->realm == call.realm; });
  if (static_cast<size_t>(count) >= aws::kBusesQuota) return limit_exceeded();
  return check_dead_letter(input);
}

Outcome EventBridge::create_event_bus(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "Name", kBusNameField, Need::kRequired)
      .text(input, "EventSourceName", kEventSourceName);
  check_settings(input, constraints);
  check_tags(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  if (auto fault = check_new_bus(call, input)) return *fault;
  auto bus = std::make_unique<Bus>();
  bus->realm = call.realm;
  bus->name = json::string_or_empty(input, "Name");
  bus->created = bus->modified = timeline_.now();
  apply_settings(input, *bus);
  if (auto fault = add_tags(input, bus->tags)) return *fault;
  if (bus->is_partner_bus()) {
    if (auto fault = sources_.claim(call.realm, bus->name)) return *fault;
  }
  save(*bus);
  json::Object out{{"EventBusArn", bus->arn()}};
  add_settings(*bus, out);
  const std::string key = bus->key();
  buses_[key] = std::move(bus);
  return out;
}

Outcome EventBridge::describe_event_bus(const Call& call, const json::Object& input) {
  if (auto fault = Constraints().text(input, "Name", kBusNameOrArn).fault()) return *fault;
  const FoundBus found = find_own_bus(call, input, "Name");
  if (found.fault) return *found.fault;
  json::Object out = show(*found.bus);
  add_settings(*found.bus, out);
  return out;
}

Outcome EventBridge::update_event_bus(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "Name", kBusNameField);
  check_settings(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  const FoundBus found = find_own_bus(call, input, "Name");
  if (found.fault) return *found.fault;
  if (auto fault = check_dead_letter(input)) return *fault;
  apply_settings(input, *found.bus);
  found.bus->modified = timeline_.now();
  save(*found.bus);
  json::Object out{{"Arn", found.bus->arn()}, {"Name", found.bus->name}};
  add_settings(*found.bus, out);
  return out;
}

Outcome EventBridge::list_event_buses(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "NamePrefix", kBusNameField);
  check_page(input, constraints);
  if (auto fault = constraints.fault()) return *fault;
  Page page(input);
  if (page.fault()) return *page.fault();
  find_bus(call.realm, "default");
  const std::string prefix = json::string_or_empty(input, "NamePrefix");
  const std::string first = service::make_key({call.realm.account, call.realm.region, ""});
  for (auto at = buses_.lower_bound(first); at != buses_.end() && at->second->realm == call.realm; ++at) {
    const Bus& bus = *at->second;
    if (bus.name.starts_with(prefix) && !page.add(bus.name, [&] { return show(bus); })) break;
  }
  return page.finish("EventBuses");
}

Outcome EventBridge::delete_event_bus(const Call& call, const json::Object& input) {
  if (auto fault = Constraints().text(input, "Name", kBusNameField, Need::kRequired).fault()) return *fault;
  const std::string name = json::string_or_empty(input, "Name");
  if (name == "default") return validation("Cannot delete event bus default.");
  const FoundBus found = find_own_bus(call, input, "Name");
  if (found.fault) return *found.fault;
  if (!found.bus->rules.empty())
    return validation(fmt::format("Event bus {} can't be deleted since it has rules.", name));
  const std::string key = found.bus->key();
  if (found.bus->is_partner_bus()) sources_.release(call.realm, name);
  store_.erase(store::Table::kBus, key);
  buses_.erase(key);
  return json::Object{};
}

}  // namespace sb::cloud::eventbridge
