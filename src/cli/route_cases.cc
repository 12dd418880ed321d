// SPDX-License-Identifier: Apache-2.0
#include "cli/route_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "json/reader.h"

namespace sb::cli {
namespace {

constexpr char kExpect[] = "expect_routes";

std::string list_of(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names.empty() ? "no route" : base::join(names, ", ");
}

// The names that are expected; nullopt when they are no list of strings.
std::optional<std::vector<std::string>> read_names(const json::Node& list) {
  if (list.kind != json::Kind::kArray) return std::nullopt;
  std::vector<std::string> names;
  for (const json::Node& name : list.children) {
    if (name.kind != json::Kind::kString) return std::nullopt;
    names.push_back(name.text);
  }
  return names;
}

// The event's text: as it stands under `event`, or the string under `event_text`.
std::optional<std::string> read_event_text(std::string_view line, const json::Node& object) {
  const json::Node* raw = object.find("event_text");
  if (raw != nullptr) return raw->kind == json::Kind::kString ? std::optional(raw->text) : std::nullopt;
  const json::Node* event = object.find("event");
  if (event == nullptr) return std::nullopt;
  return std::string(line.substr(event->begin, event->end - event->begin));
}

}  // namespace

RouteCases::RouteCases(const InputRules& routes, const Console& console) : good_(routes.good) {
  switchboard::Changes changes;
  for (const InputRule& route : routes.rules) {
    names_.push_back(route.id);
    const auto added = changes.add(route.id, route.pattern);
    if (added) continue;
    console.error(
        {"", fmt::format("{}:{}: route '{}': {}", routes.file, route.line, route.id, added.error().message),
         added.error().hint});
    good_ = false;
  }
  good_ = matcher_.apply(std::move(changes)).ok() && good_;
}

bool RouteCases::is_one(std::string_view line) {
  const json::ReadResult read = json::read(line);
  return read.ok() && read.tree->root.kind == json::Kind::kObject && read.tree->root.find(kExpect) != nullptr;
}

pattern::CaseOutcome RouteCases::run(std::string_view line) const {
  pattern::CaseOutcome outcome;
  const json::ReadResult read = json::read(line);
  const json::Node& object = read.tree->root;
  outcome.label = pattern::label_of(object);
  const auto expected = read_names(*object.find(kExpect));
  const auto event = read_event_text(line, object);
  if (!expected || !event) {
    outcome.message = expected ? "A case needs \"event\", or a string under \"event_text\""
                               : "\"expect_routes\" is a list of names of routes";
    return outcome;
  }
  for (const std::string& name : *expected) {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) continue;
    const auto near = base::suggest(name, names_);
    outcome.message = fmt::format("the spec has no route '{}'", name);
    if (near) outcome.message += fmt::format("; did you mean '{}'?", *near);
    return outcome;
  }
  outcome.valid = true;
  outcome.expected = list_of(*expected);
  const auto got = matcher_.match(*event);
  outcome.got = got ? list_of(got.value()) : "error";
  if (!got) outcome.message = got.error().message;
  outcome.passed = outcome.got == outcome.expected;
  return outcome;
}

}  // namespace sb::cli
