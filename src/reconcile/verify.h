// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconcile/check.h"
#include "reconcile/commands.h"
#include "reconcile/observed.h"
#include "reconcile/plan.h"

namespace sb::reconcile {

// Holds what is live against the spec: no difference left, each rule enabled, each pattern asked through the
// service's own TestEventPattern, `workers` calls at a time, each policy evaluated for each hop from rule to
// subscriber. The checks come in the order of the spec, however the answers came. Changes nothing. Fixes are
// `commands`.
std::vector<Check> verify(const World& world, const Desired& desired, const Observed& observed,
                          const PlanResult& plan, const Commands& commands, size_t workers = kWorkers);

}  // namespace sb::reconcile
