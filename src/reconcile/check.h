// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace sb::reconcile {

// One thing that was looked at. `ok` is empty where it could not be checked.
struct Check {
  std::string subject;  // "rule contact-center-created"
  std::string check;    // what was asked
  std::optional<bool> ok;
  std::string detail;
  std::string fix;  // empty where all is well
};

}  // namespace sb::reconcile
