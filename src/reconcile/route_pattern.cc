// SPDX-License-Identifier: Apache-2.0
#include "reconcile/route_pattern.h"

#include "base/text.h"
#include "json/document.h"

namespace sb::reconcile {
namespace {

using spec::Fragment;

constexpr char kUserEnd[] = "v2.detail.events.conversation.{id}.user.end";
constexpr char kAcdEnd[] = "v2.detail.events.conversation.{id}.acd.end";

Fragment object() {
  Fragment out;
  out.kind = Fragment::Kind::kObject;
  return out;
}

Fragment scalar(const std::string& json_text) {
  Fragment out;
  out.scalar = json_text;
  return out;
}

Fragment list_of_raw(const std::vector<std::string>& json_texts, base::SourcePosition position = {}) {
  Fragment out;
  out.kind = Fragment::Kind::kArray;
  out.position = position;
  for (const std::string& text : json_texts) {
    out.items.push_back(scalar(text));
    out.items.back().position = position;
  }
  return out;
}

Fragment list_of(const std::vector<std::string>& strings, base::SourcePosition position = {}) {
  std::vector<std::string> texts;
  for (const std::string& text : strings) texts.push_back(json::to_text(json::Value(text)));
  return list_of_raw(texts, position);
}

// The list of a route's events, each where it stands.
Fragment list_of_events(const spec::Route& route) {
  Fragment out = list_of(route.events);
  for (size_t i = 0; i < out.items.size() && i < route.event_positions.size(); ++i)
    out.items[i].position = route.event_positions[i];
  if (!out.items.empty()) out.position = out.items.front().position;
  return out;
}

Fragment& member(Fragment& parent, const std::string& key) {
  for (auto& [name, value] : parent.members) {
    if (name == key) return value;
  }
  parent.members.push_back({key, object()});
  return parent.members.back().value;
}

void set(Fragment& root, const std::string& dotted_path, Fragment value) {
  Fragment* at = &root;
  for (const std::string_view part : base::split(dotted_path, '.')) at = &member(*at, std::string(part));
  *at = std::move(value);
}

void merge(Fragment& into, const Fragment& from) {
  for (const auto& [key, value] : from.members) {
    if (value.kind == Fragment::Kind::kObject) {
      Fragment& inner = member(into, key);
      if (inner.position.line == 0) inner.position = value.position;
      merge(inner, value);
    } else {
      member(into, key) = value;
    }
  }
}

Fragment ended_branches(const std::vector<std::string>& queue_ids) {
  Fragment agent = object();
  set(agent, "detail-type", list_of({kUserEnd}));
  set(agent, "detail.eventBody.queueId", list_of(queue_ids));
  set(agent, "detail.eventBody.disconnectType", list_of_raw({R"({"anything-but":{"suffix":"TRANSFER"}})"}));
  set(agent, "detail.eventBody.interactingDurationMs", list_of_raw({R"({"exists":true})"}));
  Fragment abandoned = object();
  set(abandoned, "detail-type", list_of({kAcdEnd}));
  set(abandoned, "detail.eventBody.queueId", list_of(queue_ids));
  set(abandoned, "detail.eventBody.acdOutcome", list_of({"ABANDON"}));
  Fragment out;
  out.kind = Fragment::Kind::kArray;
  out.items = {std::move(agent), std::move(abandoned)};
  return out;
}

}  // namespace

Fragment make_placed_pattern(const spec::Spec& spec, const spec::Route& route, const std::string& source,
                             const std::vector<std::string>& queue_ids) {
  if (route.pattern) return *route.pattern;
  Fragment root = object();
  Fragment events = list_of_events(route);
  root.members.push_back({"source", list_of_raw({source}, events.position)});
  if (!route.intent.empty()) {
    root.members.push_back({"$or", ended_branches(queue_ids)});
  } else {
    root.members.push_back({"detail-type", std::move(events)});
    if (!route.queues.empty()) {
      const spec::Event* event = spec.catalogue.find_event(route.events.front());
      if (event != nullptr) set(root, event->queue_path, list_of(queue_ids, route.queues.front().position));
    }
  }
  if (route.where) merge(root, *route.where);
  return root;
}

std::string make_pattern(const spec::Spec& spec, const spec::Route& route, const std::string& source,
                         const std::vector<std::string>& queue_ids) {
  return make_placed_pattern(spec, route, source, queue_ids).to_json();
}

std::vector<std::string> events_of(const spec::Route& route) {
  return route.intent.empty() ? route.events : std::vector<std::string>{kUserEnd, kAcdEnd};
}

std::string queue_path_of(const spec::Spec& spec, const spec::Route& route) {
  if (!route.intent.empty()) return "$or.detail.eventBody.queueId";
  if (route.events.empty()) return "";
  const spec::Event* event = spec.catalogue.find_event(route.events.front());
  return event == nullptr ? "" : event->queue_path;
}

}  // namespace sb::reconcile
