// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/document.h"

// Resource policies of topics, queues and buses (facts: IAM policy grammar and evaluation).
namespace sb::aws {

struct PolicyCondition {
  std::string op;   // "ArnLike", as written
  std::string key;  // "aws:SourceArn", as written
  std::vector<std::string> values;
};

// One statement with scalars widened to lists.
struct PolicyStatement {
  std::string sid;
  bool allow = true;
  // "AWS:arn:aws:iam::1:root", "Service:events.amazonaws.com", "*"; account ids are widened to root ARNs.
  std::vector<std::string> principals;
  bool not_principal = false;
  std::vector<std::string> actions;
  bool not_action = false;
  std::vector<std::string> resources;
  bool not_resource = false;
  std::vector<PolicyCondition> conditions;
};

struct Policy {
  std::string version;
  std::string id;
  std::vector<PolicyStatement> statements;
};

// Error: what is not a policy, with the statement's number.
base::Result<Policy> parse_policy(std::string_view text);
base::Result<PolicyStatement> parse_statement(const json::Object& object);

// The same text for policies that say the same: statements in order of Sid, lists sorted, account ids as root
// ARNs, action and condition names in lower case.
std::string canonical_text(const PolicyStatement& statement);
std::string canonical_text(const Policy& policy);

// Who asks for what. `context` keys in lower case ("aws:sourcearn"). A caller is an account root or user
// ("arn:aws:iam::1:root"), a session of a role ("arn:aws:sts::1:assumed-role/R/S"; a principal that names the
// role means it too) or a service ("events.amazonaws.com").
struct PolicyRequest {
  std::string principal_account;  // empty for a service
  std::string principal_arn;      // empty for a service
  std::string principal_service;  // empty for an account
  std::string action;             // "sns:Publish"
  std::string resource;           // ARN
  std::map<std::string, std::string> context;
};

enum class PolicyVerdict { kNoStatement, kAllow, kDeny };

// An explicit deny wins; then any allow; else no statement applies.
PolicyVerdict evaluate(const Policy& policy, const PolicyRequest& request);

}  // namespace sb::aws
