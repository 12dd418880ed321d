// SPDX-License-Identifier: Apache-2.0
#include "genesys/rate_window.h"

#include <algorithm>

#include "base/text.h"

namespace sb::genesys {
namespace {

constexpr base::Seconds kWindowMax{65};

std::optional<int64_t> number(const net::Headers& headers, const char* name) {
  const auto header = net::find_header(headers, name);
  return header ? base::parse_int(*header) : std::nullopt;
}

}  // namespace

void RateWindow::note(const net::Headers& headers, base::Time now) {
  const auto count = number(headers, "inin-ratelimit-count");
  const auto allowed = number(headers, "inin-ratelimit-allowed");
  const auto reset = number(headers, "inin-ratelimit-reset");
  if (!count || !allowed || !reset || *count < *allowed || *reset < 0) return;
  const base::Time open = now + std::min(base::Seconds(*reset), kWindowMax);
  const std::lock_guard lock(mutex_);
  open_from_ = std::max(open_from_, open);
}

base::Milliseconds RateWindow::wait(base::Time now) const {
  const std::lock_guard lock(mutex_);
  return std::max(base::Milliseconds(0), open_from_ - now);
}

std::optional<base::Milliseconds> asked_wait(const net::Headers& headers) {
  static constexpr int64_t kSecondsMax = 86400;
  for (const char* name : {"Retry-After", "inin-ratelimit-reset"}) {
    const auto seconds = number(headers, name);
    if (seconds && *seconds >= 0) return base::Seconds(std::min(*seconds, kSecondsMax));
  }
  return std::nullopt;
}

}  // namespace sb::genesys
