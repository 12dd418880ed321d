// SPDX-License-Identifier: Apache-2.0
#include "aws/resource_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aws/arn.h"
#include "aws/limits.h"
#include "base/text.h"

namespace sb::aws {
namespace {

constexpr std::string_view kVersions[] = {"", "2012-10-17", "2008-10-17"};
constexpr std::string_view kAws = "AWS:";
constexpr std::string_view kKinds[] = {kAws, "Service:", "Federated:", "CanonicalUser:"};
constexpr std::string_view kWildcards = "*?";
constexpr size_t kUniqueIdMin = 16;

bool has_wildcard(std::string_view text) { return text.find_first_of(kWildcards) != std::string_view::npos; }

std::optional<std::string> refuse_statement(const PolicyStatement& statement, std::string_view service) {
  if (statement.principals.empty()) return "Principal is missing";
  for (const std::string& principal : statement.principals) {
    if (!is_principal(principal) || !is_identity(principal))
      return fmt::format("{} is no principal", principal);
  }
  if (statement.resources.empty()) return "Resource is missing";
  if (statement.not_action) return std::nullopt;
  for (const std::string& action : statement.actions) {
    if (!is_action_of(action, service)) return fmt::format("{} is no action of {}", action, service);
  }
  return std::nullopt;
}

}  // namespace

bool is_policy_version(std::string_view version) {
  return std::find(std::begin(kVersions), std::end(kVersions), version) != std::end(kVersions);
}

bool is_principal(std::string_view principal) {
  return principal == "*" || std::any_of(std::begin(kKinds), std::end(kKinds),
                                         [&](std::string_view kind) { return principal.starts_with(kind); });
}

bool is_identity(std::string_view principal) {
  if (!principal.starts_with(kAws)) return true;
  principal.remove_prefix(kAws.size());
  const auto arn = parse_arn(principal);
  if (arn) return (arn->service == "iam" || arn->service == "sts") && is_account_id(arn->account);
  return principal.size() >= kUniqueIdMin && principal.starts_with('A') && is_made_of(principal, "");
}

bool is_action_of(std::string_view action, std::string_view service) {
  if (action == "*") return true;
  const size_t colon = action.find(':');
  if (colon == std::string_view::npos || colon + 1 == action.size()) return false;
  const std::string_view prefix = action.substr(0, colon);
  return has_wildcard(prefix) ? base::glob_match_ignore_case(prefix, service)
                              : base::equals_ignore_case(prefix, service);
}

std::optional<std::string> refuse_resource_policy(const Policy& policy, std::string_view service) {
  if (!is_policy_version(policy.version))
    return fmt::format("Version {} is not 2012-10-17 or 2008-10-17", policy.version);
  if (policy.statements.empty()) return "it has no statement";
  for (size_t i = 0; i < policy.statements.size(); ++i) {
    if (const auto why = refuse_statement(policy.statements[i], service))
      return fmt::format("statement {}: {}", i + 1, *why);
  }
  return std::nullopt;
}

}  // namespace sb::aws
