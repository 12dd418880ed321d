// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/filter_policy.h"

#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

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
  if (text.size() <= pattern::kFilterPolicyBytesMax) {
    if (const auto trouble = json_trouble(text)) return refuse("FilterPolicy: " + *trouble);
  }
  auto read = pattern::read_filter_policy(text, scope);
  if (!read.pattern) return refuse(std::move(read.faults.front().words));
  return FilterPolicy(scope, *read.pattern);
}

bool FilterPolicy::lets_through(FilterSubject& subject) const {
  const pattern::Event* event = subject.as_event(scope_);
  return event != nullptr && index_.matches(*event);
}

}  // namespace sb::cloud::sns
