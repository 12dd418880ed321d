// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "json/location.h"
#include "pattern/ast.h"
#include "pattern/outline.h"
#include "switchboard/lint.h"

namespace sb::pattern {

// A rule that could be read, with a place to write what is found about it. Each check is a function of its
// own, in a file of its own. Views: all must outlive it.
struct LintSubject {
  const switchboard::LintRule& rule;
  const Pattern& pattern;
  const Outline& outline;
  std::vector<switchboard::LintFinding>& findings;
  // By sub-rule: why it can never match; empty where nothing says so.
  std::vector<std::string> impossible;
  json::Locator locator{rule.pattern};

  using Severity = switchboard::LintFinding::Severity;

  // `begin` is a byte of the pattern's text.
  void add(Severity severity, const char* code, size_t begin, const std::string& path, std::string message,
           std::string hint = {});
  void warn(const char* code, size_t field, std::string message, std::string hint = {}) {
    add(Severity::kWarning, code, outline.fields[field].begin, outline.fields[field].path, std::move(message),
        std::move(hint));
  }
  void note(const char* code, size_t field, std::string message, std::string hint = {}) {
    add(Severity::kNote, code, outline.fields[field].begin, outline.fields[field].path, std::move(message),
        std::move(hint));
  }
  // The first reason for a sub-rule stays.
  void rule_out(size_t sub_rule, std::string why) {
    if (impossible[sub_rule].empty()) impossible[sub_rule] = std::move(why);
  }

  // The field of `sub_rule` at `path`; null when there is none.
  const Field* find(const SubRule& sub_rule, const std::string& path) const;
  // Whether some sub-rule asks for the field.
  bool is_used(uint32_t field) const;
};

// What a field's lists and path say by themselves.
void lint_fields(LintSubject& subject);
// What every event on a bus is like: its keys at the top, and that most of them are text.
void lint_envelope(LintSubject& subject);
// What the catalogue knows of sources, detail-types and paths.
void lint_against_catalogue(LintSubject& subject, const switchboard::LintCatalogue& catalogue);
// Says what `impossible` has come to.
void lint_possibility(LintSubject& subject);

// A rule's index and what was read of it, for findings about several rules.
struct ReadRule {
  const switchboard::LintRule* rule;
  Pattern pattern;
};

// Rules that are the same, or covered by others, or bear one id.
void lint_pairs(const std::vector<ReadRule>& rules, std::vector<switchboard::LintFinding>& findings);
// Lengths and numbers near what AWS allows.
void lint_pattern_length(const switchboard::LintRule& rule, size_t most,
                         std::vector<switchboard::LintFinding>& findings);
void lint_bus(size_t rule_count, const std::vector<ReadRule>& rules, const switchboard::LintLimits& limits,
              std::vector<switchboard::LintFinding>& findings);

// Where a place in the pattern's text is in the rule's file.
void set_place(const switchboard::LintRule& rule, json::Location place, switchboard::LintFinding& finding);

}  // namespace sb::pattern
