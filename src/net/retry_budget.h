// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

namespace sb::net {

// What retries may cost altogether, so that a service that is down is not called many times by each of many
// callers: the bucket of the AWS SDKs' standard mode. A retry takes from it and a success gives back what the
// call took, or a little where it took nothing. Safe from any thread.
class RetryBudget {
 public:
  static constexpr int kCapacity = 500;
  static constexpr int kCost = 5;             // of a retry after an answer
  static constexpr int kCostUnanswered = 10;  // of a retry after none

  // False when there is not so much left: the call is not to be made again.
  bool take(int cost);
  // A call succeeded; its retries had taken so much.
  void note_success(int taken);

 private:
  std::mutex mutex_;
  int left_ = kCapacity;  // guarded by mutex_
};

}  // namespace sb::net
