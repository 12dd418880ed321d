// SPDX-License-Identifier: Apache-2.0
#include "net/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace sb::net {
namespace {

constexpr double kRateMin = 1;
// A lane that was idle may send so much of a second's calls at once.
constexpr double kBurstMilliseconds = 100;
constexpr double kRecovery = 0.02;
constexpr double kLoweredAgainMilliseconds = 1000;

}  // namespace

double RateLimiter::now_ms() const { return static_cast<double>(clock_.now().time_since_epoch().count()); }

void RateLimiter::set_rate(const std::string& lane, double per_second) {
  const std::lock_guard lock(mutex_);
  lanes_[lane] = Lane{per_second, per_second, 0, now_ms() - kLoweredAgainMilliseconds};
}

void RateLimiter::wait(const std::string& name) {
  double wait_ms = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto at = lanes_.find(name);
    if (at == lanes_.end() || at->second.rate <= 0) return;
    Lane& lane = at->second;
    const double now = now_ms();
    lane.next_ms = std::max(lane.next_ms, now - kBurstMilliseconds);
    wait_ms = lane.next_ms - now;
    lane.next_ms += 1000 / lane.rate;
  }
  if (wait_ms > 0) sleeper_.sleep(base::Milliseconds(static_cast<int64_t>(std::ceil(wait_ms))));
}

void RateLimiter::note_throttled(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto at = lanes_.find(name);
  if (at == lanes_.end() || now_ms() - at->second.lowered_ms < kLoweredAgainMilliseconds) return;
  Lane& lane = at->second;
  lane.lowered_ms = now_ms();
  lane.rate = std::max(std::min(kRateMin, lane.rate_max), lane.rate / 2);
}

void RateLimiter::note_success(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto at = lanes_.find(name);
  if (at == lanes_.end()) return;
  Lane& lane = at->second;
  lane.rate = std::min(lane.rate_max, lane.rate + lane.rate_max * kRecovery);
}

double RateLimiter::rate_of(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto at = lanes_.find(name);
  return at == lanes_.end() ? 0 : at->second.rate;
}

}  // namespace sb::net
