// SPDX-License-Identifier: Apache-2.0
#include "pattern/rule_cover.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "json/unicode.h"
#include "pattern/case_folding.h"
#include "pattern/evaluate.h"
#include "pattern/joint_fit.h"
#include "pattern/json_text.h"
#include "pattern/sample_value.h"

namespace sb::pattern {

namespace {

// Entries parted so that no text can be taken for two.
std::string joined(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::string out;
  for (const std::string& text : texts) out += quoted(text) + ",";
  return out;
}

std::string number_key(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.17g", value == 0 ? 0.0 : value);
  return text.data();
}

std::string both_cases(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const CaseVariants variants = case_variants(json::decode_code_point(text, at, json::Surrogates::kAccept));
    out += variants.lower + "/" + variants.upper + "/";
  }
  return out;
}

std::string bound_key(const std::optional<Bound>& bound) {
  return bound ? (bound->inclusive ? "=" : "") + number_key(bound->value) : "none";
}

std::string wildcard_key(const Wildcard& wildcard) {
  std::string out;
  for (const std::string& piece : wildcard.pieces) out += quoted(piece) + "*";
  return out;
}

struct Key {
  std::string operator()(const ExactString& exact) const { return "text " + exact.value; }
  std::string operator()(const ExactAddress& exact) const {
    std::string out = exact.address.family == IpAddress::Family::kV4 ? "address4 " : "address6 ";
    for (const uint8_t byte : exact.address.bytes) out += std::to_string(byte) + ".";
    return out;
  }
  std::string operator()(const ExactNumber& exact) const {
    const auto& value = exact.number.comparable;
    return value ? "number " + number_key(*value) : "spelled " + exact.number.spelling;
  }
  std::string operator()(const ExactLiteral& exact) const {
    return "literal " + std::to_string(static_cast<int>(exact.value));
  }
  std::string operator()(const Prefix& prefix) const {
    return prefix.case_rule == CaseRule::kExact ? "prefix " + prefix.value
                                                : "prefix-ignore-case " + both_cases(prefix.value);
  }
  std::string operator()(const Suffix& suffix) const {
    return suffix.case_rule == CaseRule::kExact ? "suffix " + suffix.value
                                                : "suffix-ignore-case " + both_cases(suffix.value);
  }
  std::string operator()(const EqualsIgnoreCase& equals) const {
    return "ignore-case " + both_cases(equals.value);
  }
  std::string operator()(const WildcardMatch& match) const {
    return "wildcard " + wildcard_key(match.wildcard);
  }
  std::string operator()(const AnythingBut& but) const {
    std::vector<std::string> parts;
    for (const std::string& text : but.texts) {
      parts.push_back(but.form == AnythingBut::Form::kEqualsIgnoreCase ? both_cases(text) : text);
    }
    for (const double number : but.numbers) parts.push_back(number_key(number));
    for (const Wildcard& wildcard : but.wildcards) parts.push_back(wildcard_key(wildcard));
    return "but " + std::to_string(static_cast<int>(but.form)) + " " + joined(std::move(parts));
  }
  std::string operator()(const NumericRange& range) const {
    const bool one = range.lower && range.upper && range.lower->value == range.upper->value;
    if (one) return "number " + number_key(range.lower->value);
    return "range " + bound_key(range.lower) + " " + bound_key(range.upper);
  }
  std::string operator()(const Cidr& cidr) const {
    IpAddress network = cidr.network;
    for (int bit = cidr.prefix_bits; bit < network.bits(); ++bit) {
      network.bytes[static_cast<size_t>(bit / 8)] &= static_cast<uint8_t>(~(0x80 >> (bit % 8)));
    }
    return "network " + std::to_string(cidr.prefix_bits) + " " + (*this)(ExactAddress{network});
  }
  std::string operator()(const Exists& exists) const {
    return exists.presence == Presence::kPresent ? "there" : "absent";
  }
};

// The one value that a predicate accepts, where there is one and a Value can say it.
std::optional<Value> only_value(const Predicate& predicate) {
  if (const auto* text = std::get_if<ExactString>(&predicate)) {
    return Value{json::Kind::kString, text->value, {}, 0};
  }
  if (const auto* number = std::get_if<ExactNumber>(&predicate)) {
    return Value{json::Kind::kNumber, {}, number->number, 0};
  }
  if (std::holds_alternative<ExactLiteral>(predicate)) return read_value(*sample_value(predicate));
  return std::nullopt;
}

bool below(const Bound& a, const Bound& b) {
  return a.value < b.value || (a.value == b.value && (!a.inclusive || b.inclusive));
}

bool within(const NumericRange& narrow, const NumericRange& wide) {
  if (wide.upper && !(narrow.upper && below(*narrow.upper, *wide.upper))) return false;
  if (!wide.lower) return true;
  if (!narrow.lower || narrow.lower->value < wide.lower->value) return false;
  return narrow.lower->value > wide.lower->value || wide.lower->inclusive || !narrow.lower->inclusive;
}

bool is_absence(const Predicate& predicate) {
  const auto* exists = std::get_if<Exists>(&predicate);
  return exists != nullptr && exists->presence == Presence::kAbsent;
}

bool covers_affix(const Predicate& wide, const Predicate& narrow) {
  const auto* wide_prefix = std::get_if<Prefix>(&wide);
  const auto* narrow_prefix = std::get_if<Prefix>(&narrow);
  if (wide_prefix != nullptr && narrow_prefix != nullptr) {
    return wide_prefix->case_rule == CaseRule::kExact && narrow_prefix->case_rule == CaseRule::kExact &&
           narrow_prefix->value.starts_with(wide_prefix->value);
  }
  const auto* wide_suffix = std::get_if<Suffix>(&wide);
  const auto* narrow_suffix = std::get_if<Suffix>(&narrow);
  return wide_suffix != nullptr && narrow_suffix != nullptr && wide_suffix->case_rule == CaseRule::kExact &&
         narrow_suffix->case_rule == CaseRule::kExact && narrow_suffix->value.ends_with(wide_suffix->value);
}

bool covers(const Field& wide, const Field& narrow) {
  return std::all_of(narrow.predicates.begin(), narrow.predicates.end(), [&](const Predicate& inner) {
    return std::any_of(wide.predicates.begin(), wide.predicates.end(),
                       [&](const Predicate& outer) { return covers(outer, inner); });
  });
}

// Fewer fields, each accepting more, bind fewer array elements. A field that may be absent depends on the
// elements that the others bind, so then both must ask for the same paths.
bool covers(const Pattern& wide, const SubRule& wide_rule, const Pattern& narrow,
            const SubRule& narrow_rule) {
  if (wide_rule.size() > narrow_rule.size()) return false;
  const bool absence = std::any_of(wide_rule.begin(), wide_rule.end(),
                                   [&](uint32_t field) { return may_be_absent(wide.fields[field]); });
  if (absence && wide_rule.size() != narrow_rule.size()) return false;
  return std::all_of(wide_rule.begin(), wide_rule.end(), [&](uint32_t field) {
    return std::any_of(narrow_rule.begin(), narrow_rule.end(), [&](uint32_t other) {
      return wide.fields[field].path.name == narrow.fields[other].path.name &&
             covers(wide.fields[field], narrow.fields[other]);
    });
  });
}

}  // namespace

std::string canonical_text(const Predicate& predicate) { return std::visit(Key{}, predicate); }

std::string canonical_text(const Pattern& pattern) {
  std::vector<std::string> alternatives;
  for (const SubRule& sub_rule : pattern.sub_rules) {
    std::vector<std::string> fields;
    for (const uint32_t index : sub_rule) {
      std::vector<std::string> conditions;
      for (const Predicate& predicate : pattern.fields[index].predicates) {
        conditions.push_back(canonical_text(predicate));
      }
      fields.push_back(quoted(pattern.fields[index].path.name) + ":" + joined(std::move(conditions)));
    }
    alternatives.push_back(joined(std::move(fields)));
  }
  return joined(std::move(alternatives));
}

bool covers(const Predicate& wide, const Predicate& narrow) {
  if (is_absence(wide) || is_absence(narrow)) return is_absence(wide) && is_absence(narrow);
  if (const auto value = only_value(narrow)) return accepts(wide, *value);
  if (std::holds_alternative<Exists>(wide)) return true;
  const auto* wide_range = std::get_if<NumericRange>(&wide);
  const auto* narrow_range = std::get_if<NumericRange>(&narrow);
  if (wide_range != nullptr && narrow_range != nullptr) return within(*narrow_range, *wide_range);
  return covers_affix(wide, narrow) || canonical_text(wide) == canonical_text(narrow);
}

bool covers(const Pattern& wide, const Pattern& narrow) {
  return std::all_of(narrow.sub_rules.begin(), narrow.sub_rules.end(), [&](const SubRule& narrow_rule) {
    return std::any_of(wide.sub_rules.begin(), wide.sub_rules.end(), [&](const SubRule& wide_rule) {
      return covers(wide, wide_rule, narrow, narrow_rule);
    });
  });
}

}  // namespace sb::pattern
