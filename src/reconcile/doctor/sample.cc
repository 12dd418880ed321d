// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/sample.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sb::reconcile::doctor {
namespace {

constexpr size_t kShown = 3;

// "$.detail.queue" as its keys; nullopt for paths with brackets, wildcards or filters.
std::optional<std::vector<std::string>> keys_of(std::string_view path) {
  if (!path.starts_with('$')) return std::nullopt;
  path.remove_prefix(1);
  if (path.find_first_of("[]*?()@'\"") != std::string_view::npos) return std::nullopt;
  std::vector<std::string> out;
  if (path.empty()) return out;
  if (!path.starts_with('.')) return std::nullopt;
  for (const std::string_view key : base::split(path.substr(1), '.')) out.emplace_back(key);
  return out;
}

template <class Items, class Each>
std::string first_few(const Items& items, const char* separator, Each each) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < std::min(items.size(), kShown); ++i) texts.push_back(each(items[i]));
  std::string out = base::join(texts, separator);
  if (items.size() > kShown) out += fmt::format("{}{} more", separator, items.size() - kShown);
  return out;
}

}  // namespace

base::Result<std::string> complete_event(const std::string& text, const aws::Realm& realm) {
  auto read = json::parse_document(text);
  if (!read) return base::Error{"", "the event is not JSON: " + read.error().message, ""};
  json::Object* event = read->if_object();
  if (event == nullptr) return base::Error{"", "the event is not a JSON object", ""};
  const json::Object whole{{"version", "0"},           {"id", "00000000-0000-0000-0000-000000000000"},
                           {"account", realm.account}, {"time", "2026-01-01T00:00:00Z"},
                           {"region", realm.region},   {"resources", json::Array{}}};
  bool complete = true;
  for (const auto& [key, value] : whole) {
    if (event->contains(key)) continue;
    (*event)[key] = value;
    complete = false;
  }
  // A text that needs nothing keeps its spelling of numbers.
  return complete ? text : json::to_text(*event);
}

std::string with_value(const std::string& event, std::string_view path, const std::string& value) {
  auto document = json::parse_document(event);
  if (!document.ok()) return event;
  json::Value* at = &*document;
  for (const std::string_view key : base::split(path, '.')) {
    if (!at->is_object()) *at = json::Object{};
    at = &at->get_object()[key];
  }
  *at = value;
  return json::to_text(*document);
}

std::optional<std::string> message_of(const json::Object& target_wire, const std::string& event) {
  if (target_wire.contains("InputTransformer")) return std::nullopt;
  if (const auto text = json::find_string(target_wire, "Input")) return std::string(*text);
  const auto path = json::find_string(target_wire, "InputPath");
  if (!path) return event;
  const auto keys = keys_of(*path);
  auto document = json::parse_document(event);
  if (!keys || !document.ok()) return std::nullopt;
  const json::Value* at = &*document;
  for (const std::string& key : *keys) {
    const json::Object* object = at->if_object();
    at = object == nullptr ? nullptr : object->if_contains(key);
    if (at == nullptr) return std::nullopt;
  }
  return json::to_text(*at);
}

std::optional<std::string> filter_on_event(const json::Object& target_wire, const std::string& filter) {
  if (target_wire.contains("InputTransformer") || target_wire.contains("Input")) return std::nullopt;
  const auto path = json::find_string(target_wire, "InputPath");
  if (!path) return filter;
  const auto keys = keys_of(*path);
  if (!keys) return std::nullopt;
  std::string out = filter;
  for (auto key = keys->rbegin(); key != keys->rend(); ++key) {
    out = fmt::format("{{{}:{}}}", json::to_text(json::Value(*key)), out);
  }
  return out;
}

std::string in_words(const switchboard::Explanation& explanation) {
  const auto& all = explanation.alternatives;
  if (explanation.matches || all.empty()) return "";
  const auto closest = std::min_element(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.failed.size() < b.failed.size(); });
  std::vector<std::string> parts;
  for (const size_t index : closest->failed) {
    const switchboard::ExplainedField& field = explanation.fields[index];
    if (field.holds) continue;
    const std::string wanted = first_few(field.conditions, " or ", [](const auto& condition) {
      return condition.op == "exact" ? condition.wanted : condition.op + " " + condition.wanted;
    });
    const std::string found =
        field.found.empty() ? "nothing"
                            : first_few(field.found, ", ", [](const auto& value) { return value.value; });
    parts.push_back(fmt::format("{}: wanted {}, found {}", field.path, wanted, found));
  }
  for (const std::string& conflict : closest->conflicts) parts.push_back(conflict);
  return first_few(parts, "; ", [](const std::string& part) { return part; });
}

}  // namespace sb::reconcile::doctor
