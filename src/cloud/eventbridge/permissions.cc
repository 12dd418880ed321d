// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/limits.h"
#include "aws/resource_policy.h"
#include "cloud/eventbridge/bus_policy.h"
#include "cloud/eventbridge/eventbridge.h"
#include "cloud/eventbridge/faults.h"
#include "cloud/eventbridge/fields.h"
#include "cloud/eventbridge/shapes.h"

// PutPermission and RemovePermission: the policy of a bus.
namespace sb::cloud::eventbridge {

using service::Call;
using service::Constraints;
using service::Fault;
using service::Outcome;

namespace {

constexpr char kOrganization[] = "aws:PrincipalOrgID";

Fault missing(const char* parameter) {
  return validation(fmt::format("Parameter(s) {} must be specified.", parameter));
}

// Membership in an organisation is the one condition that the API takes (botocore, PutPermission).
std::optional<Fault> check_statement(const json::Object& input) {
  for (const char* key : {"Action", "Principal", "StatementId"}) {
    if (!json::find_string(input, key)) return missing(key);
  }
  const json::Object* condition = json::find_object(input, "Condition");
  if (condition == nullptr) return std::nullopt;
  if (json::string_or_empty(*condition, "Type") != "StringEquals" ||
      json::string_or_empty(*condition, "Key") != kOrganization) {
    return validation(
        fmt::format("Parameter Condition is not valid. Reason: Only StringEquals on {} is "
                    "supported.",
                    kOrganization));
  }
  if (json::string_or_empty(input, "Principal") != "*")
    return validation("Parameter Principal is not valid. Reason: With a Condition it must be *.");
  return std::nullopt;
}

// The whole policy that PutPermission's Policy gives, or what is wrong with it.
base::Result<std::string> whole_policy(const json::Object& input) {
  for (const char* key : {"Action", "Principal", "StatementId", "Condition"}) {
    if (input.contains(key))
      return base::Error{"", fmt::format("Parameter {} must not be specified together with Policy.", key),
                         ""};
  }
  const std::string text = json::string_or_empty(input, "Policy");
  const auto parsed = aws::parse_new_policy(text);
  const auto why =
      parsed.ok() ? aws::refuse_resource_policy(*parsed, "events") : std::optional(parsed.error().message);
  if (why) return base::Error{"", fmt::format("Parameter Policy is not valid. Reason: {}.", *why), ""};
  return json::to_text(*json::parse_document(text));
}

}  // namespace

Outcome EventBridge::put_permission(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "EventBusName", kOwnBusName)
      .text(input, "Action", kAction)
      .text(input, "Principal", kPrincipal)
      .text(input, "StatementId", kStatementId)
      .text(input, "Policy", {});
  service::check(input, kConditionMember, "", constraints);
  if (auto fault = constraints.fault()) return *fault;
  const FoundBus found = find_own_bus(call, input, "EventBusName");
  if (found.fault) return *found.fault;
  std::string policy;
  if (input.contains("Policy")) {
    auto given = whole_policy(input);
    if (!given) return validation(given.error().message);
    policy = std::move(*given);
  } else {
    if (auto fault = check_statement(input)) return *fault;
    policy = with_statement(found.bus->policy_text, make_statement(input, found.bus->arn()));
  }
  if (policy.size() > aws::kBusPolicyBytesMax) {
    return Fault{"PolicyLengthExceededException",
                 fmt::format("The policy is longer than {} bytes.", aws::kBusPolicyBytesMax), 400, "", ""};
  }
  set_policy(*found.bus, std::move(policy));
  save(*found.bus);
  return json::Object{};
}

Outcome EventBridge::remove_permission(const Call& call, const json::Object& input) {
  Constraints constraints;
  constraints.text(input, "StatementId", kStatementId).text(input, "EventBusName", kOwnBusName);
  if (auto fault = constraints.fault()) return *fault;
  const FoundBus found = find_own_bus(call, input, "EventBusName");
  if (found.fault) return *found.fault;
  if (json::find_bool(input, "RemoveAllPermissions").value_or(false)) {
    set_policy(*found.bus, "");
  } else {
    const auto sid = json::find_string(input, "StatementId");
    if (!sid) return missing("StatementId");
    auto policy = without_statement(found.bus->policy_text, std::string(*sid));
    if (!policy) {
      return Fault{"ResourceNotFoundException", "Statement with the provided id does not exist.", 400, "",
                   ""};
    }
    set_policy(*found.bus, std::move(*policy));
  }
  save(*found.bus);
  return json::Object{};
}

}  // namespace sb::cloud::eventbridge
