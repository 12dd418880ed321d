// SPDX-License-Identifier: Apache-2.0
#include "reconcile/probe.h"

#include <utility>

#include "json/document.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"
#include "pattern/sample_value.h"

namespace sb::reconcile {
namespace {

constexpr char kStranger[] = "switchboard.probe";

// A value that one condition of a list holds for; nullopt for {"exists": false}.
std::optional<json::Value> value_for(const json::Value& condition) {
  if (!condition.is_object()) return condition;
  const auto parsed = pattern::parse(json::to_text(json::Object{{"field", json::Array{condition}}}));
  if (!parsed.ok()) return std::nullopt;
  const auto text = pattern::sample_value(parsed.pattern->fields.front().predicates.front());
  const auto value = json::parse_document(text.value_or(""));
  return value.ok() ? std::optional(*value) : std::nullopt;
}

void fill(const json::Object& pattern, json::Object& event);

void fill_field(const std::string& key, const json::Value& condition, json::Object& event) {
  if (key == "$or" && condition.is_array() && !condition.get_array().empty() &&
      condition.get_array().front().is_object()) {
    return fill(condition.get_array().front().get_object(), event);
  }
  if (const json::Object* nested = condition.if_object()) {
    json::Value& child = event[key];
    if (!child.is_object()) child = json::Object{};
    return fill(*nested, child.as_object());
  }
  const json::Array* choices = condition.if_array();
  if (choices == nullptr || choices->empty()) return;
  if (const auto value = value_for(choices->front())) {
    event[key] = *value;
  } else {
    event.erase(key);
  }
}

void fill(const json::Object& pattern, json::Object& event) {
  for (const auto& [key, condition] : pattern) fill_field(std::string(key), condition, event);
}

bool matches(const std::string& pattern, const std::string& event) {
  const auto parsed = pattern::parse(pattern);
  const auto read = pattern::read_event(event);
  return parsed.ok() && read.ok() && pattern::matches(*parsed.pattern, *read.event);
}

json::Object envelope(const aws::Realm& realm) {
  return {{"version", "0"},           {"id", "00000000-0000-0000-0000-000000000000"},
          {"detail-type", kStranger}, {"source", kStranger},
          {"account", realm.account}, {"time", "2026-01-01T00:00:00Z"},
          {"region", realm.region},   {"resources", json::Array{}},
          {"detail", json::Object{}}};
}

}  // namespace

std::optional<Probes> make_probes(const std::string& pattern, const aws::Realm& realm) {
  auto sample = make_sample(pattern, "", realm);
  if (!sample) return std::nullopt;
  struct ChangedField {
    const char* name;
    json::Value value;
    const char* what;
  };
  static const ChangedField kFields[] = {{"detail-type", kStranger, "another event type"},
                                         {"source", kStranger, "another source"},
                                         {"detail", json::Object{}, "another detail"},
                                         {"account", kStranger, "another account"}};
  Probes out{std::move(*sample), std::nullopt};
  for (const ChangedField& field : kFields) {
    json::Object event = json::parse_document(out.matching)->as_object();
    event[field.name] = field.value;
    std::string text = json::to_text(event);
    if (matches(pattern, text)) continue;
    out.other = Probes::Other{std::move(text), field.what};
    break;
  }
  return out;
}

std::optional<std::string> make_sample(const std::string& pattern, const std::string& also,
                                       const aws::Realm& realm) {
  const auto first = json::parse_document(pattern);
  const auto second = json::parse_document(also.empty() ? "{}" : also);
  if (!first.ok() || !first->is_object() || !second.ok() || !second->is_object()) return std::nullopt;
  // Where both speak of one field, a value for the one may do for the other.
  for (const bool pattern_last : {false, true}) {
    json::Object event = envelope(realm);
    fill((pattern_last ? second : first)->get_object(), event);
    fill((pattern_last ? first : second)->get_object(), event);
    std::string text = json::to_text(event);
    if (matches(pattern, text) && (also.empty() || matches(also, text))) return text;
  }
  return std::nullopt;
}

}  // namespace sb::reconcile
