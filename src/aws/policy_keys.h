// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/policy.h"

// The keys of conditions (IAM User Guide, "AWS global condition context keys").
namespace sb::aws {

struct PolicyKey {
  std::optional<std::string> value;  // nullopt: the request does not bear the key
  bool is_unknown = false;           // it is not known whether it does
};

// The key, in lower case, by the request's `context`, then its `look_up`, then by what follows from caller,
// resource and time: aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalType, aws:PrincipalIsAWSService,
// aws:PrincipalServiceName, aws:ResourceAccount, aws:RequestedRegion, aws:CurrentTime, aws:EpochTime,
// aws:ViaAWSService; aws:SecureTransport for services, whose calls are encrypted. Else it is absent; from an
// incomplete request only if it says who the caller is or what it acts for, else unknown.
PolicyKey find_policy_key(const PolicyRequest& request, const std::string& key);

}  // namespace sb::aws
