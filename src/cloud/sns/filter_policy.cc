// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/filter_policy.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "pattern/event.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace sb::cloud::sns {
namespace {

constexpr size_t kKeysMax = 5;
constexpr size_t kCombinationsMax = 150;
constexpr size_t kBytesMax = 256 * 1024;
constexpr double kNumberMax = 1e9;

// Leaf lists of a policy: how many, the product of their sizes times their depth, and how deep.
struct Shape {
  size_t keys = 0;
  size_t combinations = 1;
  size_t depth = 0;
};

void measure(const json::Object& object, size_t depth, Shape& shape) {
  shape.depth = std::max(shape.depth, depth);
  for (const auto& [key, value] : object) {
    if (const json::Object* nested = value.if_object()) {
      measure(*nested, depth + 1, shape);
    } else if (const json::Array* list = value.if_array()) {
      if (key == "$or") {
        for (const json::Value& branch : *list) {
          if (branch.is_object()) measure(branch.get_object(), depth, shape);
        }
        continue;
      }
      ++shape.keys;
      shape.combinations =
          std::min<size_t>(shape.combinations * std::max<size_t>(list->size(), 1) * depth, 1000000);
    }
  }
}

bool in_range(double number) { return std::fabs(number) <= kNumberMax; }

// Whether the numbers of a predicate are within SNS's bounds.
struct NumbersFit {
  bool operator()(const pattern::ExactNumber& exact) const {
    return !exact.number.comparable || in_range(*exact.number.comparable);
  }
  bool operator()(const pattern::NumericRange& range) const {
    return (!range.lower || in_range(range.lower->value)) && (!range.upper || in_range(range.upper->value));
  }
  bool operator()(const pattern::AnythingBut& but) const {
    return std::all_of(but.numbers.begin(), but.numbers.end(), in_range);
  }
  template <class Other>
  bool operator()(const Other&) const {
    return true;
  }
};

bool numbers_fit(const pattern::Pattern& pattern) {
  return std::all_of(pattern.fields.begin(), pattern.fields.end(), [](const pattern::Field& field) {
    return std::all_of(
        field.predicates.begin(), field.predicates.end(),
        [](const pattern::Predicate& predicate) { return std::visit(NumbersFit{}, predicate); });
  });
}

// The attributes as an event: numbers as numbers, String.Array as a list; binary is left out.
std::string attributes_as_event(const json::Object& attributes) {
  std::string out = "{";
  for (const auto& [name, value] : attributes) {
    const json::Object* attribute = value.if_object();
    if (attribute == nullptr) continue;
    const std::string type = json::string_or_empty(*attribute, "DataType");
    const std::string text = json::string_or_empty(*attribute, "StringValue");
    if (type.starts_with("Binary")) continue;
    const bool bare = type.starts_with("Number") || type == "String.Array";
    const bool usable = bare && json::parse_document(text).ok();
    if (out.size() > 1) out += ',';
    out += json::to_text(json::Value(name)) + ":" + (usable ? text : json::to_text(json::Value(text)));
  }
  return out + "}";
}

}  // namespace

base::Result<FilterPolicy> FilterPolicy::parse(const std::string& text, Scope scope) {
  if (text.size() > kBytesMax)
    return base::Error{"", "FilterPolicy: Filter policy can not be larger than 256 KB", ""};
  auto parsed = pattern::parse(text);
  if (!parsed.ok()) return base::Error{"", "FilterPolicy: " + parsed.error.located_reason, parsed.error.hint};
  Shape shape;
  if (const auto document = json::parse_document(text); document.ok() && document->is_object()) {
    measure(document->get_object(), 1, shape);
  }
  if (scope == Scope::kMessageAttributes && shape.depth > 1) {
    return base::Error{"", "Filter policy scope MessageAttributes does not support nested filter policy", ""};
  }
  if (shape.keys > kKeysMax)
    return base::Error{"", "FilterPolicy: Filter policy can not have more than 5 keys", ""};
  if (shape.combinations > kCombinationsMax)
    return base::Error{"", "FilterPolicy: Filter policy is too complex", ""};
  if (!numbers_fit(*parsed.pattern)) {
    return base::Error{"", "FilterPolicy: Numbers must be between -1000000000 and 1000000000", ""};
  }
  FilterPolicy out;
  out.scope_ = scope;
  out.pattern_ = std::move(*parsed.pattern);
  return out;
}

bool FilterPolicy::lets_through(const std::string& message, const json::Object& attributes) const {
  const auto event =
      pattern::read_event(scope_ == Scope::kMessageBody ? message : attributes_as_event(attributes));
  return event.ok() && pattern::matches(pattern_, *event.event);
}

}  // namespace sb::cloud::sns
