// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/policy.h"

// What IAM's grammar asks of the policy of any resource, beside that it is one (IAM user guide, "Grammar of
// the IAM JSON policy language").
namespace sb::aws {

// Those that IAM knows; a policy without one is good.
bool is_policy_version(std::string_view version);
// A principal of a statement as PolicyStatement has it: everybody, or of a kind that IAM knows.
bool is_principal(std::string_view principal);
// False for one of AWS's identities ("AWS:…") that is no account, no ARN of IAM or STS, and no unique id of
// an identity that was deleted.
bool is_identity(std::string_view principal);
// "*", or an action of the service ("sqs"), in any case; wildcards may stand anywhere.
bool is_action_of(std::string_view action, std::string_view service);

// Why a resource of `service` cannot have this policy: its version; no statement; a statement without or with
// a malformed principal, without a resource, or with another service's action. What stands under NotAction
// is not looked at.
std::optional<std::string> refuse_resource_policy(const Policy& policy, std::string_view service);

}  // namespace sb::aws
