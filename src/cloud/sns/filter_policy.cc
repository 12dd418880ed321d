// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/filter_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

#include "cloud/sns/faults.h"
#include "json/location.h"
#include "json/reader.h"
#include "pattern/parse.h"
#include "pattern/reference_matcher.h"

namespace sb::cloud::sns {
namespace {

constexpr size_t kKeysMax = 5;
constexpr size_t kCombinationsMax = 150;
constexpr size_t kBytesMax = 256 * 1024;
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

bool is_nested(const json::Node& object) {
  return std::any_of(object.children.begin(), object.children.end(), [](const json::Node& member) {
    return is_object(member) ||
           (is_choice(member) && std::any_of(member.children.begin(), member.children.end(), is_nested));
  });
}

// The first operator inside an anything-but that SNS does not know, where a parser is when it sees it.
struct Unsupported {
  std::string name;
  size_t offset = 0;
};

std::optional<Unsupported> find_unsupported(const json::Node& node) {
  if (node.key == "anything-but" && is_object(node) && !node.children.empty()) {
    const json::Node& inner = node.children.front();
    const bool scalar = inner.kind < json::Kind::kString;
    if (inner.key != "prefix") return Unsupported{inner.key, scalar ? inner.end : inner.begin + 1};
  }
  for (const json::Node& child : node.children) {
    if (auto found = find_unsupported(child)) return found;
  }
  return std::nullopt;
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

const pattern::Event* FilterSubject::as_event(FilterScope scope) {
  const bool of_body = scope == FilterScope::kMessageBody;
  Reading& reading = of_body ? body_reading_ : attributes_reading_;
  if (!reading.done) {
    reading.done = true;
    reading.event =
        (of_body ? pattern::read_event(message_) : pattern::read_event(attributes_as_event(attributes_)))
            .event;
  }
  return reading.event ? &*reading.event : nullptr;
}

base::Result<FilterPolicy> FilterPolicy::parse(const std::string& text, FilterScope scope) {
  const auto refuse = [](std::string why) { return base::Error{"", std::move(why), ""}; };
  if (text.size() > kBytesMax) return refuse("FilterPolicy: Filter policy can not be larger than 256 KB");
  const json::ReadResult read = json::read(text);
  if (!read.ok()) return refuse("FilterPolicy: " + json_trouble(text).value_or(""));
  auto parsed = pattern::parse(text);
  if (!parsed.ok()) return refuse("FilterPolicy: " + parsed.error.located_reason);
  const json::Node& root = read.tree->root;
  if (const auto unsupported = find_unsupported(root)) {
    return refuse(fmt::format("FilterPolicy: Unsupported anything-but pattern: {}\n at {}", unsupported->name,
                              json::describe(text, json::locate(text, unsupported->offset))));
  }
  if (scope == FilterScope::kMessageAttributes && is_nested(root))
    return refuse("Filter policy scope MessageAttributes does not support nested filter policy");
  if (root.children.size() > kKeysMax)
    return refuse("FilterPolicy: Filter policy can not have more than 5 keys");
  if (combinations(root, 1, 1) > kCombinationsMax)
    return refuse("FilterPolicy: Filter policy is too complex");
  if (!numbers_fit(*parsed.pattern))
    return refuse("FilterPolicy: Numbers must be between -1000000000 and 1000000000");
  FilterPolicy out;
  out.scope_ = scope;
  out.pattern_ = std::move(*parsed.pattern);
  return out;
}

bool FilterPolicy::lets_through(FilterSubject& subject) const {
  const pattern::Event* event = subject.as_event(scope_);
  return event != nullptr && pattern::matches(pattern_, *event);
}

}  // namespace sb::cloud::sns
