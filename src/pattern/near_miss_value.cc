// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <variant>

#include "base/text.h"
#include "json/scalar.h"
#include "pattern/case_folding.h"
#include "pattern/evaluate.h"
#include "pattern/json_text.h"
#include "pattern/likeness.h"
#include "pattern/near_miss.h"
#include "pattern/parse.h"
#include "pattern/wildcard_complexity.h"

namespace sb::pattern {

namespace {

using switchboard::NearMiss;
using Kind = NearMiss::Kind;
using Miss = std::optional<NearMiss>;

constexpr size_t kMissesMax = 3;
constexpr size_t kComparisonsMax = size_t{1} << 14;  // of a value with a condition, for one field
constexpr size_t kMiddleMin =
    3;  // characters that a text must have for being found inside another to mean something

std::string expression(const char* op, const std::string& operand) {
  return std::string("{\"") + op + "\":" + operand + "}";
}

Miss make(Kind kind, std::string text, std::string instead = {}) {
  return NearMiss{kind, std::move(text), {}, std::move(instead)};
}

bool is_number(std::string_view text) { return !text.empty() && json::number_length(text) == text.size(); }

std::string escaped_for_wildcard(const std::string& text) {
  return base::replace_all(base::replace_all(text, "\\", "\\\\"), "*", "\\*");
}

// The condition that holds for all that contain `text`; "" where it would be refused.
std::string containing(const std::string& text) {
  const Predicate wildcard = WildcardMatch{{{"", text, ""}}};
  size_t steps = wildcard_steps(text.size());
  if (wildcard_complexity({&wildcard, 1}, kWildcardComplexityMax, steps) > kWildcardComplexityMax) return {};
  return expression("wildcard", quoted("*" + escaped_for_wildcard(text) + "*"));
}

// `wanted` and `found` are two texts.
Miss compare_texts(const std::string& wanted, const std::string& found) {
  if (equals_ignoring_case(wanted, found)) {
    return make(Kind::kLetterCase, "differs in upper and lower case only",
                expression("equals-ignore-case", quoted(wanted)));
  }
  if (equals_ignoring_case(found, wanted)) {
    return make(Kind::kLetterCase, "differs in upper and lower case only", quoted(found));
  }
  if (base::trim(wanted) == base::trim(found)) {
    return make(Kind::kWhiteSpace, "differs in the white space around it only", quoted(found));
  }
  if (wanted.empty() || found.empty()) return std::nullopt;
  if (found.starts_with(wanted)) {
    return make(Kind::kPartOfText, "begins with what is wanted, and goes on",
                expression("prefix", quoted(wanted)));
  }
  if (found.ends_with(wanted)) {
    return make(Kind::kPartOfText, "ends with what is wanted, with more before it",
                expression("suffix", quoted(wanted)));
  }
  if (wanted.size() >= kMiddleMin && found.find(wanted) != std::string::npos) {
    return make(Kind::kPartOfText, "contains what is wanted, with more around it", containing(wanted));
  }
  if (found.size() >= kMiddleMin && (wanted.starts_with(found) || wanted.ends_with(found))) {
    return make(Kind::kPartOfText, "is only a part of what is wanted", quoted(found));
  }
  if (is_slip(wanted, found)) {
    return make(Kind::kSpelling, "is spelled a little differently from what is wanted", quoted(found));
  }
  return std::nullopt;
}

std::string_view literal_text(json::Kind kind) {
  switch (kind) {
    case json::Kind::kTrue:
      return "true";
    case json::Kind::kFalse:
      return "false";
    case json::Kind::kNull:
      return "null";
    default:
      return {};
  }
}

// How one condition misses the value, which it does not accept.
struct Compare {
  const Value& value;
  const OutlineCondition& condition;

  bool is_text() const { return value.kind == json::Kind::kString; }

  Miss operator()(const ExactString& exact) const {
    if (is_text()) return compare_texts(exact.value, value.text);
    if (value.kind == json::Kind::kNumber) {
      if (!is_number(exact.value) || !equal_numbers(make_number(exact.value), value.number))
        return std::nullopt;
      return make(Kind::kType, "is a number, the pattern asks for the text", value.number.spelling);
    }
    const std::string_view literal = literal_text(value.kind);
    const bool empty_for_null = exact.value.empty() && value.kind == json::Kind::kNull;
    if (!empty_for_null && base::to_lower(exact.value) != literal) return std::nullopt;
    return make(Kind::kType, "is no text, the pattern asks for one", std::string(literal));
  }
  Miss operator()(const ExactAddress& exact) const {
    if (!is_text() || parse_ip_address(base::trim(value.text)) != exact.address) return std::nullopt;
    return make(Kind::kWhiteSpace, "differs in the white space around it only", quoted(value.text));
  }
  Miss operator()(const ExactNumber& exact) const {
    const std::string_view text = base::trim(value.text);
    if (!is_text() || !is_number(text) || !equal_numbers(exact.number, make_number(text)))
      return std::nullopt;
    return make(Kind::kType, "is text, the pattern asks for the number", quoted(value.text));
  }
  Miss operator()(const ExactLiteral&) const {
    if (!is_text()) return std::nullopt;
    const bool empty_for_null = condition.wanted == "null" && value.text.empty();
    if (!empty_for_null && base::to_lower(base::trim(value.text)) != condition.wanted) return std::nullopt;
    return make(Kind::kType, "is text, the pattern asks for " + condition.wanted, quoted(value.text));
  }
  Miss operator()(const Prefix& prefix) const {
    if (!is_text()) return no_text(value.number.spelling.starts_with(prefix.value));
    if (prefix.case_rule == CaseRule::kExact && starts_ignoring_case(prefix.value, value.text)) {
      return make(Kind::kLetterCase, "begins so but for upper and lower case",
                  expression("prefix", expression("equals-ignore-case", quoted(prefix.value))));
    }
    if (!base::trim(value.text).starts_with(prefix.value)) return std::nullopt;
    return make(Kind::kWhiteSpace, "begins so after its white space");
  }
  Miss operator()(const Suffix& suffix) const {
    if (!is_text()) return no_text(value.number.spelling.ends_with(suffix.value));
    if (suffix.case_rule == CaseRule::kExact && ends_ignoring_case(suffix.value, value.text)) {
      return make(Kind::kLetterCase, "ends so but for upper and lower case",
                  expression("suffix", expression("equals-ignore-case", quoted(suffix.value))));
    }
    if (!base::trim(value.text).ends_with(suffix.value)) return std::nullopt;
    return make(Kind::kWhiteSpace, "ends so before its white space");
  }
  Miss operator()(const EqualsIgnoreCase& equals) const {
    if (!is_text() || !equals_ignoring_case(equals.value, base::trim(value.text))) return std::nullopt;
    return make(Kind::kWhiteSpace, "differs in the white space around it only", quoted(value.text));
  }
  Miss operator()(const WildcardMatch& match) const {
    if (!is_text()) return no_text(matches_wildcard(match.wildcard, value.number.spelling));
    Wildcard lower = match.wildcard;
    for (std::string& piece : lower.pieces) piece = base::to_lower(piece);
    if (!matches_wildcard(lower, base::to_lower(value.text))) return std::nullopt;
    return make(Kind::kLetterCase, "fits but for upper and lower case, which wildcard tells apart");
  }
  Miss operator()(const AnythingBut&) const { return std::nullopt; }
  Miss operator()(const NumericRange& range) const {
    if (value.kind == json::Kind::kNumber && !value.number.comparable) {
      return make(Kind::kType, "has more digits than numeric compares");
    }
    const std::string_view text = base::trim(value.text);
    if (!is_text() || !is_number(text)) return std::nullopt;
    Value number{json::Kind::kNumber, {}, make_number(text), 0};
    if (!accepts(range, number)) return std::nullopt;
    return make(Kind::kType, "is text, numeric compares numbers only");
  }
  Miss operator()(const Cidr& cidr) const {
    const auto address = is_text() ? parse_ip_address(base::trim(value.text)) : std::nullopt;
    if (!address || !in_network(*address, cidr.network, cidr.prefix_bits)) return std::nullopt;
    return make(Kind::kWhiteSpace, "differs in the white space around it only", quoted(value.text));
  }
  Miss operator()(const Exists& exists) const {
    if (exists.presence == Presence::kPresent || value.kind != json::Kind::kNull) return std::nullopt;
    return make(Kind::kType, "is null, which counts as there", "null");
  }

  // The text operators on what is no text.
  Miss no_text(bool would_fit) const {
    if (value.kind != json::Kind::kNumber || !would_fit) return std::nullopt;
    return make(Kind::kType, "is a number, " + condition.op + " compares text only");
  }
};

}  // namespace

size_t values_compared(const Field& field, size_t values) {
  return std::min(values, std::max<size_t>(kComparisonsMax / field.predicates.size(), 1));
}

std::vector<ValueMiss> near_misses_by_value(const Field& field, const OutlineField& outline,
                                            const Place& place, const Value& value) {
  std::vector<ValueMiss> out;
  for (size_t i = 0; i < field.predicates.size(); ++i) {
    Miss miss = std::visit(Compare{value, outline.conditions[i]}, field.predicates[i]);
    if (!miss) continue;
    miss->at = place.at;
    miss->text =
        "`" + place.at + "` " + miss->text + ": " + place.text + " against " + outline.conditions[i].whole;
    if (!miss->instead.empty()) miss->text += "; " + miss->instead + " would match";
    out.push_back({*std::move(miss), i});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const ValueMiss& a, const ValueMiss& b) { return a.miss.kind < b.miss.kind; });
  if (out.size() > kMissesMax) out.resize(kMissesMax);
  return out;
}

}  // namespace sb::pattern
