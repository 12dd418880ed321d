// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "json/document.h"

namespace sb::cloud::delivery {

// How often a delivery is tried again, after which waits, and for how long at most. Plain data; pure.
struct RetrySchedule {
  enum class Shape : uint8_t {
    kJittered,  // exponential from 1 s to 15 min with jitter, so that 185 retries fill about a day
    kPhased,    // the four phases of an SNS delivery policy
  };
  // How the waits of the backoff phase grow from min_delay to max_delay. AWS publishes a picture of the four
  // curves, no formulas: linear on top, then arithmetic, geometric and exponential.
  enum class Backoff : uint8_t { kLinear, kArithmetic, kGeometric, kExponential };
  enum class Exhausted : uint8_t { kNo, kByCount, kByAge };

  Shape shape = Shape::kJittered;
  int retries_max = 185;
  base::Seconds age_max{86400};
  // kPhased: retries at once, then retries after min_delay, then the backoff phase with all that retries_max
  // leaves, then retries after max_delay.
  int no_delay_retries = 0;
  int min_delay_retries = 0;
  int max_delay_retries = 0;
  base::Seconds min_delay{20};
  base::Seconds max_delay{20};
  Backoff backoff = Backoff::kLinear;

  // EventBridge (user guide, "Retrying event delivery"): 185 retries, 24 h.
  static RetrySchedule event_bridge(int retries_max = 185, base::Seconds age_max = base::Seconds(86400));
  // SNS to queues and functions (developer guide, "Message delivery retries", AWS managed endpoints): 3 at
  // once, 2 after 1 s, 10 backing off from 1 s to 20 s, 100,000 after 20 s; 23 days.
  static RetrySchedule managed_endpoint();
  // SNS to HTTP and HTTPS endpoints without a delivery policy: 3 retries 20 s apart.
  static RetrySchedule http_endpoint();

  // The wait before retry number `retry`, from 1; `random01` is from [0, 1).
  base::Milliseconds delay(int retry, double random01) const;
  // The waits of all retries together, without jitter. Linear in their number.
  base::Milliseconds total_delay() const;
  // Whether a delivery that failed `attempts` times in `age` is given up.
  Exhausted exhausted(int attempts, base::Milliseconds age) const;
};

json::Object to_json(const RetrySchedule& schedule);
RetrySchedule retry_schedule_from_json(const json::Object& object);

}  // namespace sb::cloud::delivery
