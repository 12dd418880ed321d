// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"

namespace sb::cloud::sqs {

// A FIFO queue takes this many calls a second of each action (SQS quotas), unless it is of high throughput.
inline constexpr uint64_t kFifoCallsPerSecond = 300;

// Calls of each action within the current second. No clock: times are given.
class RequestRate {
 public:
  // Counts a call; false when it is over the limit.
  bool admit(const std::string& action, base::Time now) {
    Second& second = actions_[action];
    const int64_t number = now.time_since_epoch().count() / 1000;
    if (second.number != number) second = {number, 0};
    return ++second.calls <= kFifoCallsPerSecond;
  }

 private:
  struct Second {
    int64_t number = 0;
    uint64_t calls = 0;
  };
  std::map<std::string, Second> actions_;
};

}  // namespace sb::cloud::sqs
