// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/policy.h"

// Conditions of policies (IAM User Guide, "IAM JSON policy elements: Condition operators").
namespace sb::aws {

enum class Truth { kNo, kYes, kUnknown };

// True for an operator of IAM, whatever its case: String…, Numeric…, Date…, Bool, BinaryEquals, IpAddress,
// NotIpAddress, Arn… and Null; all but Null may end in IfExists and begin with ForAllValues: or ForAnyValue:.
bool is_condition_operator(std::string_view op);

// kUnknown: see evaluate(). With `has_variables` a value that holds "${" is one that IAM would replace.
Truth holds(const PolicyCondition& condition, const PolicyRequest& request, bool has_variables);

bool asks_for_time(const PolicyCondition& condition);

}  // namespace sb::aws
