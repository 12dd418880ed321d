// SPDX-License-Identifier: Apache-2.0
#include "pattern/evaluate.h"

#include <algorithm>
#include <variant>

#include "pattern/case_folding.h"

namespace sb::pattern {

namespace {

bool is_string(const Value& value) { return value.kind == json::Kind::kString; }

json::Kind kind_of(Literal literal) {
  switch (literal) {
    case Literal::kTrue:
      return json::Kind::kTrue;
    case Literal::kFalse:
      return json::Kind::kFalse;
    case Literal::kNull:
      break;
  }
  return json::Kind::kNull;
}

bool within(const NumericRange& range, double number) {
  if (range.lower &&
      (number < range.lower->value || (number == range.lower->value && !range.lower->inclusive))) {
    return false;
  }
  return !range.upper || number < range.upper->value ||
         (number == range.upper->value && range.upper->inclusive);
}

// Whether a string is what an anything-but excludes.
bool excludes(const AnythingBut& but, const std::string& text) {
  const auto any = [&but](auto test) { return std::any_of(but.texts.begin(), but.texts.end(), test); };
  switch (but.form) {
    case AnythingBut::Form::kStrings:
      return any([&](const std::string& s) { return text == s; });
    case AnythingBut::Form::kPrefixes:
      return any([&](const std::string& s) { return text.starts_with(s); });
    case AnythingBut::Form::kSuffixes:
      return any([&](const std::string& s) { return text.ends_with(s); });
    case AnythingBut::Form::kEqualsIgnoreCase:
      return any([&](const std::string& s) { return equals_ignoring_case(s, text); });
    case AnythingBut::Form::kWildcards:
      return std::any_of(but.wildcards.begin(), but.wildcards.end(),
                         [&](const Wildcard& wildcard) { return matches_wildcard(wildcard, text); });
    case AnythingBut::Form::kNumbers:
      break;
  }
  return false;
}

struct Accepts {
  const Value& value;

  bool operator()(const ExactString& exact) const { return is_string(value) && value.text == exact.value; }
  bool operator()(const ExactAddress& exact) const {
    return is_string(value) && parse_ip_address(value.text) == exact.address;
  }
  bool operator()(const ExactNumber& exact) const {
    return value.kind == json::Kind::kNumber && equal_numbers(exact.number, value.number);
  }
  bool operator()(const ExactLiteral& exact) const { return value.kind == kind_of(exact.value); }
  bool operator()(const Prefix& prefix) const {
    if (!is_string(value)) return false;
    return prefix.case_rule == CaseRule::kExact ? value.text.starts_with(prefix.value)
                                                : starts_ignoring_case(prefix.value, value.text);
  }
  bool operator()(const Suffix& suffix) const {
    if (!is_string(value)) return false;
    return suffix.case_rule == CaseRule::kExact ? value.text.ends_with(suffix.value)
                                                : ends_ignoring_case(suffix.value, value.text);
  }
  bool operator()(const EqualsIgnoreCase& equals) const {
    return is_string(value) && equals_ignoring_case(equals.value, value.text);
  }
  bool operator()(const WildcardMatch& match) const {
    return is_string(value) && matches_wildcard(match.wildcard, value.text);
  }
  bool operator()(const AnythingBut& but) const {
    if (but.form != AnythingBut::Form::kNumbers) return !is_string(value) || !excludes(but, value.text);
    if (!value.number.comparable) return true;
    return std::find(but.numbers.begin(), but.numbers.end(), *value.number.comparable) == but.numbers.end();
  }
  bool operator()(const NumericRange& range) const {
    return value.number.comparable && within(range, *value.number.comparable);
  }
  bool operator()(const Cidr& cidr) const {
    if (!is_string(value)) return false;
    const auto address = parse_ip_address(value.text);
    return address && in_network(*address, cidr.network, cidr.prefix_bits);
  }
  bool operator()(const Exists& exists) const { return exists.presence == Presence::kPresent; }
};

}  // namespace

bool accepts(const Predicate& predicate, const Value& value) { return std::visit(Accepts{value}, predicate); }

bool accepts_any(const Field& field, const Value& value) {
  return std::any_of(field.predicates.begin(), field.predicates.end(),
                     [&value](const Predicate& predicate) { return accepts(predicate, value); });
}

bool may_be_absent(const Field& field) {
  return std::any_of(field.predicates.begin(), field.predicates.end(), [](const Predicate& predicate) {
    const auto* exists = std::get_if<Exists>(&predicate);
    return exists != nullptr && exists->presence == Presence::kAbsent;
  });
}

}  // namespace sb::pattern
