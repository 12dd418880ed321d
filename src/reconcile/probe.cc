// SPDX-License-Identifier: Apache-2.0
#include "reconcile/probe.h"

#include "base/text.h"
#include "json/document.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace sb::reconcile {
namespace {

constexpr char kStranger[] = "switchboard.probe";

std::string text_of(const json::Value& value) {
  return value.is_string() ? json::to_std(value.get_string()) : "";
}

// A value that a numeric condition holds for.
json::Value number_for(const json::Array& condition) {
  double low = -1e6;
  double high = 1e6;
  for (size_t i = 0; i + 1 < condition.size(); i += 2) {
    const std::string op = text_of(condition[i]);
    const double bound = condition[i + 1].is_number() ? condition[i + 1].to_number<double>() : 0;
    if (op == "=") return condition[i + 1];
    if (op.starts_with(">")) low = bound;
    if (op.starts_with("<")) high = bound;
  }
  if (low == -1e6) return high - 1;
  if (high == 1e6) return low + 1;
  return (low + high) / 2;
}

// A value that one content filter holds for; nullopt for {"exists": false}.
std::optional<json::Value> value_for(const json::Object& filter) {
  const std::string op(filter.begin()->key());
  const json::Value& operand = filter.begin()->value();
  if (op == "exists")
    return operand.is_bool() && operand.get_bool() ? std::optional<json::Value>("switchboard-probe")
                                                   : std::nullopt;
  if (op == "numeric" && operand.is_array()) return number_for(operand.get_array());
  if (op == "anything-but") return json::Value("switchboard-probe");
  if (op == "wildcard") return json::Value(base::replace_all(text_of(operand), "*", "x"));
  if (op == "cidr") return json::Value(text_of(operand).substr(0, text_of(operand).find('/')));
  if (operand.is_object() && !operand.get_object().empty()) return operand.get_object().begin()->value();
  return operand;
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
  if (!choices->front().is_object()) {
    event[key] = choices->front();
  } else if (const auto value = value_for(choices->front().get_object())) {
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
  const auto document = json::parse_document(pattern);
  if (!document.ok() || !document->is_object()) return std::nullopt;
  json::Object event = envelope(realm);
  fill(document->get_object(), event);
  Probes out;
  out.matching = json::to_text(event);
  event["detail-type"] = kStranger;
  out.other = json::to_text(event);
  if (!matches(pattern, out.matching) || matches(pattern, out.other)) return std::nullopt;
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
