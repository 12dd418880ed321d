// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/topic_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/policy.h"
#include "aws/resource_policy.h"
#include "base/text.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

using service::Fault;

constexpr size_t kPrincipalsMax = 200;
constexpr std::string_view kMembers[] = {"Sid",       "Effect",   "Principal",   "NotPrincipal", "Action",
                                         "NotAction", "Resource", "NotResource", "Condition"};

Fault refused(size_t number, const std::string& why) {
  return invalid(fmt::format("Policy Error: statement {}: {}", number, why));
}

std::optional<Fault> check_principals(const aws::PolicyStatement& statement, size_t number) {
  const size_t count = statement.principals.size();
  if (count == 0 || count > kPrincipalsMax)
    return refused(number, fmt::format("it has {} principals, not 1 to {}", count, kPrincipalsMax));
  for (const std::string& principal : statement.principals) {
    if (!aws::is_identity(principal)) return invalid("Policy Error: PrincipalNotFound");
    if (!aws::is_principal(principal)) return refused(number, fmt::format("{} is no principal", principal));
  }
  return std::nullopt;
}

std::optional<Fault> check_statement(const aws::PolicyStatement& statement, const json::Object& object,
                                     const std::string& topic_arn, size_t number) {
  for (const auto& [name, value] : object) {
    if (std::find(std::begin(kMembers), std::end(kMembers), std::string_view(name)) == std::end(kMembers))
      return refused(number, fmt::format("unknown member {}", std::string_view(name)));
  }
  for (const std::string& resource : statement.resources) {
    if (!base::glob_match(resource, topic_arn))
      return refused(number, fmt::format("the resource {} is not the topic", resource));
  }
  return check_principals(statement, number);
}

}  // namespace

std::optional<Fault> check_topic_policy(const std::string& text, const std::string& topic_arn) {
  const auto policy = aws::parse_policy(text);
  const auto document = json::parse_document(text);
  if (!policy || !document) return std::nullopt;
  if (!aws::is_policy_version(policy->version))
    return invalid(fmt::format("Policy Error: Version {} is not 2012-10-17 or 2008-10-17", policy->version));
  if (policy->statements.empty()) return invalid("Policy Error: null");  // public reports
  const json::Value& statements = document->get_object().at("Statement");
  for (size_t i = 0; i < policy->statements.size(); ++i) {
    const json::Value& statement = statements.is_array() ? statements.get_array()[i] : statements;
    if (auto fault = check_statement(policy->statements[i], statement.get_object(), topic_arn, i + 1))
      return fault;
  }
  return std::nullopt;
}

}  // namespace sb::cloud::sns
