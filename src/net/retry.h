// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "base/clock.h"

namespace sb::net {

// How a caller waits; tests count instead of sleeping. Implementations are safe from any thread.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual void sleep(base::Milliseconds duration) = 0;
  // True once the user wants an end: whoever waits to try again gives up instead.
  virtual bool stopped() const { return false; }
};

class RealSleeper final : public Sleeper {
 public:
  void sleep(base::Milliseconds duration) override;
};

// When to stop trying and how long to wait between tries.
struct RetryPolicy {
  int attempts_max = 8;
  int unanswered_max = 4;  // of these, how many may get no answer at all
  base::Milliseconds first_wait{200};
  base::Milliseconds wait_max{20000};
  base::Milliseconds first_wait_throttled{500};
};

// Why a call is made again. Who was throttled waits longer than who met a passing trouble.
enum class RetryCause { kTrouble, kThrottled };

// The wait before attempt `attempt` + 1 (attempts count from 1): what the server asked for when it did,
// bounded by wait_max; else exponential with full jitter. `random01` gives numbers in [0, 1).
base::Milliseconds retry_wait(const RetryPolicy& policy, int attempt, std::optional<base::Milliseconds> asked,
                              const std::function<double()>& random01,
                              RetryCause cause = RetryCause::kTrouble);

// A source of jitter; safe from any thread.
double random_unit();

}  // namespace sb::net
