// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/arn.h"

namespace sb::cloud::eventbridge {

// A rule that an AWS service makes for itself on a default bus.
struct ManagedRule {
  aws::Realm realm;
  std::string name;
  std::string pattern;
  std::string managed_by;  // "events.amazonaws.com"
};

}  // namespace sb::cloud::eventbridge
