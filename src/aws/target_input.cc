// SPDX-License-Identifier: Apache-2.0
#include "aws/target_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/event_path.h"
#include "aws/limits.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/unicode.h"

namespace sb::aws {
namespace {

using Part = InputFault::Part;

constexpr std::string_view kPredefined[] = {"aws.events.rule-arn", "aws.events.rule-name",
                                            "aws.events.event.ingestion-time", "aws.events.event",
                                            "aws.events.event.json"};
constexpr char kPathHint[] =
    "paths are such as $.detail.queue.id, $.resources[0], $.detail.list[*].id, $['detail-type']";

const json::Object* transformer_of(const json::Object& target) {
  return json::find_object(target, "InputTransformer");
}

void check_paths(const json::Object& paths, const std::string& id, std::vector<InputFault>& out) {
  for (const auto& [name, path] : paths) {
    if (path.is_string() && parse_event_path(json::view(path.get_string()))) continue;
    out.push_back(
        {Part::kPaths, std::string(name),
         fmt::format("Invalid InputPath for {} in InputPathsMap for target {}.", std::string_view(name), id),
         kPathHint});
  }
}

std::string unknown_variable_hint(const std::string& name, const json::Object* paths) {
  std::vector<std::string> known(std::begin(kPredefined), std::end(kPredefined));
  if (paths != nullptr) {
    for (const auto& member : *paths) known.emplace_back(member.key());
  }
  const auto near = base::suggest(name, known);
  return near ? fmt::format("did you mean <{}>?", *near)
              : fmt::format("give {} a path among the template's paths", name.empty() ? "it" : name);
}

void check_transformer(const json::Object& transformer, const std::string& id, std::vector<InputFault>& out) {
  const json::Object* paths = json::find_object(transformer, "InputPathsMap");
  if (paths != nullptr) check_paths(*paths, id, out);
  for (const Placeholder& found : placeholders_of(json::string_or_empty(transformer, "InputTemplate"))) {
    if (is_predefined_variable(found.name) || (paths != nullptr && paths->contains(found.name))) continue;
    out.push_back(
        {Part::kTemplate, "",
         fmt::format("InputTemplate for target {} contains invalid placeholder {}.", id, found.name),
         unknown_variable_hint(found.name, paths)});
  }
}

void check_length(Part part, const std::string& variable, std::string_view text, size_t most,
                  std::vector<InputFault>& out) {
  const size_t length = json::utf16_length(text);
  if (length <= most) return;
  out.push_back({part, variable, fmt::format("Member must have length less than or equal to {}", most),
                 fmt::format("it has {} characters", length)});
}

void check_path_sizes(const json::Object& paths, std::vector<InputFault>& out) {
  if (paths.size() > kInputPathsMax) {
    out.push_back({Part::kPaths, "",
                   fmt::format("Member must have length less than or equal to {}", kInputPathsMax),
                   fmt::format("it has {} paths", paths.size())});
  }
  for (const auto& [name, path] : paths) {
    const std::string variable(name);
    if (!is_input_variable(variable)) {
      out.push_back(
          {Part::kPaths, variable, R"(Map keys must satisfy regular expression pattern: [A-Za-z0-9\_\-]+)",
           fmt::format("name '{}' with 1 to {} of letters, digits, '_', '-'", variable, kInputVariableMax)});
    }
    if (path.is_string())
      check_length(Part::kPaths, variable, json::view(path.get_string()), kInputPathMax, out);
  }
}

// The template with a number in place of every <name>, as long as that was; inside quotes a letter.
std::string with_samples(const std::string& input_template) {
  std::string out = input_template;
  for (const Placeholder& found : placeholders_of(input_template)) {
    const size_t length = found.end - found.begin;
    out.replace(found.begin, length,
                found.quoted ? std::string(length, 'x') : "1" + std::string(length - 1, ' '));
  }
  return out;
}

// An object in quotes keeps its own, which end the text.
void find_quoted_events(const std::string& input_template, std::vector<InputFault>& out) {
  for (const Placeholder& found : placeholders_of(input_template)) {
    if (!found.quoted || !found.name.starts_with("aws.events.event") || !is_predefined_variable(found.name) ||
        found.name == "aws.events.event.ingestion-time")
      continue;
    out.push_back(
        {Part::kTemplate, "",
         fmt::format("<{}> is an object, whose own quotes end the text that it stands in", found.name),
         fmt::format("write <{}> without quotes around it", found.name)});
  }
}

}  // namespace

std::vector<Placeholder> placeholders_of(std::string_view input_template) {
  std::vector<Placeholder> out;
  bool in_string = false;
  for (size_t at = 0; at < input_template.size(); ++at) {
    const std::string_view pair = input_template.substr(at, 2);
    if (in_string && (pair == "\\\"" || pair == "\\\\")) {
      ++at;
      continue;
    }
    if (input_template[at] == '"') in_string = !in_string;
    if (input_template[at] != '<') continue;
    const size_t end = input_template.find('>', at);
    if (end == std::string_view::npos) break;
    out.push_back({std::string(input_template.substr(at + 1, end - at - 1)), at, end + 1, in_string});
  }
  return out;
}

bool is_predefined_variable(std::string_view name) {
  return std::find(std::begin(kPredefined), std::end(kPredefined), name) != std::end(kPredefined);
}

bool is_input_variable(std::string_view name) {
  return !name.empty() && name.size() <= kInputVariableMax && is_made_of(name, "_-");
}

bool is_json_template(std::string_view input_template) {
  const std::string_view text = base::trim(input_template);
  return text.starts_with('{') || text.starts_with('[');
}

std::vector<InputFault> check_target_input(const json::Object& target) {
  std::vector<InputFault> out;
  const std::string id = json::string_or_empty(target, "Id");
  const int given =
      target.contains("Input") + target.contains("InputPath") + target.contains("InputTransformer");
  if (given > 1) {
    out.push_back(
        {Part::kTarget, "",
         fmt::format("Only one of Input, InputPath, or InputTransformer must be provided for target {}.", id),
         "keep one of them"});
  }
  const auto input = json::find_string(target, "Input");
  if (input && !json::read(*input).ok()) {
    out.push_back({Part::kInput, "", fmt::format("JSON syntax error in input for target {}.", id),
                   "a constant input is JSON: {\"a\": 1}, or a text in double quotes"});
  }
  const auto path = json::find_string(target, "InputPath");
  if (path && !parse_event_path(*path))
    out.push_back({Part::kPath, "", fmt::format("Invalid InputPath for target {}.", id), kPathHint});
  if (const json::Object* transformer = transformer_of(target)) check_transformer(*transformer, id, out);
  return out;
}

std::vector<InputFault> check_input_sizes(const json::Object& target) {
  std::vector<InputFault> out;
  check_length(Part::kInput, "", json::string_or_empty(target, "Input"), kInputMax, out);
  check_length(Part::kPath, "", json::string_or_empty(target, "InputPath"), kInputPathMax, out);
  const json::Object* transformer = transformer_of(target);
  if (transformer == nullptr) return out;
  check_length(Part::kTemplate, "", json::string_or_empty(*transformer, "InputTemplate"), kInputMax, out);
  if (const json::Object* paths = json::find_object(*transformer, "InputPathsMap"))
    check_path_sizes(*paths, out);
  return out;
}

std::vector<InputFault> find_hopeless_template(const json::Object& target) {
  std::vector<InputFault> out;
  const json::Object* transformer = transformer_of(target);
  const std::string text = transformer == nullptr ? "" : json::string_or_empty(*transformer, "InputTemplate");
  if (!is_json_template(text)) return out;
  find_quoted_events(text, out);
  const json::ReadResult read = json::read(with_samples(text));
  if (read.ok()) return out;
  out.push_back(
      {Part::kTemplate, "",
       fmt::format("the template gives no JSON, whatever the event: {} (line {}, column {} of the template)",
                   read.error.reason, read.error.location.line, read.error.location.column),
       "write \"<name>\" in quotes for a text and <name> without them for a number, an object or a list; no "
       "<name> as a key"});
  return out;
}

std::vector<InputFault> find_bare_text(const json::Object& target) {
  const json::Object* transformer = transformer_of(target);
  const std::string text = transformer == nullptr ? "" : json::string_or_empty(*transformer, "InputTemplate");
  if (base::trim(text).empty() || is_json_template(text)) return {};
  const std::string filled = with_samples(text);
  for (const std::string_view line : base::split(filled, '\n')) {
    if (base::trim(line).empty() || json::read(line).ok()) continue;
    return {{Part::kTemplate, "", "EventBridge asks for a template that is JSON; this is bare text",
             "put each line of it into double quotes: \"Queue <name> is busy\""}};
  }
  return {};
}

}  // namespace sb::aws
