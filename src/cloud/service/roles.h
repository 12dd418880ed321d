// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aws/policy.h"

namespace sb::cloud::service {

// One IAM role that a seed declares: who may take it on and what it allows.
struct Role {
  std::string arn;  // "arn:aws:iam::123456789012:role/NAME", a path may stand before the name
  std::vector<std::string> trusted;  // services ("events.amazonaws.com"), account ids, ARNs of callers, "*"
  aws::Policy allows;
};

// The IAM roles of the local cloud. There are none but those of the seed; nothing changes them. Safe from any
// thread once filled.
class Roles {
 public:
  void add(Role role);
  // nullptr: no such role.
  const Role* find(const std::string& arn) const;
  // True when `who` (a service, an account id or a caller's ARN) may take the role on.
  static bool trusts(const Role& role, const std::string& who);
  // True when the role exists, trusts `service`, and allows `action` ("sns:Publish") on `resource`.
  bool let(const std::string& arn, const std::string& service, const std::string& action,
           const std::string& resource) const;

 private:
  std::map<std::string, Role> roles_;
};

}  // namespace sb::cloud::service
