// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "net/retry.h"

namespace sb::net {

// Keeps calls under a rate a second, by lane (a service, or a class of its calls), over all threads. A lane
// that is throttled halves its rate, down to one a second (or to its rate, where that is lower), once a
// second at most, because calls that were under way together are throttled together; and takes back a little
// with every call that is not. Safe from any thread.
class RateLimiter {
 public:
  // `clock` must never be set back.
  RateLimiter(const base::Clock& clock, Sleeper& sleeper) : clock_(clock), sleeper_(sleeper) {}

  // A lane without a rate is not limited.
  void set_rate(const std::string& lane, double per_second);
  // Returns when the next call of the lane may go.
  void wait(const std::string& lane);
  void note_throttled(const std::string& lane);
  void note_success(const std::string& lane);
  // The rate at which calls may go; 0 for a lane without one.
  double rate_of(const std::string& lane) const;

 private:
  struct Lane {
    double rate_max = 0;
    double rate = 0;
    double next_ms = 0;     // when the next call may go, by the clock
    double lowered_ms = 0;  // when the rate was last halved
  };

  double now_ms() const;

  const base::Clock& clock_;
  Sleeper& sleeper_;
  mutable std::mutex mutex_;
  std::map<std::string, Lane> lanes_;  // guarded by mutex_
};

}  // namespace sb::net
