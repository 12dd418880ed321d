// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/roles.h"

#include <algorithm>

#include "aws/arn.h"

namespace sb::cloud::service {

void Roles::add(Role role) {
  const std::string arn = role.arn;
  roles_.insert_or_assign(arn, std::move(role));
}

const Role* Roles::find(const std::string& arn) const {
  const auto at = roles_.find(arn);
  return at == roles_.end() ? nullptr : &at->second;
}

void Roles::add_policy(const std::string& arn, aws::Policy policy) {
  policies_.insert_or_assign(arn, std::move(policy));
}

const aws::Policy* Roles::find_policy(const std::string& arn) const {
  const auto at = policies_.find(arn);
  return at == policies_.end() ? nullptr : &at->second;
}

bool Roles::trusts(const Role& role, const std::string& who) {
  const auto arn = aws::parse_arn(who);
  // A web identity is of the account, but no caller of it.
  const bool is_caller = arn && !arn->resource.starts_with("oidc-provider/");
  return std::any_of(role.trusted.begin(), role.trusted.end(), [&](const std::string& trusted) {
    if (trusted == "*" || trusted == who) return true;
    if (!is_caller) return false;
    const auto whole = aws::parse_arn(trusted);
    return trusted == arn->account ||
           (whole && whole->resource == "root" && whole->account == arn->account) ||
           aws::is_session_of(who, trusted);
  });
}

bool Roles::let(const std::string& arn, const std::string& service, const std::string& action,
                const std::string& resource) const {
  const Role* role = find(arn);
  if (role == nullptr || !trusts(*role, service)) return false;
  aws::PolicyRequest request;
  request.action = action;
  request.resource = resource;
  return aws::evaluate(role->allows, request) == aws::PolicyVerdict::kAllow;
}

}  // namespace sb::cloud::service
