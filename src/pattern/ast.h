// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pattern/ip_address.h"
#include "pattern/numeric.h"
#include "pattern/wildcard.h"

// A pattern as plain data: what parse() yields and what every matcher reads. Strings are UTF-8, lone
// surrogates WTF-8 (json/unicode.h).
namespace sb::pattern {

enum class CaseRule : uint8_t { kExact, kIgnore };
enum class Literal : uint8_t { kNull, kTrue, kFalse };
enum class Presence : uint8_t { kPresent, kAbsent };

// "x" and {"exactly":"x"}.
struct ExactString {
  std::string value;
};
// "10.0.0.1": a plain string that is an IP address equals every spelling of it.
struct ExactAddress {
  IpAddress address;
};
// 300: equal by value when both numbers are comparable, else by spelling.
struct ExactNumber {
  Number number;
};
struct ExactLiteral {
  Literal value;
};
// {"prefix":"x"}, {"prefix":{"equals-ignore-case":"x"}}; "" is a prefix of every string.
struct Prefix {
  std::string value;
  CaseRule case_rule = CaseRule::kExact;
};
// {"suffix":…}, as Prefix.
struct Suffix {
  std::string value;
  CaseRule case_rule = CaseRule::kExact;
};
struct EqualsIgnoreCase {
  std::string value;
};
struct WildcardMatch {
  Wildcard wildcard;
};
// True of any value, of whatever type, that none of the operands describes. One list is filled, by `form`; it
// is never empty.
struct AnythingBut {
  enum class Form : uint8_t { kStrings, kNumbers, kPrefixes, kSuffixes, kEqualsIgnoreCase, kWildcards };
  Form form = Form::kStrings;
  std::vector<std::string> texts;   // kStrings, kPrefixes, kSuffixes, kEqualsIgnoreCase
  std::vector<double> numbers;      // kNumbers
  std::vector<Wildcard> wildcards;  // kWildcards
};
struct Bound {
  double value = 0;
  bool inclusive = false;
};
// {"numeric":[…]}; "=" has the same inclusive bound on both sides. At least one bound is set.
struct NumericRange {
  std::optional<Bound> lower;
  std::optional<Bound> upper;
};
// The addresses of `network`'s family whose first `prefix_bits` bits are those of `network`.
struct Cidr {
  IpAddress network;
  int prefix_bits = 0;
};
struct Exists {
  Presence presence = Presence::kPresent;
};

using Predicate = std::variant<ExactString, ExactAddress, ExactNumber, ExactLiteral, Prefix, Suffix,
                               EqualsIgnoreCase, WildcardMatch, AnythingBut, NumericRange, Cidr, Exists>;

// Keys from the root joined by '.'; {"a":{"b":…}} and {"a.b":…} are one path. `segments` are the name cut at
// every
// '.', so two paths are equal exactly if their segments are.
struct Path {
  std::string name;
  std::vector<std::string> segments;
};

// One path and what its value may be: any of the predicates (at least one).
struct Field {
  Path path;
  std::vector<Predicate> predicates;
};

// All of these fields, each at a different path. Indices into Pattern::fields, in the order of the paths'
// names by UTF-16 units, which is the order in which event-ruler tries fields (it decides what
// {"exists":false} sees inside arrays).
using SubRule = std::vector<uint32_t>;

// An event matches if any sub-rule does. A pattern without $or has one sub-rule. $or is kept as choices of
// fields: a field is stored once, however many sub-rules use it. Fields overridden everywhere stay in
// `fields`, unused.
struct Pattern {
  std::vector<Field> fields;
  std::vector<SubRule> sub_rules;
};

}  // namespace sb::pattern
