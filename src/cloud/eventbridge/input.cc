// SPDX-License-Identifier: Apache-2.0
#include "cloud/eventbridge/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "json/minify.h"

namespace sb::cloud::eventbridge {
namespace {

// One step of a path: a member or an element.
struct Step {
  std::string name;
  std::optional<size_t> index;
};

std::optional<std::vector<Step>> parse_path(std::string_view path) {
  std::vector<Step> out;
  if (!path.starts_with('$')) return std::nullopt;
  path.remove_prefix(1);
  while (!path.empty()) {
    if (path.starts_with("['") || path.starts_with("[\"")) {
      const size_t end = path.find(path[1], 2);
      if (end == std::string_view::npos || end + 1 >= path.size() || path[end + 1] != ']')
        return std::nullopt;
      out.push_back({std::string(path.substr(2, end - 2)), std::nullopt});
      path.remove_prefix(end + 2);
    } else if (path.starts_with('[')) {
      const size_t end = path.find(']');
      const auto index =
          end == std::string_view::npos ? std::nullopt : base::parse_int(path.substr(1, end - 1));
      if (!index || *index < 0) return std::nullopt;
      out.push_back({"", static_cast<size_t>(*index)});
      path.remove_prefix(end + 1);
    } else if (path.starts_with('.')) {
      const size_t end = std::min(path.find_first_of(".[", 1), path.size());
      if (end == 1) return std::nullopt;
      out.push_back({std::string(path.substr(1, end - 1)), std::nullopt});
      path.remove_prefix(end);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

constexpr std::string_view kPredefined[] = {"aws.events.rule-arn", "aws.events.rule-name",
                                            "aws.events.event.ingestion-time", "aws.events.event",
                                            "aws.events.event.json"};

bool is_predefined(std::string_view name) {
  return std::find(std::begin(kPredefined), std::end(kPredefined), name) != std::end(kPredefined);
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

// Replaces every <name>, minding whether it stands inside quotes.
std::string fill_template(std::string_view text, const Variables& variables, bool is_text) {
  std::string out;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && in_string && i + 1 < text.size()) {
      out += text.substr(i++, 2);
      continue;
    }
    if (text[i] == '"') in_string = !in_string;
    const size_t end = text[i] == '<' ? text.find('>', i) : std::string_view::npos;
    const auto found = end == std::string_view::npos
                           ? variables.end()
                           : variables.find(std::string(text.substr(i + 1, end - i - 1)));
    if (found == variables.end()) {
      out += text[i];
      continue;
    }
    out += placed(found->second, is_text     ? Place::kTextTemplate
                                 : in_string ? Place::kJsonString
                                             : Place::kValue);
    i = end;
  }
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
  std::string out = fill_template(text, variables, string_template);
  const bool json_template = base::trim(text).starts_with('{') || base::trim(text).starts_with('[');
  if (!json_template) return out;
  const auto read = json::read(out);
  if (!read.ok()) return no_json(read.error);
  return json::minify(out);
}

}  // namespace

std::optional<std::string> select_path(std::string_view event_text, const json::Tree& event,
                                       std::string_view path) {
  const auto steps = parse_path(path);
  if (!steps) return std::nullopt;
  const json::Node* node = &event.root;
  for (const Step& step : *steps) {
    if (step.index) {
      node = node->kind == json::Kind::kArray && *step.index < node->children.size()
                 ? &node->children[*step.index]
                 : nullptr;
    } else {
      node = node->kind == json::Kind::kObject ? node->find(step.name) : nullptr;
    }
    if (node == nullptr) return std::nullopt;
  }
  return std::string(event_text.substr(node->begin, node->end - node->begin));
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

namespace {

std::optional<std::string> check_transformer(const json::Object& transformer, const std::string& id) {
  const json::Object* paths = json::find_object(transformer, "InputPathsMap");
  if (paths != nullptr) {
    for (const auto& [name, path] : *paths) {
      if (!path.is_string() || !parse_path(json::view(path.get_string())))
        return fmt::format("Invalid InputPath for {} in InputPathsMap for target {}.", std::string_view(name),
                           id);
    }
  }
  const std::string text = json::string_or_empty(transformer, "InputTemplate");
  for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const size_t end = text.find('>', at);
    if (end == std::string::npos) break;
    const std::string name = text.substr(at + 1, end - at - 1);
    if (is_predefined(name) || (paths != nullptr && paths->contains(name))) continue;
    return fmt::format("InputTemplate for target {} contains invalid placeholder {}.", id, name);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_input(const json::Object& target) {
  const std::string id = json::string_or_empty(target, "Id");
  const int given =
      target.contains("Input") + target.contains("InputPath") + target.contains("InputTransformer");
  if (given > 1)
    return fmt::format("Only one of Input, InputPath, or InputTransformer must be provided for target {}.",
                       id);
  const auto input = json::find_string(target, "Input");
  if (input && !json::read(*input).ok()) return fmt::format("JSON syntax error in input for target {}.", id);
  const auto path = json::find_string(target, "InputPath");
  if (path && !parse_path(*path)) return fmt::format("Invalid InputPath for target {}.", id);
  const json::Object* transformer = json::find_object(target, "InputTransformer");
  return transformer == nullptr ? std::nullopt : check_transformer(*transformer, id);
}

}  // namespace sb::cloud::eventbridge
