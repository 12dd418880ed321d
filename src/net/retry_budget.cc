// SPDX-License-Identifier: Apache-2.0
#include "net/retry_budget.h"

#include <algorithm>

namespace sb::net {

bool RetryBudget::take(int cost) {
  const std::lock_guard lock(mutex_);
  if (left_ < cost) return false;
  left_ -= cost;
  return true;
}

void RetryBudget::note_success(int taken) {
  const std::lock_guard lock(mutex_);
  left_ = std::min(kCapacity, left_ + std::max(taken, 1));
}

}  // namespace sb::net
