// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud/service/service.h"
#include "json/document.h"
#include "pattern/event.h"
#include "pattern/filter_policy.h"
#include "pattern/pattern_index.h"

namespace sb::cloud::sns {

using pattern::FilterScope;

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

// A subscription's filter policy, compiled once and ready to be asked; copies share it. Keys AND, values OR,
// by the event-pattern engine.
class FilterPolicy {
 public:
  // Error: SNS's words for what is wrong, without the "Invalid parameter: " prefix (pattern/filter_policy.h).
  static base::Result<FilterPolicy> parse(const std::string& text, FilterScope scope);

  bool lets_through(FilterSubject& subject) const;

 private:
  FilterPolicy(FilterScope scope, const pattern::Pattern& pattern) : scope_(scope), index_(pattern) {}

  FilterScope scope_;
  pattern::PatternIndex index_;
};

}  // namespace sb::cloud::sns
