// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reconcile/observed.h"
#include "reconcile/plan.h"

namespace sb::reconcile {

// One thing that was looked at. `ok` is empty where it could not be checked.
struct Check {
  std::string subject;  // "rule contact-center-created"
  std::string check;    // what was asked
  std::optional<bool> ok;
  std::string detail;
  std::string fix;
};

// Holds what is live against the spec: no difference left, each rule enabled, each pattern asked through the
// service's own TestEventPattern, each policy evaluated for each hop from rule to subscriber. Changes
// nothing.
std::vector<Check> verify(const World& world, const Desired& desired, const Observed& observed,
                          const PlanResult& plan);

}  // namespace sb::reconcile
