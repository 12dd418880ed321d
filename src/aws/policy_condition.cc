// SPDX-License-Identifier: Apache-2.0
#include "aws/policy_condition.h"

#include <algorithm>
#include <optional>
#include <string>

#include "aws/arn.h"
#include "aws/policy_keys.h"
#include "aws/policy_value.h"
#include "base/digest.h"
#include "base/text.h"

namespace sb::aws {
namespace {

// What the policy wants against what the request bears.
using Compare = Truth (*)(std::string_view wanted, std::string_view found);

Truth truth_of(bool value) { return value ? Truth::kYes : Truth::kNo; }

Truth same(std::string_view wanted, std::string_view found) { return truth_of(wanted == found); }

Truth same_ignoring_case(std::string_view wanted, std::string_view found) {
  return truth_of(base::equals_ignore_case(wanted, found));
}

Truth like(std::string_view wanted, std::string_view found) {
  return truth_of(base::glob_match(wanted, found));
}

// ArnLike and ArnEquals alike: element by element, wildcards never crossing a colon of the first five.
Truth arn_like(std::string_view wanted, std::string_view found) {
  const auto pattern = view_arn(wanted);
  const auto arn = view_arn(found);
  return truth_of(
      pattern && arn && base::glob_match(pattern->partition, arn->partition) &&
      base::glob_match(pattern->service, arn->service) && base::glob_match(pattern->region, arn->region) &&
      base::glob_match(pattern->account, arn->account) && base::glob_match(pattern->resource, arn->resource));
}

bool is_bool(std::string_view text) {
  return base::equals_ignore_case(text, "true") || base::equals_ignore_case(text, "false");
}

Truth same_bool(std::string_view wanted, std::string_view found) {
  return is_bool(wanted) && is_bool(found) ? same_ignoring_case(wanted, found) : Truth::kUnknown;
}

Truth same_bytes(std::string_view wanted, std::string_view found) {
  const auto bytes = base::base64_decode(wanted);
  return bytes.ok() ? truth_of(*bytes == found) : Truth::kUnknown;
}

Truth in_range(std::string_view wanted, std::string_view found) {
  const auto range = parse_ip_range(wanted);
  const auto address = parse_ip_range(found);
  return range && address ? truth_of(contains(*range, *address)) : Truth::kUnknown;
}

enum class Order { kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

template <class Value>
bool in_order(Order order, const Value& found, const Value& wanted) {
  switch (order) {
    case Order::kEqual:
      return found == wanted;
    case Order::kLess:
      return found < wanted;
    case Order::kLessOrEqual:
      return found <= wanted;
    case Order::kGreater:
      return found > wanted;
    case Order::kGreaterOrEqual:
      return found >= wanted;
  }
  return false;
}

template <auto kParse, Order kOrder>
Truth ordered(std::string_view wanted, std::string_view found) {
  const auto bound = kParse(wanted);
  const auto value = kParse(found);
  return bound && value ? truth_of(in_order(kOrder, *value, *bound)) : Truth::kUnknown;
}

template <Order kOrder>
constexpr Compare kNumeric = ordered<parse_policy_number, kOrder>;
template <Order kOrder>
constexpr Compare kDate = ordered<parse_policy_date, kOrder>;

struct Known {
  std::string_view name;
  Compare compare;  // null: Null
  bool is_negated = false;
};

constexpr Known kOperators[] = {{"stringequals", same},
                                {"stringnotequals", same, true},
                                {"stringequalsignorecase", same_ignoring_case},
                                {"stringnotequalsignorecase", same_ignoring_case, true},
                                {"stringlike", like},
                                {"stringnotlike", like, true},
                                {"numericequals", kNumeric<Order::kEqual>},
                                {"numericnotequals", kNumeric<Order::kEqual>, true},
                                {"numericlessthan", kNumeric<Order::kLess>},
                                {"numericlessthanequals", kNumeric<Order::kLessOrEqual>},
                                {"numericgreaterthan", kNumeric<Order::kGreater>},
                                {"numericgreaterthanequals", kNumeric<Order::kGreaterOrEqual>},
                                {"dateequals", kDate<Order::kEqual>},
                                {"datenotequals", kDate<Order::kEqual>, true},
                                {"datelessthan", kDate<Order::kLess>},
                                {"datelessthanequals", kDate<Order::kLessOrEqual>},
                                {"dategreaterthan", kDate<Order::kGreater>},
                                {"dategreaterthanequals", kDate<Order::kGreaterOrEqual>},
                                {"bool", same_bool},
                                {"binaryequals", same_bytes},
                                {"ipaddress", in_range},
                                {"notipaddress", in_range, true},
                                {"arnequals", arn_like},
                                {"arnlike", arn_like},
                                {"arnnotequals", arn_like, true},
                                {"arnnotlike", arn_like, true},
                                {"null", nullptr}};

// How the values of a request are taken; a request bears at most one of any key here.
enum class Values { kOne, kAll, kAny };

struct Operator {
  Known known;
  Values values = Values::kOne;
  bool if_exists = false;
};

std::optional<Operator> parse_operator(std::string_view text) {
  static constexpr std::string_view kAll = "forallvalues:";
  static constexpr std::string_view kAny = "foranyvalue:";
  static constexpr std::string_view kIfExists = "ifexists";
  const std::string lower = base::to_lower(text);
  std::string_view name = lower;
  Operator out;
  if (name.starts_with(kAll)) {
    out.values = Values::kAll;
    name.remove_prefix(kAll.size());
  } else if (name.starts_with(kAny)) {
    out.values = Values::kAny;
    name.remove_prefix(kAny.size());
  }
  if (name.ends_with(kIfExists)) {
    out.if_exists = true;
    name.remove_suffix(kIfExists.size());
  }
  const auto* at = std::find_if(std::begin(kOperators), std::end(kOperators),
                                [&](const Known& known) { return known.name == name; });
  if (at == std::end(kOperators)) return std::nullopt;
  if (at->compare == nullptr && (out.if_exists || out.values != Values::kOne)) return std::nullopt;
  out.known = *at;
  return out;
}

// Whether one of the values fits; a value that cannot be read decides nothing.
template <class Fits>
Truth any_of(const std::vector<std::string>& values, Fits fits) {
  Truth out = Truth::kNo;
  for (const std::string& value : values) {
    const Truth one = fits(value);
    if (one == Truth::kYes) return one;
    if (one == Truth::kUnknown) out = one;
  }
  return out;
}

Truth negated(Truth truth) {
  if (truth == Truth::kUnknown) return truth;
  return truth_of(truth == Truth::kNo);
}

}  // namespace

bool is_condition_operator(std::string_view op) { return parse_operator(op).has_value(); }

Truth holds(const PolicyCondition& condition, const PolicyRequest& request, bool has_variables) {
  const auto op = parse_operator(condition.op);
  const PolicyKey key = find_policy_key(request, base::to_lower(condition.key));
  if (!op || key.is_unknown) return Truth::kUnknown;
  const bool is_absent = !key.value.has_value();
  if (op->known.compare == nullptr) {
    return any_of(condition.values,
                  [&](const std::string& value) { return same_bool(value, is_absent ? "true" : "false"); });
  }
  const bool is_negated = op->known.is_negated;
  if (is_absent) {
    return truth_of(op->if_exists || op->values == Values::kAll ||
                    (is_negated && op->values != Values::kAny));
  }
  const Truth any = any_of(condition.values, [&](const std::string& wanted) {
    const bool is_variable = has_variables && wanted.find("${") != std::string::npos;
    return is_variable ? Truth::kUnknown : op->known.compare(wanted, *key.value);
  });
  return is_negated ? negated(any) : any;
}

bool asks_for_time(const PolicyCondition& condition) {
  return base::equals_ignore_case(condition.key, "aws:CurrentTime") ||
         base::equals_ignore_case(condition.key, "aws:EpochTime");
}

}  // namespace sb::aws
