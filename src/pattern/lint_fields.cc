// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <variant>

#include "base/text.h"
#include "json/reader.h"
#include "json/scalar.h"
#include "pattern/bare_operator.h"
#include "pattern/decimal.h"
#include "pattern/evaluate.h"
#include "pattern/joint_fit.h"
#include "pattern/likeness.h"
#include "pattern/lint_rule.h"
#include "pattern/rule_cover.h"

namespace sb::pattern {

namespace {

// The documented range of numeric matching (EventBridge user guide): -5e9 to 5e9, 15 digits, 6 of them behind
// the point.
constexpr double kNumericMost = 5e9;
constexpr size_t kNumericDigits = 15;
constexpr int kNumericDecimals = 6;

// Keys that hold digits and are text all the same.
constexpr std::string_view kTextKeys[] = {"id",   "ani",  "dnis",    "number",  "phone",   "address",
                                          "code", "name", "account", "version", "subject", "zip"};

std::string dotted_as_nested(const std::string& path) {
  std::string out;
  const auto keys = base::split(path, '.');
  for (const std::string_view key : keys) out += "{\"" + std::string(key) + "\":";
  return out + "[…]" + std::string(keys.size(), '}');
}

// A key of the pattern that has dots in it leads to the field.
bool has_dotted_key(const LintSubject& subject, const OutlineField& field) {
  const json::Node* node = &subject.outline.tree.root;
  for (const uint32_t step : field.node) {
    node = &node->children[step];
    if (node->key.find('.') != std::string::npos) return true;
  }
  return false;
}

void check_path(LintSubject& subject, uint32_t index) {
  const OutlineField& field = subject.outline.fields[index];
  if (has_dotted_key(subject, field)) {
    subject.warn("SB0611", index,
                 "a key with dots: `" + field.path + "` is not seen to be nested by every reader of the rule",
                 "write " + dotted_as_nested(field.path));
  }
  if (!subject.is_used(index)) {
    subject.warn("SB0607", index, "the list counts for nothing: `" + field.path + "` stands again further on",
                 "of two lists for one path the last counts; put all values into one list");
  }
}

void check_repeats(LintSubject& subject, uint32_t index) {
  std::set<std::string> seen;
  const auto& predicates = subject.pattern.fields[index].predicates;
  for (size_t i = 0; i < predicates.size(); ++i) {
    const OutlineCondition& condition = subject.outline.fields[index].conditions[i];
    if (seen.insert(canonical_text(predicates[i])).second) continue;
    subject.add(LintSubject::Severity::kNote, "SB0608", condition.begin, subject.outline.fields[index].path,
                condition.whole + " stands in the list twice");
  }
}

bool means_text(std::string_view path) {
  const std::string key = base::to_lower(last_key(path));
  return std::any_of(std::begin(kTextKeys), std::end(kTextKeys),
                     [&](std::string_view word) { return key.ends_with(word); });
}

bool is_quoted_scalar(const Predicate& predicate) {
  const auto* text = std::get_if<ExactString>(&predicate);
  if (text == nullptr) return false;
  const std::string& value = text->value;
  if (value == "true" || value == "false") return true;
  return !value.empty() && value.size() <= kNumericDigits && json::number_length(value) == value.size();
}

void check_quotes(LintSubject& subject, uint32_t index) {
  const Field& field = subject.pattern.fields[index];
  if (!field.path.name.starts_with("detail.") || means_text(field.path.name)) return;
  if (!std::all_of(field.predicates.begin(), field.predicates.end(), is_quoted_scalar)) return;
  const std::string& value = std::get<ExactString>(field.predicates.front()).value;
  subject.note("SB0615", index,
               "\"" + value + "\" in quotes is text; the " +
                   (value == "true" || value == "false" ? "boolean " : "number ") + value +
                   " does not match it",
               "if events carry " + value + " without quotes, write [" + value + "]");
}

bool is_in_range(const std::string& spelling) {
  const Number number = make_number(spelling);
  const auto decimal = parse_decimal(std::string_view(spelling).substr(spelling.starts_with('-') ? 1 : 0));
  if (!number.comparable || !decimal || std::abs(*number.comparable) > kNumericMost) return false;
  const int decimals = static_cast<int>(decimal->digits.size()) - decimal->exponent;
  return decimal->digits.size() <= kNumericDigits && decimals <= kNumericDecimals;
}

void check_numbers(LintSubject& subject, uint32_t index) {
  const OutlineField& field = subject.outline.fields[index];
  for (const OutlineCondition& condition : field.conditions) {
    if (condition.op != "numeric") continue;
    const json::ReadResult read = json::read(condition.wanted);
    if (!read.ok()) continue;
    for (const json::Node& number : read.tree->root.children) {
      if (number.kind != json::Kind::kNumber || is_in_range(number.text)) continue;
      subject.add(
          LintSubject::Severity::kWarning, "SB0616", condition.begin, field.path,
          number.text + " is outside what AWS documents for numeric: -5e9 to 5e9, 15 digits, 6 decimals",
          "match it as a plain value, or let the receiver compare");
    }
  }
}

bool starts_below(const std::string& path, const std::string& above) {
  return path.size() > above.size() && path.starts_with(above) && path[above.size()] == '.';
}

// A path that is asked for a value and for fields below it.
void check_nesting(LintSubject& subject, const SubRule& sub_rule, std::set<uint32_t>& told) {
  for (const uint32_t outer : sub_rule) {
    const Field& field = subject.pattern.fields[outer];
    const auto inner = std::find_if(sub_rule.begin(), sub_rule.end(), [&](uint32_t other) {
      return starts_below(subject.pattern.fields[other].path.name, field.path.name);
    });
    if (inner == sub_rule.end() || !told.insert(outer).second) continue;
    const std::string& below = subject.pattern.fields[*inner].path.name;
    if (may_be_absent(field)) {
      subject.warn("SB0604", outer,
                   "`" + field.path.name + "` holds wherever it is an object, and `" + below +
                       "` makes it one: {\"exists\":false} says nothing about objects",
                   "ask for the absence of a field that has a value");
    } else {
      subject.warn("SB0603", outer,
                   "`" + field.path.name + "` is to have a value and, by `" + below +
                       "`, fields: only an array of both kinds, or a repeated key, has both",
                   "drop one of the two");
    }
  }
}

// Whether no other field stands below `above`.
bool stands_alone(const Pattern& pattern, const Field& field, const std::string& above) {
  return std::none_of(pattern.fields.begin(), pattern.fields.end(), [&](const Field& other) {
    return &other != &field && starts_below(other.path.name, above);
  });
}

// An operator without its list. What lies below the texts of the envelope is lint_envelope's.
void check_operator(LintSubject& subject, uint32_t index) {
  const Field& field = subject.pattern.fields[index];
  if (!field.path.name.starts_with("detail.") || !subject.is_used(index)) return;
  const auto bare = find_bare_operator(field, subject.outline.fields[index]);
  if (!bare ||
      (!bare->certain && !(bare->above != "detail" && stands_alone(subject.pattern, field, bare->above))))
    return;
  const auto severity = bare->certain ? LintSubject::Severity::kWarning : LintSubject::Severity::kNote;
  subject.add(
      severity, "SB0620", subject.outline.fields[index].begin, field.path.name,
      "`" + bare->name + "` is a field here, below `" + bare->above + "`: an operator stands in a list",
      "for the operator write " + bare->instead);
}

}  // namespace

void lint_fields(LintSubject& subject) {
  for (uint32_t i = 0; i < subject.pattern.fields.size(); ++i) {
    check_path(subject, i);
    check_repeats(subject, i);
    check_quotes(subject, i);
    check_numbers(subject, i);
    check_operator(subject, i);
  }
  std::set<uint32_t> told;
  for (const SubRule& sub_rule : subject.pattern.sub_rules) check_nesting(subject, sub_rule, told);
}

}  // namespace sb::pattern
