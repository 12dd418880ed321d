// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "json/unicode.h"
#include "pattern/json_text.h"
#include "pattern/lint_rule.h"
#include "pattern/rule_cover.h"

namespace sb::pattern {

namespace {

using switchboard::LintFinding;
using switchboard::LintRule;
using Severity = LintFinding::Severity;
using Findings = std::vector<LintFinding>;

constexpr size_t kComparedMax = 2000;  // rules of which every two are compared
constexpr size_t kNearPercent = 90;

LintFinding make(Severity severity, const char* code, const LintRule& rule, std::string message,
                 std::string hint) {
  LintFinding finding;
  finding.severity = severity;
  finding.code = code;
  finding.rule = rule.id;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  set_place(rule, {}, finding);
  return finding;
}

LintFinding make_for_all(Severity severity, const char* code, std::string message, std::string hint) {
  LintFinding finding;
  finding.severity = severity;
  finding.code = code;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

std::string name_of(const LintRule& rule) {
  return "'" + rule.id + "' (line " + std::to_string(rule.line) + ")";
}

// Rules in groups of the same; the first of each.
std::vector<const ReadRule*> tell_same(const std::vector<ReadRule>& rules, Findings& findings) {
  std::map<std::string, const ReadRule*> seen;
  std::vector<const ReadRule*> firsts;
  for (const ReadRule& one : rules) {
    const auto [at, fresh] = seen.emplace(canonical_text(one.pattern), &one);
    if (fresh) {
      firsts.push_back(&one);
      continue;
    }
    findings.push_back(make(Severity::kWarning, "SB0605", *one.rule,
                            "matches exactly what rule " + name_of(*at->second->rule) + " matches",
                            "keep one of them, with the targets of both"));
  }
  return firsts;
}

void tell_covered(const std::vector<const ReadRule*>& rules, Findings& findings) {
  for (const ReadRule* narrow : rules) {
    for (const ReadRule* wide : rules) {
      if (narrow == wide || !covers(wide->pattern, narrow->pattern)) continue;
      findings.push_back(make(Severity::kNote, "SB0606", *narrow->rule,
                              "whatever it matches, rule " + name_of(*wide->rule) + " matches too", ""));
      break;
    }
  }
}

void tell_ids(const std::vector<ReadRule>& rules, Findings& findings) {
  std::map<std::string, const ReadRule*> seen;
  for (const ReadRule& one : rules) {
    const auto [at, fresh] = seen.emplace(one.rule->id, &one);
    if (fresh) continue;
    findings.push_back(make(Severity::kWarning, "SB0609", *one.rule,
                            "rule " + name_of(*at->second->rule) + " bears this id already",
                            "on a bus the second would take the first one's place"));
  }
}

bool uses_wildcard(const Pattern& pattern) {
  const auto is_wildcard = [](const Predicate& predicate) {
    const auto* but = std::get_if<AnythingBut>(&predicate);
    return std::holds_alternative<WildcardMatch>(predicate) || (but != nullptr && !but->wildcards.empty());
  };
  return std::any_of(pattern.fields.begin(), pattern.fields.end(), [&](const Field& field) {
    return std::any_of(field.predicates.begin(), field.predicates.end(), is_wildcard);
  });
}

bool is_near(size_t count, size_t most) { return count * 100 >= most * kNearPercent; }

void tell_count(const char* code, size_t count, size_t most, const std::string& what, const char* hint,
                Findings& findings) {
  if (!is_near(count, most)) return;
  const std::string message = std::to_string(count) + " " + what + "; a bus may have " + std::to_string(most);
  findings.push_back(make_for_all(count > most ? Severity::kError : Severity::kWarning, code, message, hint));
}

}  // namespace

void lint_pairs(const std::vector<ReadRule>& rules, Findings& findings) {
  tell_ids(rules, findings);
  const auto firsts = tell_same(rules, findings);
  if (firsts.size() <= kComparedMax) return tell_covered(firsts, findings);
  findings.push_back(make_for_all(
      Severity::kNote, "SB0621",
      "more than " + std::to_string(kComparedMax) + " rules: whether some cover others was not looked at",
      ""));
}

void lint_pattern_length(const LintRule& rule, size_t most, Findings& findings) {
  const size_t length = json::utf16_length(rule.pattern);
  if (!is_near(length, most)) return;
  std::string hint = "split it, or have AWS raise the quota of the account";
  if (const json::ReadResult read = json::read(rule.pattern); read.ok()) {
    const size_t compact = json::utf16_length(to_text(read.tree->root));
    if (!is_near(compact, most)) hint = "without white space it has " + std::to_string(compact);
  }
  findings.push_back(
      make(length > most ? Severity::kError : Severity::kWarning, "SB0617", rule,
           "the pattern has " + std::to_string(length) + " characters; the limit is " + std::to_string(most),
           std::move(hint)));
}

void lint_bus(size_t rule_count, const std::vector<ReadRule>& rules, const switchboard::LintLimits& limits,
              Findings& findings) {
  const auto wildcards = static_cast<size_t>(std::count_if(
      rules.begin(), rules.end(), [](const ReadRule& one) { return uses_wildcard(one.pattern); }));
  tell_count("SB0618", wildcards, limits.wildcard_rules, "rules use wildcard",
             "AWS does not raise this quota; prefix and suffix do not count", findings);
  tell_count("SB0619", rule_count, limits.rules, "rules",
             "merge rules by lists of values and $or, use another bus, or have AWS raise the quota",
             findings);
}

}  // namespace sb::pattern
