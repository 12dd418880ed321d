// SPDX-License-Identifier: Apache-2.0
#include "net/retry.h"

#include <algorithm>
#include <random>
#include <thread>

namespace sb::net {

void RealSleeper::sleep(base::Milliseconds duration) { std::this_thread::sleep_for(duration); }

base::Milliseconds retry_wait(const RetryPolicy& policy, int attempt, std::optional<base::Milliseconds> asked,
                              const std::function<double()>& random01, RetryCause cause) {
  if (asked) return std::min(*asked, policy.wait_max);
  const base::Milliseconds first =
      cause == RetryCause::kThrottled ? policy.first_wait_throttled : policy.first_wait;
  const int doublings = std::min(attempt - 1, 20);
  const double ceiling = std::min(static_cast<double>(first.count()) * static_cast<double>(1 << doublings),
                                  static_cast<double>(policy.wait_max.count()));
  return base::Milliseconds(static_cast<int64_t>(ceiling * random01()));
}

double random_unit() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
}

}  // namespace sb::net
