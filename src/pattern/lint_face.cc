// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "pattern/face_state.h"
#include "pattern/lint_rule.h"
#include "pattern/parse.h"
#include "switchboard/lint.h"

namespace switchboard {

namespace {

using sb::pattern::ParseError;

LintFinding refused(const LintRule& rule, const ParseError& error) {
  LintFinding finding;
  finding.severity = LintFinding::Severity::kError;
  finding.code = "SB0600";
  finding.rule = rule.id;
  finding.line = rule.line;
  if (rule.column > 0 && error.line > 0) {
    finding.line = rule.line + error.line - 1;
    finding.column = error.line == 1 ? rule.column + error.column - 1 : error.column;
  } else {
    finding.column = rule.column;
  }
  finding.message =
      (error.ours ? "Switchboard does not take the pattern: " : "AWS refuses the pattern: ") + error.reason;
  finding.hint = error.hint;
  return finding;
}

void lint_one(const LintRule& rule, const sb::pattern::Pattern& pattern, const LintCatalogue& catalogue,
              std::vector<LintFinding>& findings) {
  const sb::pattern::Outline outline = sb::pattern::make_outline(rule.pattern);
  sb::pattern::LintSubject subject{rule, pattern, outline, findings,
                                   std::vector<std::string>(pattern.sub_rules.size())};
  lint_fields(subject);
  lint_envelope(subject);
  lint_against_catalogue(subject, catalogue);
  lint_possibility(subject);
}

// In the order of the file, those about the whole set last.
bool stands_before(const LintFinding& a, const LintFinding& b) {
  const auto key = [](const LintFinding& finding) {
    return std::tuple(finding.line == 0, finding.line, finding.column);
  };
  return key(a) < key(b);
}

}  // namespace

Result<std::vector<LintFinding>> lint(std::span<const LintRule> rules, const LintOptions& options) noexcept {
  using Findings = std::vector<LintFinding>;
  return guarded<Findings>([&]() -> Result<Findings> {
    Findings findings;
    std::vector<sb::pattern::ReadRule> read;
    for (const LintRule& rule : rules) {
      sb::pattern::lint_pattern_length(rule, options.limits.pattern_chars, findings);
      sb::pattern::ParseResult parsed = sb::pattern::parse(rule.pattern);
      if (!parsed.ok()) {
        findings.push_back(refused(rule, parsed.error));
        continue;
      }
      lint_one(rule, *parsed.pattern, options.catalogue, findings);
      read.push_back({&rule, *std::move(parsed.pattern)});
    }
    sb::pattern::lint_pairs(read, findings);
    sb::pattern::lint_bus(rules.size() + options.more_rules, read, options.limits, findings);
    std::stable_sort(findings.begin(), findings.end(), stands_before);
    return findings;
  });
}

}  // namespace switchboard
