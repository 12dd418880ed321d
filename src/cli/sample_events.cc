// SPDX-License-Identifier: Apache-2.0
#include "cli/sample_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/digest.h"
#include "base/text.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "reconcile/probe.h"

namespace sb::cli {
namespace {

// When event `index` of `count` happened: a second apart, the last one now.
base::Time time_of(size_t index, size_t count, base::Time now) {
  return now - base::Seconds(static_cast<int64_t>(count - 1 - index));
}

// "v2.users.{id}.presence" with ids in place of {id}.
std::string topic_name(const std::string& topic, const std::string& id) {
  return base::replace_all(topic, "{id}", id);
}

// The same pattern, in which other choices of its lists come first: lists are alternatives, so their order
// means nothing.
void turn_choices(json::Object& pattern, size_t by) {
  for (auto& [key, value] : pattern) {
    if (json::Object* nested = value.if_object()) turn_choices(*nested, by);
    json::Array* choices = value.if_array();
    if (choices == nullptr || choices->empty()) continue;
    std::rotate(choices->begin(), choices->begin() + static_cast<std::ptrdiff_t>(by % choices->size()),
                choices->end());
    if (key != "$or") continue;
    for (json::Value& branch : *choices) {
      if (json::Object* nested = branch.if_object()) turn_choices(*nested, by);
    }
  }
}

// Makes events for one pattern.
class Maker {
 public:
  Maker(const std::string& pattern, const aws::Realm& realm)
      : text_(pattern), realm_(realm), pattern_(pattern::parse(pattern)) {
    if (auto document = json::parse_document(pattern); document.ok() && document->is_object())
      document_ = document->get_object();
  }

  // nullopt: none could be made that matches as EventBridge will deliver it.
  std::optional<json::Object> make(size_t turn, base::Time time) const {
    json::Object turned = document_;
    turn_choices(turned, turn);
    auto sample = reconcile::make_sample(json::to_text(turned), "", realm_);
    if (!sample) sample = reconcile::make_sample(text_, "", realm_);
    if (!sample) return std::nullopt;
    const std::string id = base::make_uuid();
    json::Object event = json::parse_document(*sample)->as_object();
    set_what_eventbridge_sets(event);
    if (!matches(event)) return std::nullopt;
    add(event, {"time"}, base::format_iso_seconds(time));
    const std::string type = json::string_or_empty(event, "detail-type");
    if (type.starts_with("v2.")) {
      add(event, {"detail", "eventBody", "conversationId"}, id);
      add(event, {"detail", "topicName"}, topic_name(type, id));
    } else {
      add(event, {"detail", "conversationId"}, id);
    }
    return event;
  }

 private:
  // Sets a value that makes the event lifelike, unless the pattern then no longer matches.
  void add(json::Object& event, const std::vector<const char*>& path, const std::string& value) const {
    json::Object changed = event;
    json::Object* at = &changed;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
      json::Value& next = (*at)[path[i]];
      if (next.is_null()) next = json::Object{};
      if (!next.is_object()) return;
      at = &next.get_object();
    }
    (*at)[path.back()] = value;
    if (matches(changed)) event = std::move(changed);
  }

  // Whatever the sender says, and the list that `resources` always is.
  void set_what_eventbridge_sets(json::Object& event) const {
    event["version"] = "0";
    event["id"] = base::make_uuid();
    event["account"] = realm_.account;
    event["region"] = realm_.region;
    json::Value& resources = event["resources"];
    if (!resources.is_array()) resources = resources.is_string() ? json::Array{resources} : json::Array{};
  }

  bool matches(const json::Object& event) const {
    const auto read = pattern::read_event(json::to_text(event));
    return pattern_.ok() && read.ok() && pattern::matches(*pattern_.pattern, *read.event);
  }

  const std::string text_;
  const aws::Realm realm_;
  const pattern::ParseResult pattern_;
  json::Object document_;
};

awsclient::PutEventsEntry entry_of(const json::Object& event, const std::string& bus) {
  awsclient::PutEventsEntry out;
  out.source = json::string_or_empty(event, "source");
  out.detail_type = json::string_or_empty(event, "detail-type");
  out.detail = json::to_text(event.at("detail"));
  out.bus = bus;
  const auto time = base::parse_iso(json::string_or_empty(event, "time"));
  if (time.ok()) out.time = *time;
  for (const json::Value& resource : event.at("resources").as_array())
    out.resources.push_back(json::to_std(resource.as_string()));
  return out;
}

void set_path(json::Object& root, const std::string& dotted, const json::Value& value) {
  json::Object* at = &root;
  const std::vector<std::string_view> parts = base::split(dotted, '.');
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    json::Value& next = (*at)[parts[i]];
    if (!next.is_object()) next = json::Object{};
    at = &next.get_object();
  }
  (*at)[parts.back()] = value;
}

// The body of a platform event: what all of them carry, and what the ends carry beside it (facts: Genesys
// Cloud notification schemas; upper case is the platform's).
json::Object platform_body(const std::string& type, const std::string& id, base::Time time) {
  const int64_t milliseconds = time.time_since_epoch().count();
  json::Object out{
      {"eventTime", milliseconds},      {"conversationId", id}, {"participantId", base::make_uuid()},
      {"sessionId", base::make_uuid()}, {"mediaType", "VOICE"}, {"provider", "Edge"},
      {"direction", "INBOUND"}};
  if (type.ends_with(".user.end") || type.ends_with(".customer.end")) {
    out["disconnectType"] = "ENDPOINT";
    out["interactingDurationMs"] = 61000;
  }
  if (type.ends_with(".acd.end")) out["acdOutcome"] = "ANSWERED";
  return out;
}

json::Object platform_detail(const std::string& type, const std::string& id, base::Time time) {
  return {{"topicName", topic_name(type, id)},
          {"version", "2"},
          {"eventBody", platform_body(type, id, time)},
          {"metadata", {{"CorrelationId", base::make_uuid()}}},
          {"timestamp", base::format_iso_milliseconds(time)}};
}

json::Object tutorial_detail(const std::string& id, base::Time time) {
  return {{"conversationId", id},
          {"mediaType", "voice"},
          {"direction", "inbound"},
          {"timestamp", base::format_iso_milliseconds(time)}};
}

void set_queue(const spec::Event& event, const SampleQueue& queue, json::Object& root) {
  static constexpr std::string_view kId = ".id";
  if (event.queue_path.empty()) return;
  const bool list = event.queue_path.ends_with("Ids");
  set_path(root, event.queue_path, list ? json::Value(json::Array{queue.id}) : json::Value(queue.id));
  if (!queue.name.empty() && event.queue_path.ends_with(kId))
    set_path(root, event.queue_path.substr(0, event.queue_path.size() - kId.size()) + ".name",
             json::Value(queue.name));
}

}  // namespace

base::Result<std::vector<SampleEvent>> make_route_events(const reconcile::Desired& desired,
                                                         const std::string& route, size_t count,
                                                         base::Time now) {
  std::vector<std::pair<std::string, Maker>> makers;  // by bus; one a pattern
  std::vector<std::string> seen;
  for (const reconcile::DesiredRule& rule : desired.rules) {
    if (rule.route != route || std::find(seen.begin(), seen.end(), rule.pattern) != seen.end()) continue;
    seen.push_back(rule.pattern);
    makers.emplace_back(rule.bus, Maker(rule.pattern, desired.realm));
  }
  std::vector<SampleEvent> out;
  for (size_t i = 0; i < count; ++i) {
    const auto& [bus, maker] = makers[i % makers.size()];
    const auto event = maker.make(i / makers.size(), time_of(i, count, now));
    if (!event) {
      return base::Error{"",
                         fmt::format("no event could be made from the pattern of the route '{}': {}", route,
                                     seen[i % makers.size()]),
                         "EventBridge sets account, region, id and version itself; for other fields send an "
                         "event of your own from a file"};
    }
    out.push_back({fmt::format("route '{}', event {}", route, i + 1), entry_of(*event, bus)});
  }
  return out;
}

std::vector<SampleEvent> make_named_events(const spec::Event& event, const spec::Family& family,
                                           const std::optional<SampleQueue>& queue, size_t count,
                                           base::Time now) {
  std::vector<SampleEvent> out;
  for (size_t i = 0; i < count; ++i) {
    const base::Time time = time_of(i, count, now);
    const std::string id = base::make_uuid();
    json::Object root;
    root["detail"] = family.partner ? platform_detail(event.name, id, time) : tutorial_detail(id, time);
    if (queue) set_queue(event, *queue, root);
    SampleEvent sample{fmt::format("{}, event {}", event.name, i + 1), {}};
    sample.entry.source = family.partner ? "" : family.source;
    sample.entry.detail_type = event.name;
    sample.entry.detail = json::to_text(root.at("detail"));
    sample.entry.bus = family.bus;
    sample.entry.time = time;
    out.push_back(std::move(sample));
  }
  return out;
}

}  // namespace sb::cli
