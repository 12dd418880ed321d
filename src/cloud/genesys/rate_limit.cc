// SPDX-License-Identifier: Apache-2.0
#include "cloud/genesys/rate_limit.h"

namespace sb::cloud::genesys {
namespace {

constexpr base::Milliseconds kWindow{60000};
constexpr size_t kWindowsKept = 1024;

}  // namespace

RateLimit::Reading RateLimit::take(const std::string& who, base::Time now) {
  if (windows_.size() >= kWindowsKept && !windows_.contains(who)) forget_ended(now);
  Window& window = windows_[who];
  if (window.ends <= now) window = {now + kWindow, 0};
  ++window.count;
  const auto left = std::chrono::ceil<base::Seconds>(window.ends - now);
  return {window.count, allowed_, left.count()};
}

void RateLimit::forget_ended(base::Time now) {
  std::erase_if(windows_, [&](const auto& entry) { return entry.second.ends <= now; });
}

}  // namespace sb::cloud::genesys
