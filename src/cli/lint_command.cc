// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/rules_input.h"
#include "json/document.h"
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

}  // namespace

int run_lint(const GlobalOptions& global, const LintOptions& options) {
  const Console console(global.format(), !global.no_color);
  InputRules input = options.file.empty() ? read_rules(options.rules, console)
                                          : read_routes(options.file, options.queues, console);
  if (input.spec.catalogue.events().empty()) input.spec.catalogue = spec::Catalogue::built_in();
  std::vector<switchboard::LintRule> rules;
  for (const InputRule& rule : input.rules) rules.push_back({rule.id, rule.pattern, rule.line, rule.column});
  switchboard::LintOptions how;
  how.catalogue = to_lint(input.spec.catalogue);
  how.limits.pattern_chars = input.spec.aws.pattern_chars;
  how.limits.rules = options.bus_rules > 0 ? options.bus_rules : input.spec.aws.rules_per_bus;
  const auto findings = switchboard::lint(rules, how);
  if (!findings) {
    console.error({"", findings.error().reason, ""});
    return kExitBadInput;
  }
  print(findings.value(), input, console);
  if (!input.good) return kExitBadInput;
  const auto is_note = [](const LintFinding& finding) { return finding.severity == Severity::kNote; };
  const bool clean = std::all_of(findings.value().begin(), findings.value().end(), is_note);
  return clean ? kExitDone : kExitFailed;
}

}  // namespace sb::cli
