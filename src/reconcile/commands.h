// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sb::reconcile {

// Commands that a finding tells people to give, each whole: it acts on the accounts, or the local cloud, that
// this run has looked at. Flags may be added at the end.
struct Commands {
  std::string apply = "switchboard apply";    // makes what is live as the spec says
  std::string doctor = "switchboard doctor";  // walks the chain of an event
  std::string topics = "switchboard topics";  // what the organisation can send
  std::string aws = "aws";                    // the AWS CLI, up to the name of its service
};

}  // namespace sb::reconcile
