// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>
#include <variant>

#include "base/text.h"
#include "pattern/bare_operator.h"
#include "pattern/evaluate.h"
#include "pattern/joint_fit.h"
#include "pattern/lint_rule.h"

namespace sb::pattern {

namespace {

// What EventBridge puts around every event (EventBridge user guide, event structure).
const std::vector<std::string> kKeys = {"version", "id",     "detail-type", "source", "account",
                                        "time",    "region", "resources",   "detail", "replay-name"};
constexpr std::string_view kTexts[] = {"version", "id",   "detail-type", "source",
                                       "account", "time", "region",      "resources"};
// Of these every event has one.
constexpr std::string_view kAlwaysThere[] = {"version", "id",   "detail-type", "source",
                                             "account", "time", "region"};
constexpr size_t kAccountDigits = 12;

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

std::string_view first_key(std::string_view path) { return path.substr(0, path.find('.')); }

// The hint for a key that is none: a slip of one, or something that belongs into the detail.
std::string right_key(const std::string& path) {
  const std::string key(first_key(path));
  const auto near = base::suggest(key, kKeys);
  if (near && key.size() > 2) return "did you mean `" + *near + path.substr(key.size()) + "`?";
  return "what the event is about stands below detail: `detail." + path + "`";
}

// Whether some text could satisfy the predicate.
bool takes_text(const Predicate& predicate) {
  if (const auto* exists = std::get_if<Exists>(&predicate)) return exists->presence == Presence::kPresent;
  return !std::holds_alternative<ExactNumber>(predicate) &&
         !std::holds_alternative<ExactLiteral>(predicate) && !std::holds_alternative<NumericRange>(predicate);
}

bool is_no_account(const Predicate& predicate) {
  const auto* text = std::get_if<ExactString>(&predicate);
  return text != nullptr && (text->value.size() != kAccountDigits ||
                             text->value.find_first_not_of("0123456789") != std::string::npos);
}

// Why a field below one of the texts can never hold.
std::string nothing_below(const Field& field, const OutlineField& outline) {
  const std::string out =
      "`" + std::string(first_key(field.path.name)) + "` is text in every event, nothing stands below it";
  const auto bare = find_bare_operator(field, outline);
  return bare ? out + "; for the operator write " + bare->instead : out;
}

// Why the field can never hold; "" where nothing says so.
std::string contradiction(const Field& field, const OutlineField& outline) {
  const std::string& path = field.path.name;
  const auto& predicates = field.predicates;
  if (path == "detail" && !may_be_absent(field)) {
    return "`detail` is an object, which no condition holds for; name a field below it";
  }
  if (path == "account" && std::all_of(predicates.begin(), predicates.end(), is_no_account)) {
    return "`account` is 12 digits in quotes";
  }
  if (path != first_key(path) && contains(kTexts, first_key(path)) && !may_be_absent(field)) {
    return nothing_below(field, outline);
  }
  if (!contains(kTexts, path)) return {};
  if (may_be_absent(field) && !contains(kAlwaysThere, path)) return {};
  if (std::any_of(predicates.begin(), predicates.end(), takes_text)) return {};
  return may_be_absent(field) ? "every event has `" + path + "`"
                              : "`" + path + "` is text in every event; put the values in quotes";
}

}  // namespace

void lint_envelope(LintSubject& subject) {
  for (uint32_t i = 0; i < subject.pattern.fields.size(); ++i) {
    const std::string& path = subject.pattern.fields[i].path.name;
    if (contains(kKeys, first_key(path)) || !subject.is_used(i)) continue;
    subject.warn("SB0610", i, "events on a bus have no `" + std::string(first_key(path)) + "` at the top",
                 right_key(path));
  }
  for (size_t i = 0; i < subject.pattern.sub_rules.size(); ++i) {
    for (const uint32_t index : subject.pattern.sub_rules[i]) {
      std::string why = contradiction(subject.pattern.fields[index], subject.outline.fields[index]);
      if (!why.empty()) subject.rule_out(i, std::move(why));
    }
  }
}

}  // namespace sb::pattern
