// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/input.h"

#include <fmt/format.h>

#include <map>
#include <span>

#include "aws/event_path.h"
#include "aws/limits.h"
#include "aws/target_input.h"
#include "base/text.h"
#include "json/minify.h"

namespace sb::cloud::eventbridge {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

// Where a placeholder stands in a template.
enum class Place {
  kValue,         // of a JSON template, outside quotes
  kJsonString,    // of a JSON template, inside quotes
  kTextTemplate,  // anywhere in a template that is one string
};

// A variable's JSON text as the template takes it. Inside quotes a string loses its own; an object keeps them
// in a JSON template, which then is no JSON any more, and loses them in a text (recorded).
std::string placed(const std::string& value, Place place) {
  if (place == Place::kValue) return value;
  if (value.size() >= 2 && value.front() == '"') return value.substr(1, value.size() - 2);
  return place == Place::kTextTemplate ? base::replace_all(value, "\"", "") : value;
}

using Variables = std::map<std::string, std::string>;  // name to JSON text

// No target takes more than 1 MiB; what is written out widely loses up to half of it in white space.
constexpr size_t kFilledBytesMax = 2 * aws::kPutEventsBytesMax;

base::Error too_long() {
  return {kInputTooLong,
          fmt::format("its InputTemplate, filled with the event, is longer than {} bytes", kFilledBytesMax),
          "in the InputTemplate name less of the event"};
}

void add_predefined(Variables& out, std::string_view event_text, const json::Tree& event,
                    const InputContext& context) {
  out["aws.events.rule-arn"] = quoted(context.rule_arn);
  out["aws.events.rule-name"] = quoted(context.rule_name);
  out["aws.events.event.ingestion-time"] = quoted(context.ingestion_time);
  out["aws.events.event.json"] = std::string(event_text);
  static constexpr std::pair<const char*, const char*> kMembers[] = {
      {"id", "id"},         {"account", "account"}, {"detailType", "detail-type"}, {"time", "time"},
      {"source", "source"}, {"region", "region"},   {"resources", "resources"},    {"version", "version"}};
  std::string text = "{";
  for (const auto& [name, member] : kMembers) {
    const json::Node* node = event.root.find(member);
    if (node == nullptr) continue;
    text += fmt::format("{}\"{}\":{}", text.size() > 1 ? "," : "", name,
                        event_text.substr(node->begin, node->end - node->begin));
  }
  out["aws.events.event"] = text + "}";
}

// Every <name> of a variable replaced; other text in angle brackets stays.
base::Result<std::string> fill_template(std::string_view text, const Variables& variables, bool is_text) {
  std::string out;
  size_t copied = 0;
  for (const aws::Placeholder& found : aws::placeholders_of(text)) {
    const auto variable = variables.find(found.name);
    if (variable == variables.end()) continue;
    out += text.substr(copied, found.begin - copied);
    out += placed(variable->second, is_text        ? Place::kTextTemplate
                                    : found.quoted ? Place::kJsonString
                                                   : Place::kValue);
    copied = found.end;
    if (out.size() > kFilledBytesMax) return too_long();
  }
  out += text.substr(copied);
  return out;
}

// Where in a filled template it stops being JSON. What stands there is an event's, and is not told.
base::Error no_json(const json::ReadError& error) {
  return {
      "INVALID_JSON",
      fmt::format("its InputTemplate, filled with the event, is no JSON from line {}, column {} on",
                  error.location.line, error.location.column),
      "in the InputTemplate write \"<name>\" in quotes for a text and <name> without them for a number, an "
      "object or a list"};
}

std::string_view text_of(std::string_view event_text, const json::Node& node) {
  return event_text.substr(node.begin, node.end - node.begin);
}

bool has_children(const json::Node& node) {
  return node.kind == json::Kind::kArray || node.kind == json::Kind::kObject;
}

// The member or element that a step without a wildcard leads to; nullptr where there is none.
const json::Node* step_into(const json::Node& node, const aws::PathStep& step) {
  if (step.index) {
    const bool there = node.kind == json::Kind::kArray && *step.index < node.children.size();
    return there ? &node.children[*step.index] : nullptr;
  }
  return node.kind == json::Kind::kObject ? node.find(step.name) : nullptr;
}

// Appends all that the steps lead to, each behind a comma.
void append_all(std::string& out, std::string_view event_text, const json::Node& node,
                std::span<const aws::PathStep> steps) {
  if (steps.empty()) {
    out += ',';
    out += text_of(event_text, node);
  } else if (steps.front().every) {
    if (!has_children(node)) return;
    for (const json::Node& child : node.children) append_all(out, event_text, child, steps.subspan(1));
  } else if (const json::Node* next = step_into(node, steps.front())) {
    append_all(out, event_text, *next, steps.subspan(1));
  }
}

base::Result<std::string> transform(const json::Object& transformer, std::string_view event_text,
                                    const json::Tree& event, const InputContext& context) {
  Variables variables;
  if (const json::Object* paths = json::find_object(transformer, "InputPathsMap")) {
    for (const auto& [name, path] : *paths) {
      variables[std::string(name)] =
          path.is_string() ? select_path(event_text, event, json::view(path.get_string())).value_or("\"\"")
                           : "\"\"";
    }
  }
  const std::string text = json::string_or_empty(transformer, "InputTemplate");
  if (text.find("<aws.events.") != std::string::npos) add_predefined(variables, event_text, event, context);
  const bool string_template = base::trim(text).starts_with('"');
  auto out = fill_template(text, variables, string_template);
  const bool json_template = base::trim(text).starts_with('{') || base::trim(text).starts_with('[');
  if (!out || !json_template) return out;
  const auto read = json::read(*out);
  if (!read.ok()) return no_json(read.error);
  return json::minify(*out);
}

}  // namespace

std::optional<std::string> select_path(std::string_view event_text, const json::Tree& event,
                                       std::string_view path) {
  const auto steps = aws::parse_event_path(path);
  if (!steps) return std::nullopt;
  const json::Node* node = &event.root;
  size_t at = 0;
  for (; at < steps->size() && !(*steps)[at].every; ++at) {
    node = step_into(*node, (*steps)[at]);
    if (node == nullptr) return std::nullopt;
  }
  if (at == steps->size()) return std::string(text_of(event_text, *node));
  if (!has_children(*node)) return std::nullopt;
  std::string all;
  append_all(all, event_text, *node, std::span(*steps).subspan(at));
  if (all.empty()) return "[]";
  all.front() = '[';
  return all + "]";
}

base::Result<std::string> render_input(const json::Object& target, std::string_view event_text,
                                       const json::Tree& event, const InputContext& context) {
  if (const auto input = json::find_string(target, "Input")) return std::string(*input);
  if (const auto path = json::find_string(target, "InputPath"))
    return select_path(event_text, event, *path).value_or("{}");
  if (const json::Object* transformer = json::find_object(target, "InputTransformer")) {
    return transform(*transformer, event_text, event, context);
  }
  return std::string(event_text);
}

std::optional<std::string> check_input(const json::Object& target) {
  auto faults = aws::check_target_input(target);
  return faults.empty() ? std::nullopt : std::optional(std::move(faults.front().words));
}

}  // namespace sb::cloud::eventbridge
