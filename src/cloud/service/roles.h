// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "aws/policy.h"
#include "base/clock.h"

namespace sb::cloud::service {

// One IAM role that a seed declares: who may take it on and what it allows.
struct Role {
  std::string arn;  // "arn:aws:iam::123456789012:role/NAME", a path may stand before the name
  // Services ("events.amazonaws.com"), account ids, ARNs of accounts, callers, roles and web identity
  // providers, "*".
  std::vector<std::string> trusted;
  aws::Policy allows;
  std::string external_id = {};     // asked of those who take the role on; empty: not
  base::Seconds max_session{3600};  // IAM's MaxSessionDuration
};

// The IAM roles and managed policies of the local cloud. There are none but those of the seed; nothing
// changes them. Safe from any thread once filled.
class Roles {
 public:
  void add(Role role);
  // nullptr: no such role.
  const Role* find(const std::string& arn) const;
  // A managed policy that session policies may name by its ARN.
  void add_policy(const std::string& arn, aws::Policy policy);
  // nullptr: no such policy.
  const aws::Policy* find_policy(const std::string& arn) const;
  // True when `who` (a service, a provider's ARN or a caller's ARN) may take the role on.
  static bool trusts(const Role& role, const std::string& who);
  // True when the role exists, trusts `service`, and allows `action` ("sns:Publish") on `resource`.
  bool let(const std::string& arn, const std::string& service, const std::string& action,
           const std::string& resource) const;

 private:
  std::map<std::string, Role> roles_;
  std::map<std::string, aws::Policy> policies_;
};

}  // namespace sb::cloud::service
