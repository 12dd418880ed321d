// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "cloud/service/service.h"
#include "json/document.h"

// Which function a call is about, and which version or alias of it. Pure.
namespace sb::cloud::lambda {

struct Reference {
  std::string name;
  std::string qualifier;  // as given: an alias, a version, "$LATEST"; empty: none

  // Under which the function's policies are kept; "" for the function itself, which is its only version.
  std::string_view key() const { return qualifier == "$LATEST" ? std::string_view() : qualifier; }
  // False for a version other than $LATEST: there is none. Aliases are taken as they are.
  bool may_exist() const;
  // The ARN of what is meant, of the function whose ARN is given.
  std::string arn(const std::string& function_arn) const;
};

// "NAME", "NAME:QUALIFIER", an ARN of either, or what stands behind the account in one.
Reference parse_reference(std::string_view name_or_arn);

// FunctionName and Qualifier of a call; the fault where either is malformed (the pattern is recorded, the
// length is of the operation's model), or Qualifier is another than FunctionName has.
std::variant<Reference, service::Fault> read_reference(const std::string& operation,
                                                       const json::Object& input);

}  // namespace sb::cloud::lambda
