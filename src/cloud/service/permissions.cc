// SPDX-License-Identifier: Apache-2.0
#include "cloud/service/permissions.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::cloud::service {
namespace {

using aws::PolicyVerdict;

// The keys of a condition that a session answers to (IAM User Guide, "AWS global condition context keys").
aws::PolicyRequest make_request(const Session& session, const Access& access, const std::string& region) {
  aws::PolicyRequest request;
  request.principal_account = session.account();
  request.principal_arn = session.arn();
  request.action = access.action;
  request.resource = access.resource;
  request.context = {{"aws:principalarn", session.role_arn},
                     {"aws:principalaccount", session.account()},
                     {"aws:principaltype", "AssumedRole"},
                     {"aws:userid", session.user_id()},
                     {"aws:requestedregion", region}};
  if (!session.source_identity.empty()) request.context["aws:sourceidentity"] = session.source_identity;
  for (const SessionTag& tag : session.tags)
    request.context["aws:principaltag/" + base::to_lower(tag.key)] = tag.value;
  return request;
}

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

std::optional<std::string> refusal(const Roles& roles, const Session& session, const Access& access,
                                   const std::string& region) {
  const aws::PolicyRequest request = make_request(session, access, region);
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
