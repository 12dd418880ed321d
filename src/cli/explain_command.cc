// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/explain_view.h"
#include "cli/line_input.h"
#include "cli/options.h"
#include "cli/rules_input.h"
#include "json/document.h"
#include "json/reader.h"
#include "switchboard/explain.h"

namespace sb::cli {
namespace {

constexpr size_t kBlockBytes = 8 * 1024 * 1024;

bool is_json_object(const std::string& word) { return base::trim(word).starts_with('{'); }

struct Rule {
  std::string id;
  switchboard::Pattern pattern;
};

struct InputEvent {
  std::string place;  // file and line
  size_t line = 0;
  std::string text;
};

std::optional<std::vector<Rule>> compile(const InputRules& input, const Console& console) {
  std::vector<Rule> out;
  bool good = input.good;
  for (const InputRule& rule : input.rules) {
    auto pattern = switchboard::Pattern::parse(rule.pattern);
    if (pattern) {
      out.push_back({rule.id, std::move(pattern).value()});
      continue;
    }
    good = false;
    console.error(
        {"", fmt::format("{}:{}: rule '{}': {}", input.file, rule.line, rule.id, pattern.error().message),
         pattern.error().hint});
  }
  return good ? std::optional(std::move(out)) : std::nullopt;
}

// The rules of whatever was given.
std::optional<std::vector<Rule>> read_input_rules(const GlobalOptions& global, const ExplainOptions& options,
                                                  const Console& console) {
  if (!options.rules.empty()) return compile(read_rules(options.rules, console), console);
  if (!options.file.empty())
    return compile(read_routes(global, options.file, options.queues, console), console);
  InputRules one;
  one.file = is_json_object(options.pattern) ? "--pattern" : options.pattern;
  auto text = is_json_object(options.pattern) ? base::Result<std::string>(options.pattern)
                                              : read_file(options.pattern);
  if (!text) {
    console.error(text.error());
    return std::nullopt;
  }
  auto pattern = switchboard::Pattern::parse(*text);
  if (!pattern) {
    console.error({"", fmt::format("{}: {}", one.file, pattern.error().message), pattern.error().hint});
    return std::nullopt;
  }
  std::vector<Rule> out;
  out.push_back({"", std::move(pattern).value()});
  return out;
}

// A file of one event over several lines, or of one event a line.
std::optional<std::vector<InputEvent>> read_events(const ExplainOptions& options, const Console& console) {
  if (is_json_object(options.event)) return std::vector<InputEvent>{{"--event", 1, options.event}};
  auto input = LineInput::open(options.event);
  std::vector<InputEvent> lines;
  std::string whole;
  for (bool more = true; more;) {
    const auto block = input.ok() ? input->next(kBlockBytes) : base::Result<LineBlock>(input.error());
    if (!block) {
      console.error(block.error());
      return std::nullopt;
    }
    for (const InputLine& line : block->lines) {
      lines.push_back(
          {fmt::format("{}:{}", options.event, line.number), line.number, std::string(line.text)});
    }
    whole += *block->text;
    more = !block->last;
  }
  if (lines.size() > 1 && !json::read(lines.front().text).ok() && json::read(whole).ok()) {
    return std::vector<InputEvent>{{options.event, 1, std::move(whole)}};
  }
  if (options.line > 0) std::erase_if(lines, [&](const auto& event) { return event.line != options.line; });
  if (!lines.empty()) return lines;
  console.error({"",
                 options.line > 0 ? fmt::format("{} has no event in line {}", options.event, options.line)
                                  : fmt::format("{} has no events", options.event),
                 ""});
  return std::nullopt;
}

enum class Outcome { kMatch, kNoMatch, kBadEvent };

class Explainer {
 public:
  Explainer(const ExplainOptions& options, const Console& console) : options_(options), console_(console) {}

  Outcome explain_one(const Rule& rule, const InputEvent& event) const {
    const auto why = switchboard::explain(rule.pattern, event.text);
    if (!why) return refuse(event, why.error());
    const bool matches = why.value().matches;
    if (console_.json()) {
      const std::string id = rule.id.empty() ? "" : R"("id":)" + quoted(rule.id) + ",";
      console_.out(fmt::format(R"({{"schema":"switchboard.explain/1","line":{},{}"explanation":{}}})"
                               "\n",
                               event.line, id, text_of(why.value())));
    } else {
      const std::string who = rule.id.empty() ? "" : " " + rule.id;
      console_.out(fmt::format("{} {}{} {}\n{}", mark(matches, console_), event.place, who,
                               matches ? "matches" : "does not match",
                               describe_whole(why.value(), console_)));
    }
    return matches ? Outcome::kMatch : Outcome::kNoMatch;
  }

  // Who matched, and of the others those that came closest.
  Outcome explain_all(const std::vector<Rule>& rules, const InputEvent& event) const {
    std::vector<const Rule*> matched;
    std::vector<std::pair<switchboard::Distance, const Rule*>> others;
    for (const Rule& rule : rules) {
      const auto distance = switchboard::distance(rule.pattern, event.text);
      if (!distance) return refuse(event, distance.error());
      if (distance.value().failed == 0) {
        matched.push_back(&rule);
      } else {
        others.emplace_back(distance.value(), &rule);
      }
    }
    std::stable_sort(others.begin(), others.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    if (others.size() > options_.closest) others.resize(options_.closest);
    if (console_.json()) {
      print_json(event, matched, others);
    } else {
      print_text(event, rules.size(), matched, others);
    }
    return matched.empty() ? Outcome::kNoMatch : Outcome::kMatch;
  }

 private:
  using Ranked = std::vector<std::pair<switchboard::Distance, const Rule*>>;

  static std::string quoted(const std::string& text) {
    return json::to_text(boost::json::string(text.data(), text.size()));
  }
  static std::string text_of(const switchboard::Explanation& why) {
    auto text = switchboard::to_json(why);
    return text ? std::move(text).value() : "null";
  }

  Outcome refuse(const InputEvent& event, const switchboard::Error& error) const {
    console_.error({"", fmt::format("{}: not an event: {}", event.place, error.reason), ""});
    return Outcome::kBadEvent;
  }

  void print_text(const InputEvent& event, size_t count, const std::vector<const Rule*>& matched,
                  const Ranked& closest) const {
    std::string out = fmt::format("{} {} {} of {} rules match\n", mark(!matched.empty(), console_),
                                  event.place, matched.size(), count);
    for (const Rule* rule : matched) out += fmt::format("  {} {}\n", mark(true, console_), rule->id);
    if (!closest.empty()) out += "closest of the others:\n";
    for (const auto& [distance, rule] : closest) {
      out += fmt::format("  {}: {} of {} fields in the way\n", rule->id, distance.failed,
                         distance.failed + distance.held);
      const auto why = switchboard::explain(rule->pattern, event.text);
      if (why) out += indent(describe_failure(why.value(), console_));
    }
    console_.out(out);
  }

  static std::string indent(const std::string& text) {
    std::string out;
    for (const std::string_view line : base::split(text, '\n')) {
      if (!line.empty()) out += fmt::format("  {}\n", line);
    }
    return out;
  }

  void print_json(const InputEvent& event, const std::vector<const Rule*>& matched,
                  const Ranked& closest) const {
    std::string out = fmt::format(R"({{"schema":"switchboard.explain/1","line":{},"matched":[)", event.line);
    for (const Rule* rule : matched) out += (rule == matched.front() ? "" : ",") + quoted(rule->id);
    out += R"(],"closest":[)";
    for (const auto& [distance, rule] : closest) {
      const auto why = switchboard::explain(rule->pattern, event.text);
      out += fmt::format(R"({}{{"id":{},"failed":{},"explanation":{}}})",
                         rule == closest.front().second ? "" : ",", quoted(rule->id), distance.failed,
                         why ? text_of(why.value()) : "null");
    }
    console_.out(out + "]}\n");
  }

  const ExplainOptions& options_;
  const Console& console_;
};

// Leaves only the rules called `id`; false when there are none, which is said.
bool keep_only(const std::string& id, std::vector<Rule>& rules, const Console& console) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules) ids.push_back(rule.id);
  std::erase_if(rules, [&](const Rule& rule) { return rule.id != id; });
  if (!rules.empty()) return true;
  const auto near = base::suggest(id, ids);
  console.error(
      {"", fmt::format("there is no rule '{}'", id), near ? fmt::format("did you mean '{}'?", *near) : ""});
  return false;
}

}  // namespace

int run_explain(const GlobalOptions& global, const ExplainOptions& options) {
  const Console console(global.format(), !global.no_color);
  if (options.event == "-" && (options.rules == "-" || options.pattern == "-" || options.file == "-")) {
    console.error({"", "rules and events cannot both be standard input", "put the rules into a file"});
    return kExitUsage;
  }
  auto rules = read_input_rules(global, options, console);
  if (!rules || (!options.id.empty() && !keep_only(options.id, *rules, console))) return kExitBadInput;
  const auto events = read_events(options, console);
  if (!events) return kExitBadInput;
  const Explainer explainer(options, console);
  const bool single = !options.pattern.empty() || !options.id.empty();
  bool matched = false;
  bool good = true;
  for (const InputEvent& event : *events) {
    Outcome outcome = Outcome::kNoMatch;
    if (single) {
      for (const Rule& rule : *rules) {
        const Outcome one = explainer.explain_one(rule, event);
        if (outcome == Outcome::kNoMatch) outcome = one;
      }
    } else {
      outcome = explainer.explain_all(*rules, event);
    }
    matched = matched || outcome == Outcome::kMatch;
    good = good && outcome != Outcome::kBadEvent;
  }
  if (!good) return kExitBadInput;
  return matched ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
