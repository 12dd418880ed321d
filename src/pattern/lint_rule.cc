// SPDX-License-Identifier: Apache-2.0
#include "pattern/lint_rule.h"

#include <algorithm>
#include <utility>

namespace sb::pattern {

using switchboard::LintFinding;
using switchboard::LintRule;

void set_place(const LintRule& rule, json::Location place, LintFinding& finding) {
  finding.line = rule.line;
  if (rule.column == 0) return;
  finding.line = rule.line + place.line - 1;
  finding.column = place.line == 1 ? rule.column + place.column - 1 : place.column;
}

void LintSubject::add(Severity severity, const char* code, size_t begin, const std::string& path,
                      std::string message, std::string hint) {
  LintFinding finding;
  finding.severity = severity;
  finding.code = code;
  finding.rule = rule.id;
  finding.path = path;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  set_place(rule, locator.locate(begin), finding);
  findings.push_back(std::move(finding));
}

const Field* LintSubject::find(const SubRule& sub_rule, const std::string& path) const {
  const auto at = std::find_if(sub_rule.begin(), sub_rule.end(),
                               [&](uint32_t field) { return pattern.fields[field].path.name == path; });
  return at == sub_rule.end() ? nullptr : &pattern.fields[*at];
}

bool LintSubject::is_used(uint32_t field) const {
  return std::any_of(pattern.sub_rules.begin(), pattern.sub_rules.end(), [field](const SubRule& sub_rule) {
    return std::find(sub_rule.begin(), sub_rule.end(), field) != sub_rule.end();
  });
}

void lint_possibility(LintSubject& subject) {
  const auto& why = subject.impossible;
  const auto count = std::count_if(why.begin(), why.end(), [](const auto& text) { return !text.empty(); });
  if (count == 0) return;
  const auto first = std::find_if(why.begin(), why.end(), [](const auto& text) { return !text.empty(); });
  if (static_cast<size_t>(count) == why.size()) {
    return subject.add(LintSubject::Severity::kWarning, "SB0601", 0, "", "can never match: " + *first);
  }
  subject.add(LintSubject::Severity::kWarning, "SB0602", 0, "",
              std::to_string(count) + " of its " + std::to_string(why.size()) +
                  " $or combinations can never match: " + *first);
}

}  // namespace sb::pattern
