// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/policy.h"
#include "cloud/service/service.h"
#include "json/document.h"

// The statements of a function's policy. Pure.
namespace sb::cloud::lambda {

// AddPermission's members against the service's model (botocore lambda/2015-03-31), its principal, and the
// version or alias that it is for.
std::optional<service::Fault> check_permission(const json::Object& input, std::string_view qualifier);
// The RevisionId of the policy with these statements: another one for other statements.
std::string revision_id(const json::Array& statements);
// PreconditionFailedException where a call is for another revision than that of these statements.
std::optional<service::Fault> check_revision(const json::Array& statements, const json::Object& input);
// The statement that AddPermission's members stand for: a principal with a dot is a service, 12 digits or an
// ARN an account, `*` everybody; SourceArn, SourceAccount, PrincipalOrgID and EventSourceToken are
// conditions.
json::Object make_statement(const json::Object& input, const std::string& resource);
// Statements as GetPolicy shows them.
std::string policy_text(const json::Array& statements);
aws::Policy to_policy(const json::Array& statements);

}  // namespace sb::cloud::lambda
