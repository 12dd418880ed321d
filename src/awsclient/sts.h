// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "awsclient/transport.h"

namespace sb::awsclient {

struct CallerIdentity {
  std::string account;
  std::string arn;
};

// AWS STS, API 2011-06-15, AWS Query. Needs no permission.
base::Result<CallerIdentity> get_caller_identity(Transport& transport);

}  // namespace sb::awsclient
