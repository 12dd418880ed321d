// SPDX-License-Identifier: Apache-2.0
#include "pattern/filter_policy.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "json/location.h"
#include "json/reader.h"
#include "pattern/decimal.h"
#include "pattern/parse.h"
#include "pattern/refusals.h"

namespace sb::pattern {
namespace {

constexpr double kNumberMax = 1e9;
constexpr size_t kCombinationsCeiling = 1000000;

bool is_object(const json::Node& node) { return node.kind == json::Kind::kObject; }

bool is_choice(const json::Node& member) {
  return member.key == "$or" && member.kind == json::Kind::kArray &&
         std::all_of(member.children.begin(), member.children.end(), is_object);
}

// `so_far` times the combinations of values below `object`.
size_t combinations(const json::Node& object, size_t depth, size_t so_far) {
  size_t product = so_far;
  for (const json::Node& member : object.children) {
    if (is_object(member)) {
      product = combinations(member, depth + 1, product);
    } else if (is_choice(member)) {
      size_t sum = 0;
      for (const json::Node& branch : member.children) sum += combinations(branch, depth, product);
      product = sum;
    } else {
      product *= std::max<size_t>(member.children.size(), 1) * depth;
    }
    product = std::min(product, kCombinationsCeiling);
  }
  return product;
}

// The first field below `object` that is an object itself; nullptr where there is none.
const json::Node* find_nested(const json::Node& object) {
  for (const json::Node& member : object.children) {
    if (is_object(member)) return &member;
    if (!is_choice(member)) continue;
    for (const json::Node& branch : member.children) {
      if (const json::Node* found = find_nested(branch)) return found;
    }
  }
  return nullptr;
}

// An operator inside an anything-but that SNS does not know, where a parser is when it sees it.
struct Unsupported {
  std::string name;
  size_t offset = 0;
};

// A key outside a list is a field's name, whatever it is.
enum class Within { kFields, kList };

void find_unsupported(const json::Node& node, Within within, std::vector<Unsupported>& out) {
  if (within == Within::kList && node.key == "anything-but" && is_object(node) && !node.children.empty()) {
    const json::Node& inner = node.children.front();
    const bool scalar = inner.kind < json::Kind::kString;
    if (inner.key != "prefix") out.push_back({inner.key, scalar ? inner.end : inner.begin + 1});
  }
  if (node.kind == json::Kind::kArray && !is_choice(node)) within = Within::kList;
  for (const json::Node& child : node.children) find_unsupported(child, within, out);
}

bool in_range(double number) { return std::fabs(number) <= kNumberMax; }

// The same of a number that may have more digits than a double.
bool in_range(const Number& number) {
  if (number.comparable) return in_range(*number.comparable);
  constexpr int kMostExponent = 10;  // kNumberMax is 0.1e10
  const auto decimal = parse_decimal(number.spelling);
  return decimal && (decimal->exponent < kMostExponent ||
                     (decimal->exponent == kMostExponent && decimal->digits == "1"));
}

// Whether the numbers of a predicate are within SNS's bounds.
struct NumbersFit {
  bool operator()(const ExactNumber& exact) const { return in_range(exact.number); }
  bool operator()(const NumericRange& range) const {
    return (!range.lower || in_range(range.lower->value)) && (!range.upper || in_range(range.upper->value));
  }
  bool operator()(const AnythingBut& but) const {
    return std::all_of(but.numbers.begin(), but.numbers.end(),
                       [](double number) { return in_range(number); });
  }
  template <class Other>
  bool operator()(const Other&) const {
    return true;
  }
};

bool numbers_fit(const Pattern& pattern) {
  return std::all_of(pattern.fields.begin(), pattern.fields.end(), [](const Field& field) {
    return std::all_of(field.predicates.begin(), field.predicates.end(),
                       [](const Predicate& predicate) { return std::visit(NumbersFit{}, predicate); });
  });
}

FilterFault fault(std::string reason, std::string hint) {
  return {reason, "FilterPolicy: " + reason, std::nullopt, std::move(hint)};
}

// Whether an anything-but/prefix below `node` has an operand that is a scalar, no string, and ends at the
// byte `end`.
bool is_no_prefix(const json::Node& node, size_t end) {
  if (node.key == "anything-but" && is_object(node) && !node.children.empty()) {
    const json::Node& inner = node.children.front();
    if (inner.key == "prefix" && inner.kind < json::Kind::kString && inner.end == end) return true;
  }
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const json::Node& child) { return is_no_prefix(child, end); });
}

// What is no pattern at all: SNS tells the first, `error`. Of a prefix that is no string it has words of its
// own (recorded): its parser is older than EventBridge's.
std::vector<FilterFault> faults_of_pattern(const std::string& text, const ParseError& error) {
  std::vector<FilterFault> out;
  for (Refusal& found : find_refusals(text)) {
    out.push_back({std::move(found.reason), "", found.offset, std::move(found.hint)});
  }
  FilterFault& first = out.front();
  first.words = "FilterPolicy: " + error.located_reason;
  const json::ReadResult read = json::read(text);
  if (read.ok() && error.line > 0 && is_no_prefix(read.tree->root, error.offset)) {
    first.reason = "prefix match pattern must be a string";
    first.words = "FilterPolicy: " + first.reason + error.located_reason.substr(error.reason.size());
  }
  return out;
}

void add_unsupported(const std::string& text, const json::Node& root, std::vector<FilterFault>& out) {
  std::vector<Unsupported> found;
  find_unsupported(root, Within::kFields, found);
  for (const Unsupported& operation : found) {
    FilterFault made = fault("Unsupported anything-but pattern: " + operation.name,
                             "in a filter anything-but takes values and prefix; say the rest in where: of "
                             "the route");
    if (out.empty()) made.words += "\n at " + json::describe(text, json::locate(text, operation.offset));
    made.offset = operation.offset - 1;
    out.push_back(std::move(made));
  }
}

void add_nesting(const json::Node& root, std::vector<FilterFault>& out) {
  const json::Node* nested = find_nested(root);
  if (nested == nullptr) return;
  const std::string reason = "Filter policy scope MessageAttributes does not support nested filter policy";
  out.push_back({reason, reason, nested->begin, "attributes have no fields; MessageBody reads the message"});
}

void add_counts(const json::Node& root, std::vector<FilterFault>& out) {
  const size_t count = combinations(root, 1, 1);
  if (root.children.size() > kFilterPolicyKeysMax) {
    out.push_back(fault("Filter policy can not have more than 5 keys",
                        "it has " + std::to_string(root.children.size()) +
                            "; filter by fewer fields, or by where: in the route"));
    out.back().offset = root.children[kFilterPolicyKeysMax].begin;
  }
  if (count > kFilterPolicyCombinationsMax) {
    out.push_back(fault("Filter policy is too complex",
                        "it has " + std::to_string(count) + " combinations of values, the limit is " +
                            std::to_string(kFilterPolicyCombinationsMax) +
                            "; filter by fewer values, or by where: in the route"));
  }
}

}  // namespace

FilterPolicySize measure_filter_policy(std::string_view policy) {
  const json::ReadResult read = json::read(policy);
  if (!read.ok() || !is_object(read.tree->root)) return {};
  return {read.tree->root.children.size(), combinations(read.tree->root, 1, 1)};
}

FilterPolicyResult read_filter_policy(const std::string& text, FilterScope scope) {
  FilterPolicyResult out;
  if (text.size() > kFilterPolicyBytesMax) {
    out.faults.push_back(fault("Filter policy can not be larger than 256 KB", "filter by fewer values"));
    return out;
  }
  ParseResult parsed = parse(text);
  if (!parsed.ok()) {
    out.faults = faults_of_pattern(text, parsed.error);
    return out;
  }
  const json::ReadResult read = json::read(text);
  const json::Node& root = read.tree->root;
  add_unsupported(text, root, out.faults);
  if (scope == FilterScope::kMessageAttributes) add_nesting(root, out.faults);
  add_counts(root, out.faults);
  if (!numbers_fit(*parsed.pattern))
    out.faults.push_back(
        fault("Numbers must be between -1000000000 and 1000000000", "compare it in where: of the route"));
  if (out.faults.empty()) out.pattern = std::move(parsed.pattern);
  return out;
}

}  // namespace sb::pattern
