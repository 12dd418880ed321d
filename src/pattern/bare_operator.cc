// SPDX-License-Identifier: Apache-2.0
#include "pattern/bare_operator.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "pattern/json_text.h"

namespace sb::pattern {

namespace {

constexpr std::string_view kOperators[] = {"exactly",      "prefix",   "suffix",  "equals-ignore-case",
                                           "anything-but", "wildcard", "numeric", "cidr",
                                           "exists"};
constexpr std::string_view kComparisons[] = {"=", "<", "<=", ">", ">="};
constexpr std::string_view kAnythingBut = "anything-but";

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

const std::string* text_of(const Predicate& predicate) {
  const auto* exact = std::get_if<ExactString>(&predicate);
  return exact == nullptr ? nullptr : &exact->value;
}

bool is_boolean(const Predicate& predicate) {
  const auto* literal = std::get_if<ExactLiteral>(&predicate);
  return literal != nullptr && literal->value != Literal::kNull;
}

enum class Reading { kField, kEither, kOperator };

// How a list under the key `name` is meant: operands of it, or values of a field.
Reading reading_of(const std::string& name, const std::vector<Predicate>& list) {
  const auto each_text = [&](auto test) {
    return std::all_of(list.begin(), list.end(), [&](const Predicate& predicate) {
      const std::string* text = text_of(predicate);
      return text != nullptr && test(*text);
    });
  };
  const auto has = [](char wanted) {
    return [wanted](const std::string& text) { return text.find(wanted) != std::string::npos; };
  };
  const std::string* first = text_of(list.front());
  bool fits = true;  // of anything-but and equals-ignore-case, which no field is called
  if (name == "exists") fits = std::all_of(list.begin(), list.end(), is_boolean);
  if (name == "wildcard") fits = each_text(has('*'));
  if (name == "cidr") fits = each_text(has('/'));
  if (name == "numeric") fits = first != nullptr && contains(kComparisons, *first);
  if (name == "prefix" || name == "suffix" || name == "exactly")
    return each_text([](const std::string&) { return true; }) ? Reading::kEither : Reading::kField;
  return fits ? Reading::kOperator : Reading::kField;
}

// {"name":operand}, or one for each where the operator takes a single operand.
std::string entries(const std::string& name, const std::vector<std::string>& operands) {
  const std::string begin = "{" + quoted(name) + ":";
  if (name == "numeric" || name == kAnythingBut) return begin + "[" + base::join(operands, ",") + "]}";
  return begin + base::join(operands, "}," + begin) + "}";
}

}  // namespace

std::optional<BareOperator> find_bare_operator(const Field& field, const OutlineField& outline) {
  const auto& segments = field.path.segments;
  size_t at = segments.size() - 1;
  if (at > 1 && segments[at - 1] == kAnythingBut && contains(kOperators, segments[at])) --at;
  const bool plain = std::all_of(outline.conditions.begin(), outline.conditions.end(),
                                 [](const OutlineCondition& condition) { return condition.op == "exact"; });
  if (at == 0 || !contains(kOperators, segments[at]) || !plain) return std::nullopt;
  const Reading reading = reading_of(segments[at], field.predicates);
  if (reading == Reading::kField) return std::nullopt;
  BareOperator out;
  out.name = segments[at];
  out.above = base::join({segments.data(), at}, ".");
  out.certain = reading == Reading::kOperator;
  std::vector<std::string> operands;
  for (const OutlineCondition& condition : outline.conditions) operands.push_back(condition.whole);
  std::string list = entries(out.name, operands);
  if (at + 1 < segments.size()) {
    list = "{" + quoted(out.name) + ":{" + quoted(segments.back()) + ":[" + base::join(operands, ",") + "]}}";
  }
  out.instead = quoted(segments[at - 1]) + ":[" + list + "]";
  return out;
}

}  // namespace sb::pattern
