// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/clock.h"
#include "reconcile/apply.h"

namespace sb::reconcile {

// What was planned and what became of it. `plan` is the one given, and after it what had to be done besides
// because others wrote meanwhile.
struct Settled {
  Plan plan;
  ApplyResult result;
};

// What a run needs of the world besides its clients.
struct SettleOptions {
  const base::Clock& clock;
  std::function<void(base::Milliseconds)> wait;
  size_t workers = kWorkers;
};

// Carries a plan out and reads again what it wrote. Where others were writing at the same time (a claim of
// theirs, a conflict that AWS answered, something that does not read as it was written), all is read anew,
// what differs is planned anew by `replan` and carried out, up to five times. So runs at once end as if one
// had come after the other: the state is whole, of one of their specs. A run that finds others' writing where
// it had written says so in `result.errors` (SB0331), naming the resource, also when it has written anew; a
// later run that is still at it is left to finish (SB0332). When others have written since `observed` was
// read, nothing is begun (SB0330). A run that did not do all of it leaves a sign (claim.h), so that the next
// one looks for what no rule leads to.
Settled settle(const World& world, const Desired& desired, const Observed& observed, const Plan& plan,
               const std::function<PlanResult(const Observed&)>& replan, const ApplyObserver& observer,
               const SettleOptions& options);

}  // namespace sb::reconcile
