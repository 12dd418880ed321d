// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/digest.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/input.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

// Events: taking them in, matching them, sending them on.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr int kHopsMax = 5;
constexpr size_t kTimeBytes = 14;

std::string quoted(const std::string& text) { return json::to_text(json::Value(text)); }

EventEntry read_entry(const json::Object& object) {
  EventEntry out;
  out.source = json::string_or_empty(object, "Source");
  out.detail_type = json::string_or_empty(object, "DetailType");
  out.detail = json::string_or_empty(object, "Detail");
  if (const json::Array* resources = json::find_array(object, "Resources")) {
    for (const json::Value& item : *resources) {
      if (item.is_string()) out.resources.push_back(json::to_std(item.get_string()));
    }
  }
  if (const json::Value* time = object.if_contains("Time"); time != nullptr && time->is_number()) {
    out.time = base::Time(base::Milliseconds(static_cast<int64_t>(time->to_number<double>() * 1000)));
  }
  return out;
}

size_t size_of(const EventEntry& entry) {
  size_t total =
      entry.source.size() + entry.detail_type.size() + entry.detail.size() + (entry.time ? kTimeBytes : 0);
  for (const std::string& resource : entry.resources) total += resource.size();
  return total;
}

json::Object failure(const char* code, std::string message) {
  return {{"ErrorCode", code}, {"ErrorMessage", std::move(message)}};
}

std::optional<json::Object> check_entry(const EventEntry& entry) {
  const auto required = [](const char* name) {
    return failure("InvalidArgument",
                   fmt::format("Parameter {} is not valid. Reason: {} is a required argument.", name, name));
  };
  if (entry.source.empty()) return required("Source");
  if (entry.detail_type.empty()) return required("DetailType");
  if (entry.detail.empty()) return required("Detail");
  const auto detail = json::read(entry.detail);
  if (!detail.ok() || detail.tree->root.kind != json::Kind::kObject)
    return failure("MalformedDetail", "Detail is malformed.");
  if (entry.source == "aws" || entry.source.starts_with("aws.")) {
    return failure("NotAuthorizedForSourceException", "Not authorized for the source.");
  }
  return std::nullopt;
}

}  // namespace

std::string EventBridge::make_event(const aws::Realm& realm, const EventEntry& entry,
                                    const std::string& id) const {
  std::string resources;
  for (const std::string& resource : entry.resources)
    resources += (resources.empty() ? "" : ",") + quoted(resource);
  return fmt::format(
      R"({{"version":"0","id":"{}","detail-type":{},"source":{},"account":"{}","time":"{}","region":"{}","resources":[{}],"detail":{}}})",
      id, quoted(entry.detail_type), quoted(entry.source), realm.account,
      base::format_iso_seconds(entry.time.value_or(timeline_.now())), realm.region, resources,
      compact(entry.detail));
}

std::string EventBridge::accept(const aws::Realm& realm, const EventEntry& entry) {
  const std::string id = base::make_uuid();
  route(*find_bus(realm, "default"), make_event(realm, entry, id), 0);
  return id;
}

json::Object EventBridge::put_entry(const Call& call, const json::Object& object) {
  const EventEntry entry = read_entry(object);
  if (auto refused = check_entry(entry)) return *refused;
  const std::string id = base::make_uuid();
  // An event for a bus that does not exist is taken and dropped, as AWS does.
  Bus* bus = find_bus(call.realm, json::string_or_empty(object, "EventBusName"));
  if (bus != nullptr && bus->realm.account == call.realm.account)
    route(*bus, make_event(call.realm, entry, id), 0);
  return {{"EventId", id}};
}

Outcome EventBridge::put_events(const Call& call, const json::Object& input) {
  const json::Array* entries = json::find_array(input, "Entries");
  if (entries == nullptr || entries->empty()) {
    return validation(
        service::constraint_text("[]", "entries", "Member must have length greater than or equal to 1"));
  }
  if (entries->size() > aws::kPutEventsEntriesMax) {
    return validation(service::constraint_text(fmt::format("[{} entries]", entries->size()), "entries",
                                               "Member must have length less than or equal to 10"));
  }
  size_t bytes = 0;
  for (const json::Value& item : *entries) {
    if (!item.is_object()) return validation("Parameter Entries is not valid.");
    bytes += size_of(read_entry(item.get_object()));
  }
  if (bytes > aws::kPutEventsBytesMax)
    return validation("Total size of the entries in the request is over the limit.");
  json::Array results;
  int failed = 0;
  for (const json::Value& item : *entries) {
    json::Object result = put_entry(call, item.get_object());
    failed += result.contains("ErrorCode") ? 1 : 0;
    results.push_back(std::move(result));
  }
  return json::Object{{"FailedEntryCount", failed}, {"Entries", std::move(results)}};
}

void EventBridge::route(Bus& bus, const std::string& event_text, int hops) {
  const auto* matches = bus.reader.match(event_text, pattern::Validation::kWhole);
  if (matches == nullptr || matches->empty()) return;
  // A target may lead back to this bus, which asks the reader again.
  std::vector<std::string> names;
  for (const pattern::RuleReader::Match& match : *matches) names.emplace_back(match.id());
  const auto tree = json::read(event_text);
  for (const std::string& name : names) {
    const Rule& rule = bus.rules.at(name);
    if (rule.state == "DISABLED") continue;
    for (const json::Object& target : rule.targets) send(bus, rule, target, event_text, *tree.tree, hops);
  }
}

void EventBridge::send(const Bus& bus, const Rule& rule, const json::Object& target,
                       const std::string& event_text, const json::Tree& event, int hops) {
  const std::string rule_arn = bus.rule_arn(rule.name);
  auto body = render_input(target, event_text, event,
                           {rule_arn, rule.name, base::format_iso_seconds(timeline_.now())});
  if (!body) return;
  delivery::Delivery out;
  out.id = base::make_uuid();
  out.realm = bus.realm;
  out.principal = "events.amazonaws.com";
  out.source_arn = rule_arn;
  out.target_arn = json::string_or_empty(target, "Arn");
  out.body = std::move(*body);
  out.hops = hops + 1;
  if (target.contains("Input") || target.contains("InputPath") || target.contains("InputTransformer"))
    out.dead_letter_body = event_text;
  if (const json::Object* fifo = json::find_object(target, "SqsParameters"))
    out.group_id = json::string_or_empty(*fifo, "MessageGroupId");
  if (const json::Object* letters = json::find_object(target, "DeadLetterConfig"))
    out.dead_letter_arn = json::string_or_empty(*letters, "Arn");
  if (const json::Object* retry = json::find_object(target, "RetryPolicy")) {
    out.retry = delivery::RetrySchedule::event_bridge(
        static_cast<int>(json::find_int(*retry, "MaximumRetryAttempts").value_or(aws::kRetryAttemptsMax)),
        base::Seconds(json::find_int(*retry, "MaximumEventAgeInSeconds").value_or(aws::kEventAgeSecondsMax)));
  }
  dispatcher_.dispatch(std::move(out));
}

void EventBridge::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  using delivery::Verdict;
  const auto arn = aws::parse_arn(delivery.target_arn);
  Bus* bus = arn ? find_bus(arn->realm(), delivery.target_arn) : nullptr;
  if (bus == nullptr) return done({Verdict::kRefused, "NO_RESOURCE", "The event bus does not exist."});
  if (delivery.hops > kHopsMax)
    return done({Verdict::kRefused, "LOOP", fmt::format("The event has passed {} buses.", kHopsMax)});
  if (bus->realm.account != delivery.realm.account) {
    return done({Verdict::kRefused, "NO_PERMISSIONS",
                 fmt::format("The policy of {} does not let account {} put events.", delivery.target_arn,
                             delivery.realm.account)});
  }
  route(*bus, delivery.body, delivery.hops);
  done({});
}

Outcome EventBridge::test_event_pattern(const Call&, const json::Object& input) {
  auto parsed = pattern::parse(json::string_or_empty(input, "EventPattern"));
  if (!parsed.ok()) return Fault{"InvalidEventPatternException", parsed.error.message, 400, "", ""};
  const auto tree = json::read(json::string_or_empty(input, "Event"));
  static constexpr const char* kRequired[] = {"id",     "account",   "source",     "time",
                                              "region", "resources", "detail-type"};
  const bool complete = tree.ok() && tree.tree->root.kind == json::Kind::kObject &&
                        std::all_of(std::begin(kRequired), std::end(kRequired),
                                    [&](const char* key) { return tree.tree->root.find(key) != nullptr; });
  if (!complete) return validation("Parameter Event is not valid.");
  return json::Object{{"Result", pattern::matches(*parsed.pattern, *tree.tree)}};
}

}  // namespace sb::cloud::eventbridge
