// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cloud/service/roles.h"
#include "cloud/service/service.h"

namespace sb::cloud::service {

// One thing that a call does, in IAM's terms.
struct Access {
  std::string action;    // "events:PutRule"
  std::string resource;  // an ARN, or "*"
};

// nullopt when the role of the call's session and what narrows the session both allow the access. Otherwise
// the text of AWS's AccessDenied: which kind of policy did not allow it, or denied it (IAM User
// Guide, "Troubleshoot access denied error messages").
std::optional<std::string> refusal(const Roles& roles, const Call& call, const Access& access);

}  // namespace sb::cloud::service
