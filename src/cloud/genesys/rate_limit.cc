// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/rate_limit.h"

#include <algorithm>

namespace sb::cloud::genesys {
namespace {

constexpr base::Milliseconds kWindow{60000};

}  // namespace

RateLimit::Reading RateLimit::take(const std::string& who, base::Time now) {
  if (windows_.size() >= sweep_at_) forget_ended(now);
  Window& window = windows_[who];
  if (window.ends <= now) window = {now + kWindow, 0};
  ++window.count;
  const auto left = std::chrono::ceil<base::Seconds>(window.ends - now);
  return {window.count, allowed_, left.count()};
}

void RateLimit::forget_ended(base::Time now) {
  std::erase_if(windows_, [&](const auto& entry) { return entry.second.ends <= now; });
  sweep_at_ = std::max(sweep_at_, 2 * windows_.size());
}

}  // namespace sb::cloud::genesys
