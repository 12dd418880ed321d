// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
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

// Error: what is not a policy, with the statement's number. A condition may have any operator.
base::Result<Policy> parse_policy(std::string_view text);
base::Result<PolicyStatement> parse_statement(const json::Object& object);
// The same for who sets a policy: an operator that IAM does not have is an error too.
base::Result<Policy> parse_new_policy(std::string_view text);

// The same text for policies that say the same: statements in order of Sid, lists sorted, account ids as root
// ARNs, action and condition names in lower case.
std::string canonical_text(const PolicyStatement& statement);
std::string canonical_text(const Policy& policy);

// Who asks for what. Keys of conditions in lower case ("aws:sourcearn"). A caller is an account root or user
// ("arn:aws:iam::1:root"), a session of a role ("arn:aws:sts::1:assumed-role/R/S"; a principal that names the
// role means it too) or a service ("events.amazonaws.com"). What follows from that need not be in `context`
// (policy_keys.h).
struct PolicyRequest {
  // The value of a key that `context` does not have; nullopt: the request does not bear it.
  using LookUp = std::function<std::optional<std::string>(std::string_view key)>;

  std::string principal_account;  // empty for a service
  std::string principal_arn;      // empty for a service
  std::string principal_service;  // empty for an account
  std::string action;             // "sns:Publish"
  std::string resource;           // ARN
  std::map<std::string, std::string> context;
  LookUp look_up;                  // may be empty
  std::optional<base::Time> time;  // aws:CurrentTime
  // False where a policy is judged from outside: it is not known then which further keys the request bears.
  bool is_complete = true;
};

enum class PolicyVerdict { kNoStatement, kAllow, kDeny, kUndecided };

// An explicit deny wins; then any allow; else no statement applies.
//
// A condition cannot be decided when its operator is none of IAM's, when a value is not of the operator's
// kind, when it has a policy variable ("${aws:username}"), or when it is not known whether the request bears
// its key. To a complete request such a condition is closed: it holds in a Deny and does not hold in an
// Allow. To one that is not complete the verdict is kUndecided where it hangs on such conditions whether the
// request is allowed.
PolicyVerdict evaluate(const Policy& policy, const PolicyRequest& request);

// True when a condition asks for the time, so that a verdict holds for its moment only.
bool depends_on_time(const Policy& policy);

}  // namespace sb::aws
