// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/rules_input.h"
#include "json/document.h"
#include "json/unicode.h"
#include "switchboard/lint.h"

namespace sb::cli {
namespace {

using switchboard::LintCatalogue;
using switchboard::LintFinding;
using Severity = LintFinding::Severity;

// What events of the partner family are like (Genesys Cloud's EventBridge envelope).
constexpr char kPartnerBody[] = "detail.eventBody";
constexpr char kTopicPrefix[] = "v2.";
constexpr const char* kPartnerKeys[] = {"topicName", "version", "eventBody", "metadata", "timestamp"};

LintCatalogue::Family to_lint(const spec::Family& family) {
  LintCatalogue::Family out;
  out.name = family.name;
  out.source = family.source;
  out.body = "detail";
  if (!family.partner) return out;
  out.is_prefix = true;
  out.is_whole = true;
  out.type_prefix = kTopicPrefix;
  out.body = kPartnerBody;
  out.detail_keys.assign(std::begin(kPartnerKeys), std::end(kPartnerKeys));
  return out;
}

LintCatalogue to_lint(const spec::Catalogue& catalogue) {
  LintCatalogue out;
  out.key_name = "queue id";
  out.vendor = "genesys";
  std::map<std::string, size_t> families;
  for (const spec::Event& event : catalogue.events()) {
    const auto [at, fresh] = families.emplace(event.family, out.families.size());
    if (fresh) out.families.push_back(to_lint(*catalogue.find_family(event.family)));
    out.types.push_back({event.name, at->second, event.queue_path});
  }
  return out;
}

const char* name_of(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "note";
}

std::string counted(size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string to_text(const LintFinding& finding, const std::string& file, const Console& console) {
  std::string place = file;
  if (finding.line > 0) place += fmt::format(":{}", finding.line);
  if (finding.column > 0) place += fmt::format(":{}", finding.column);
  const char* colour = finding.severity == Severity::kError     ? "31"
                       : finding.severity == Severity::kWarning ? "33"
                                                                : "1";
  std::string out =
      fmt::format("{}: {} {}: {}{}\n", place, console.paint(name_of(finding.severity), colour), finding.code,
                  finding.rule.empty() ? "" : "rule '" + finding.rule + "': ", finding.message);
  if (!finding.hint.empty()) out += fmt::format("  hint: {}\n", finding.hint);
  return out;
}

json::Object to_json(const LintFinding& finding) {
  return {{"severity", name_of(finding.severity)},
          {"code", finding.code},
          {"rule", finding.rule},
          {"line", finding.line},
          {"column", finding.column},
          {"path", finding.path},
          {"message", finding.message},
          {"hint", finding.hint}};
}

// The byte of `text`, which is one line, at a column in UTF-16 units from 1.
size_t byte_at(const std::string& text, int column) {
  size_t at = 0;
  for (int here = 1; at < text.size() && here < column;) {
    const size_t before = at;
    json::decode_code_point(text, at, json::Surrogates::kAccept);
    here += static_cast<int>(json::utf16_length(std::string_view(text).substr(before, at - before)));
  }
  return at;
}

// Where in the spec a finding on a route's pattern belongs: at the value that it is about, at the route's
// name where that comes of nothing written.
base::SourcePosition place_in_spec(const LintFinding& finding, const InputRule& rule) {
  if (finding.column == 0) return rule.name_position;
  const base::SourcePosition place = rule.placed->position_at(byte_at(rule.pattern, finding.column));
  return place.line == 0 ? rule.name_position : place;
}

// Gives findings on a bus's routes their places in the spec.
void move_into_spec(const std::vector<InputRule>& rules, std::vector<LintFinding>& findings) {
  for (LintFinding& finding : findings) {
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const InputRule& one) { return one.id == finding.rule; });
    if (rule == rules.end() || !rule->placed) continue;
    const base::SourcePosition place = place_in_spec(finding, *rule);
    finding.line = place.line;
    finding.column = place.column;
  }
}

void sort_by_place(std::vector<LintFinding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const LintFinding& a, const LintFinding& b) {
    return std::tuple(a.line == 0, a.line, a.column) < std::tuple(b.line == 0, b.line, b.column);
  });
}

void print(const std::vector<LintFinding>& findings, const InputRules& input, const Console& console) {
  if (console.json()) {
    json::Array rows;
    for (const LintFinding& finding : findings) rows.push_back(to_json(finding));
    const json::Object out{
        {"schema", "switchboard.lint/1"}, {"rules", input.rules.size()}, {"findings", rows}};
    return console.out(json::to_pretty_text(out) + "\n");
  }
  std::map<Severity, size_t> counts;
  for (const LintFinding& finding : findings) {
    ++counts[finding.severity];
    console.out(to_text(finding, input.file, console));
  }
  console.out(fmt::format(
      "{}: {}, {}, {}\n", counted(input.rules.size(), "rule"), counted(counts[Severity::kError], "error"),
      counted(counts[Severity::kWarning], "warning"), counted(counts[Severity::kNote], "note")));
}

// The rules of each bus, the first one's first: rules on two buses see different events.
std::vector<std::vector<InputRule>> by_bus(const std::vector<InputRule>& rules) {
  std::vector<std::vector<InputRule>> out;
  std::map<std::string, size_t> buses;
  for (const InputRule& rule : rules) {
    const auto [at, fresh] = buses.emplace(rule.bus, out.size());
    if (fresh) out.emplace_back();
    out[at->second].push_back(rule);
  }
  return out;
}

// A rule that is nearly full of queues is no trouble: the next queue begins another.
bool is_full_part(const LintFinding& finding, const std::vector<InputRule>& rules) {
  if (finding.code != "SB0617" || finding.severity != Severity::kWarning) return false;
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [&](const InputRule& one) { return one.id == finding.rule; });
  return rule != rules.end() && rule->splits;
}

// Adds what is found about the rules of one bus, which is called `name` if that must be said.
switchboard::Result<switchboard::Done> lint_bus(const std::vector<InputRule>& input, const std::string& name,
                                                switchboard::LintOptions how,
                                                std::vector<LintFinding>& findings) {
  std::vector<switchboard::LintRule> rules;
  for (const InputRule& rule : input) {
    rules.push_back({rule.id, rule.pattern, rule.line, rule.placed ? 1 : rule.column});
    how.more_rules += rule.rules - 1;
  }
  auto found = switchboard::lint(rules, how);
  if (!found) return found.error();
  std::vector<LintFinding> fresh = std::move(found).value();
  move_into_spec(input, fresh);
  for (LintFinding& finding : fresh) {
    if (is_full_part(finding, input)) continue;
    if (finding.rule.empty() && !name.empty()) finding.message = name + ": " + finding.message;
    findings.push_back(std::move(finding));
  }
  return switchboard::Done{};
}

}  // namespace

int run_lint(const GlobalOptions& global, const LintOptions& options) {
  const Console console(global.format(), !global.no_color);
  InputRules input = options.file.empty()
                         ? read_rules(options.rules, console)
                         : read_routes(global, options.file, options.queues, console, RoutesAs::kRules);
  if (!input.readable) return kExitBadInput;
  if (input.spec.catalogue.events().empty()) input.spec.catalogue = spec::Catalogue::built_in();
  switchboard::LintOptions how;
  how.catalogue = to_lint(input.spec.catalogue);
  how.limits.pattern_chars = input.spec.aws.pattern_chars;
  how.limits.rules = options.bus_rules > 0 ? options.bus_rules : input.spec.aws.rules_per_bus;
  std::vector<LintFinding> findings;
  const auto buses = by_bus(input.rules);
  for (const std::vector<InputRule>& bus : buses) {
    const std::string name = bus.front().bus.empty() ? "the partner bus" : "bus '" + bus.front().bus + "'";
    const auto linted = lint_bus(bus, buses.size() > 1 ? name : "", how, findings);
    if (linted) continue;
    console.error({"", linted.error().reason, ""});
    return kExitBadInput;
  }
  sort_by_place(findings);
  print(findings, input, console);
  if (!input.good) return kExitBadInput;
  const auto is_note = [](const LintFinding& finding) { return finding.severity == Severity::kNote; };
  const bool clean = std::all_of(findings.begin(), findings.end(), is_note);
  return clean ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
