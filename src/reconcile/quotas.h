// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "reconcile/desired.h"
#include "reconcile/observed.h"

// AWS's quotas that a plan comes near to, counted before its first call (facts: EventBridge quotas per
// account and region; SNS quotas and filter policy limits; SQS policy limits).
namespace sb::reconcile {

struct Plan;

struct Quota {
  std::string quota;     // "rules per bus", "queue policy bytes", …
  std::string resource;  // name of the bus, rule, queue or topic; subscription as the plan names it
  size_t used = 0;       // once the plan is carried out, by this stack and everybody else
  size_t limit = 0;
  size_t before = 0;  // as it is
  size_t most = 0;    // at any time while the plan is carried out

  // The plan would pass it. What is over the limit already, and grows no further, is not the plan's doing.
  bool passed() const { return most > limit && most > before; }
};

// For every bus, rule, queue, topic and subscription that `desired` names or the plan touches: its use and
// its limit, in the order of quotas and resources. Pure.
std::vector<Quota> measure_quotas(const Desired& desired, const Observed& observed, const Plan& plan);

// SB0303: what would be passed, by how much, and what to do.
base::Error passed_quota(const Quota& quota);

}  // namespace sb::reconcile
