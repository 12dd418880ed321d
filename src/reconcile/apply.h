// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/side_by_side.h"
#include "reconcile/plan.h"

namespace sb::reconcile {

// The error of a queue that holds messages by the time that it is to be deleted.
inline constexpr char kHoldsMessages[] = "SB0333";

// Of what somebody has changed, made or begun to use since the stack was read: it is left as it is.
inline constexpr char kHasChanged[] = "SB0334";

struct ChangeResult {
  bool done = false;
  std::string arn;                   // of what was made or changed
  std::optional<base::Error> error;  // also for a change that was left out because one it needs failed
};

struct ApplyResult {
  std::vector<ChangeResult> changes;  // one for each of the plan's, in its order
  std::vector<base::Error> errors;    // of the plan's repeats
  bool stopped = false;               // the caller asked to stop

  bool ok() const;
};

// `before` is called before each change (its turn, total), one call at a time; `after` once a change is over
// (whether it was done, how many are over, total), from any worker. `stop` true: no further change is begun,
// what is under way is finished, waits end. The others are for waits (an integration that becomes ACTIVE):
// what is waited for, how time passes, what the time is; they may be called from any worker.
struct ApplyObserver {
  std::function<void(size_t index, size_t total)> before = [](size_t, size_t) {};
  std::function<void(const Change& change, bool done, size_t over, size_t total)> after =
      [](const Change&, bool, size_t, size_t) {};
  std::function<bool()> stop = [] { return false; };
  std::function<void(const std::string& line)> say = [](const std::string&) {};
  std::function<void(base::Milliseconds)> pause;  // must be set where a plan has changes that wait
  std::function<base::Milliseconds()> now;        // since any fixed moment; as pause
  // How long after they were written rules and targets may not hold yet. With zero nothing is waited for.
  base::Milliseconds settling{0};
  std::string verb = "apply";  // what goes on with the work, for advice
};

// When each change may begin: in steps, and after what it needs. The policy of a function is written by one
// call at a time.
base::Schedule schedule_of(const Plan& plan);

// Carries a plan out: event types, the integration and its bus first, then topics, queues and policies,
// subscriptions and permissions, rules and targets, at last what goes; side by side within each of these, as
// far as changes do not need each other. What takes something away of which the place was taken in this run
// waits until that holds. A change whose needs failed is left out and says so; the others go on, so that the
// next apply finds as little as possible left to do.
ApplyResult apply(const World& world, const Plan& plan, const ApplyObserver& observer,
                  size_t workers = kWorkers);

}  // namespace sb::reconcile
