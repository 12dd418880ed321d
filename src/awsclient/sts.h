// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "awsclient/transport.h"

// AWS STS, API 2011-06-15, AWS Query.
namespace sb::awsclient {

struct CallerIdentity {
  std::string account;
  std::string arn;
};

// Needs no permission.
base::Result<CallerIdentity> get_caller_identity(Transport& transport);

struct AssumeRole {
  std::string role_arn;
  std::string session_name;  // 2 to 64 of [\w+=,.@-]
  std::string external_id = {};
  std::optional<int> duration_seconds = std::nullopt;  // 900 to 43,200; absent: AWS's 3,600
};

// The credentials of a session under the role. `transport` signs as who takes it.
base::Result<Credentials> assume_role(Transport& transport, const AssumeRole& input);

// The same on the word of an identity provider; the call bears no signature. Retried where the identity
// provider could not be reached (IDPCommunicationError).
base::Result<Credentials> assume_role_with_web_identity(Transport& transport, const AssumeRole& input,
                                                        const base::Secret& token);

}  // namespace sb::awsclient
