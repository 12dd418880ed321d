// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconcile/check.h"
#include "reconcile/observed.h"
#include "reconcile/plan.h"

namespace sb::reconcile {

// Holds what is live against the spec: no difference left, each rule enabled, each pattern asked through the
// service's own TestEventPattern, each policy evaluated for each hop from rule to subscriber. Changes
// nothing.
std::vector<Check> verify(const World& world, const Desired& desired, const Observed& observed,
                          const PlanResult& plan);

}  // namespace sb::reconcile
