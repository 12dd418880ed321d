// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud/service/service.h"
#include "json/document.h"
#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::cloud::sns {

enum class FilterScope { kMessageAttributes, kMessageBody };

// One message as filter policies see it. Body and attributes are each read at most once, when a policy first
// asks for them. Keeps views of both.
class FilterSubject {
 public:
  // `attributes` is {"name":{"DataType":…,"StringValue":…}}.
  FilterSubject(std::string_view message, const json::Object& attributes)
      : message_(message), attributes_(attributes) {}

  std::string_view message() const { return message_; }
  // nullptr for a body that is no JSON object.
  const pattern::Event* as_event(FilterScope scope);

 private:
  struct Reading {
    bool done = false;
    std::optional<pattern::Event> event;
  };

  std::string_view message_;
  const json::Object& attributes_;
  Reading body_reading_;
  Reading attributes_reading_;
};

// A subscription's filter policy, ready to be asked. Keys AND, values OR, by the event-pattern engine. Inside
// anything-but SNS knows lists and prefix, not EventBridge's other operators.
class FilterPolicy {
 public:
  // Limits (SNS developer guide, "Subscription filter policies"): 5 keys at the top, 150 combinations of
  // values (the branches of $or add up, a level of nesting multiplies), 256 KB, numbers from -1e9 to 1e9.
  // Error: SNS's words for what is wrong, without the "Invalid parameter: " prefix; for the last two limits,
  // whose words are not recorded, ours.
  static base::Result<FilterPolicy> parse(const std::string& text, FilterScope scope);

  bool lets_through(FilterSubject& subject) const;

 private:
  FilterScope scope_ = FilterScope::kMessageAttributes;
  pattern::Pattern pattern_;
};

}  // namespace sb::cloud::sns
