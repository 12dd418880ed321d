// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/service/service.h"
#include "json/document.h"
#include "pattern/ast.h"

namespace sb::cloud::sns {

// A subscription's filter policy, ready to be asked. Keys AND, values OR, by the event-pattern engine.
class FilterPolicy {
 public:
  enum class Scope { kMessageAttributes, kMessageBody };

  // Limits (SNS developer guide, "Subscription filter policies"): 5 keys, 150 combinations of values, 256 KB,
  // numbers from -1e9 to 1e9. Error: SNS's words for what is wrong, without the "Invalid parameter: " prefix;
  // for the last two limits, whose words are not recorded, ours.
  static base::Result<FilterPolicy> parse(const std::string& text, Scope scope);

  // `message` is the body, `attributes` {"name":{"DataType":…,"StringValue":…}}. With scope MessageBody a
  // body that is no JSON object is never let through.
  bool lets_through(const std::string& message, const json::Object& attributes) const;

 private:
  Scope scope_ = Scope::kMessageAttributes;
  pattern::Pattern pattern_;
};

}  // namespace sb::cloud::sns
