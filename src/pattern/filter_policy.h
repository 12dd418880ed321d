// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/ast.h"

// Amazon SNS's filter policies: event patterns under bounds of their own.
namespace sb::pattern {

// What of a message a policy is held against. Attributes have no depth.
enum class FilterScope { kMessageAttributes, kMessageBody };

// Limits (SNS developer guide, "Subscription filter policies"), beside numbers from -1e9 to 1e9.
inline constexpr size_t kFilterPolicyBytesMax = 256 * 1024;
inline constexpr size_t kFilterPolicyKeysMax = 5;  // at the top
inline constexpr size_t kFilterPolicyCombinationsMax = 150;

// What SNS counts in a filter policy.
struct FilterPolicySize {
  size_t keys = 0;  // at the top
  // Of values: the product over the keys, each counted times its depth; the branches of $or add up.
  size_t combinations = 0;
};

// Zeros for a text that is not a JSON object.
FilterPolicySize measure_filter_policy(std::string_view policy);

// Why SNS refuses a filter policy.
struct FilterFault {
  std::string reason;  // what is wrong, in SNS's words where they are recorded
  // Of the first fault, which is the one that SNS tells: SNS's whole text behind "Invalid parameter: "; for
  // the bounds of bytes and of numbers, whose words are not recorded, ours.
  std::string words;
  std::optional<size_t> offset;  // a byte of the text in what is at fault; nullopt for the policy as a whole
  std::string hint;              // what to do about it
};

struct FilterPolicyResult {
  std::optional<Pattern> pattern;   // of a policy without faults
  std::vector<FilterFault> faults;  // all of them; SNS tells the first
};

// Reads a filter policy, which is JSON; of another text the fault is that of parse(). Inside anything-but SNS
// knows lists and prefix, not EventBridge's other operators.
FilterPolicyResult read_filter_policy(const std::string& text, FilterScope scope);

}  // namespace sb::pattern
