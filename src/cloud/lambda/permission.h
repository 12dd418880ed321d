// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/policy.h"
#include "cloud/service/service.h"
#include "json/document.h"

// The statements of a function's policy. Pure.
namespace sb::cloud::lambda {

// AddPermission's members against the service's model (botocore lambda/2015-03-31).
std::optional<service::Fault> check_permission(const json::Object& input);
// The statement that AddPermission's members stand for: a principal with a dot is a service, 12 digits or an
// ARN an account, `*` everybody; SourceArn, SourceAccount, PrincipalOrgID and EventSourceToken are
// conditions.
json::Object make_statement(const json::Object& input, const std::string& resource);
// Statements as GetPolicy shows them.
std::string policy_text(const json::Array& statements);
aws::Policy to_policy(const json::Array& statements);

}  // namespace sb::cloud::lambda
