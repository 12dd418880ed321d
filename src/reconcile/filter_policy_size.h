// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace sb::reconcile {

// What SNS counts in a filter policy (facts: SNS filter policies).
struct FilterPolicySize {
  size_t keys = 0;          // at the top
  size_t combinations = 0;  // of values: the product over the keys, each counted times its depth
};

// Zeros for a text that is not a JSON object.
FilterPolicySize measure_filter_policy(const std::string& policy);

// True for an event pattern in which a `wildcard` stands.
bool has_wildcard(const std::string& pattern);

}  // namespace sb::reconcile
