// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/policy.h"
#include "cloud/service/service.h"

namespace sb::cloud::service {

// The call as policies are asked about it, with the keys that any call bears: aws:SourceIp,
// aws:SecureTransport, aws:UserAgent, aws:userid, aws:username and aws:RequestedRegion, of a session also
// aws:PrincipalArn with the role's path, aws:PrincipalTag/…, aws:SourceIdentity and
// aws:MultiFactorAuthPresent (false), and what follows from them (aws/policy_keys.h). Refers to `call`, which
// must outlive it.
aws::PolicyRequest make_policy_request(const Call& call, std::string action, std::string resource);

}  // namespace sb::cloud::service
