// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/arn.h"

namespace sb::aws {

// A FunctionName of Lambda's API: "NAME", an ARN, or what is left of an ARN without what stands before its
// region, its account, or "function:"; ":QUALIFIER" may follow (Lambda API reference, "FunctionName").
struct FunctionName {
  std::string region;   // empty: not named
  std::string account;  // empty: not named
  std::string name;
  std::optional<std::string> qualifier;  // a version, an alias or "$LATEST"; nullopt without a colon

  // Where the function is, for a caller of that realm.
  Realm realm(const Realm& caller) const;
};

// "us-east-1", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1": by its form.
bool is_region(std::string_view text);

// Takes any text: whether its parts are well-formed is for the caller to see.
FunctionName parse_function_name(std::string_view text);

// arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER].
std::string function_arn(const Realm& realm, std::string_view name_and_qualifier);

}  // namespace sb::aws
