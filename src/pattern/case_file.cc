// SPDX-License-Identifier: Apache-2.0
#include "pattern/case_file.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "json/reader.h"
#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/pattern_index.h"

namespace sb::pattern {

namespace {

struct Case {
  std::string pattern;
  std::string event;
};

// The raw text of `name`, or the string under `name`_text.
std::optional<std::string> find_text(std::string_view line, const json::Node& object,
                                     const std::string& name) {
  const json::Node* raw = object.find(name + "_text");
  if (raw != nullptr) return raw->kind == json::Kind::kString ? std::optional(raw->text) : std::nullopt;
  const json::Node* value = object.find(name);
  if (value == nullptr) return std::nullopt;
  return std::string(line.substr(value->begin, value->end - value->begin));
}

std::string expected_word(const json::Node* expect) {
  if (expect == nullptr) return {};
  if (expect->kind == json::Kind::kTrue) return "true";
  if (expect->kind == json::Kind::kFalse) return "false";
  return expect->kind == json::Kind::kString && expect->text == "error" ? "error" : "";
}

void run(const Case& one, CaseOutcome& outcome) {
  outcome.got = "error";
  const ParseResult pattern = parse(one.pattern);
  if (!pattern.ok()) {
    outcome.message = pattern.error.message;
    return;
  }
  const EventResult event = read_event(one.event);
  if (!event.ok()) {
    outcome.message = "Event is not valid. Reason: " + event.error.reason;
    return;
  }
  outcome.got = PatternIndex(*pattern.pattern).matches(*event.event) ? "true" : "false";
}

}  // namespace

std::string label_of(const json::Node& object) {
  const json::Node* label = object.find("label");
  if (label != nullptr && label->kind == json::Kind::kString) return label->text;
  static constexpr std::string_view kOwnKeys[] = {"pattern",    "pattern_text", "event",
                                                  "event_text", "expect",       "expect_routes"};
  std::string out;
  for (const json::Node& member : object.children) {
    if (member.text.empty() ||
        std::find(std::begin(kOwnKeys), std::end(kOwnKeys), member.key) != std::end(kOwnKeys))
      continue;
    out += (out.empty() ? "" : ", ") + member.key + ": " + member.text;
  }
  return out;
}

CaseOutcome run_case(std::string_view line) {
  CaseOutcome outcome;
  const json::ReadResult read = json::read(line);
  if (!read.ok() || read.tree->root.kind != json::Kind::kObject) {
    outcome.message = read.ok() ? "A case is a JSON object" : "The case is not JSON: " + read.error.reason;
    return outcome;
  }
  const json::Node& object = read.tree->root;
  outcome.label = label_of(object);
  outcome.expected = expected_word(object.find("expect"));
  std::optional<std::string> pattern = find_text(line, object, "pattern");
  std::optional<std::string> event = find_text(line, object, "event");
  if (outcome.expected.empty() || !pattern || !event) {
    outcome.message = outcome.expected.empty() ? "A case needs \"expect\": true, false or \"error\""
                      : !pattern ? "A case needs \"pattern\", or a string under \"pattern_text\""
                                 : "A case needs \"event\", or a string under \"event_text\"";
    return outcome;
  }
  outcome.valid = true;
  run({*std::move(pattern), *std::move(event)}, outcome);
  outcome.passed = outcome.got == outcome.expected;
  return outcome;
}

}  // namespace sb::pattern
