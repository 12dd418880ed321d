// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/permissions.h"

#include <fmt/format.h>

#include "cloud/service/policy_request.h"

namespace sb::cloud::service {
namespace {

using aws::PolicyVerdict;

// Policies of identities name no principal: whoever holds one is meant.
aws::Policy for_holder(aws::Policy policy) {
  for (aws::PolicyStatement& statement : policy.statements) {
    statement.principals = {"*"};
    statement.not_principal = false;
  }
  return policy;
}

PolicyVerdict narrowed(const Roles& roles, const Session& session, const aws::PolicyRequest& request) {
  PolicyVerdict verdict = PolicyVerdict::kNoStatement;
  const auto add = [&](const aws::Policy& policy) {
    const PolicyVerdict one = aws::evaluate(policy, request);
    if (one == PolicyVerdict::kDeny || verdict == PolicyVerdict::kNoStatement) verdict = one;
  };
  if (!session.policy.empty()) {
    if (const auto policy = aws::parse_policy(session.policy); policy.ok()) add(for_holder(*policy));
  }
  for (const std::string& arn : session.policy_arns) {
    const aws::Policy* policy = roles.find_policy(arn);
    if (policy != nullptr && verdict != PolicyVerdict::kDeny) add(*policy);
  }
  return verdict;
}

}  // namespace

std::optional<std::string> refusal(const Roles& roles, const Call& call, const Access& access) {
  const Session& session = *call.session;
  aws::PolicyRequest request = make_policy_request(call, access.action, access.resource);
  request.principal_arn = session.arn();
  const auto say = [&](PolicyVerdict verdict, const char* kind) {
    const std::string head = fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                         session.arn(), access.action, access.resource);
    if (verdict == PolicyVerdict::kDeny)
      return fmt::format("{} with an explicit deny in {} policy", head, kind);
    return fmt::format("{} because no {} policy allows the {} action", head,
                       std::string_view(kind).substr(std::string_view(kind).find(' ') + 1), access.action);
  };
  const Role* role = roles.find(session.role_arn);
  const PolicyVerdict own =
      role == nullptr ? PolicyVerdict::kNoStatement : aws::evaluate(role->allows, request);
  if (own == PolicyVerdict::kDeny) return say(own, "an identity-based");
  if (!session.policy.empty() || !session.policy_arns.empty()) {
    const PolicyVerdict verdict = narrowed(roles, session, request);
    if (verdict == PolicyVerdict::kDeny) return say(verdict, "a session");
    if (own == PolicyVerdict::kAllow && verdict != PolicyVerdict::kAllow) return say(verdict, "a session");
  }
  if (own != PolicyVerdict::kAllow) return say(own, "an identity-based");
  return std::nullopt;
}

}  // namespace sb::cloud::service
