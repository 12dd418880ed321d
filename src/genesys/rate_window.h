// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>

#include "base/clock.h"
#include "net/http_message.h"

namespace sb::genesys {

// What a token's rate limit leaves. Genesys Cloud counts the calls of a token in windows of a minute (300 by
// default) and says with every answer how far the count is: inin-ratelimit-count, -allowed and -reset
// (seconds to the end of the window). Safe from any thread.
class RateWindow {
 public:
  void note(const net::Headers& headers, base::Time now);
  // How long the next call must wait so that it is not refused; at most 65 seconds.
  base::Milliseconds wait(base::Time now) const;

 private:
  mutable std::mutex mutex_;
  base::Time open_from_{};  // guarded by mutex_
};

// How long an answer asks to wait before the next call: Retry-After, else inin-ratelimit-reset, in seconds.
std::optional<base::Milliseconds> asked_wait(const net::Headers& headers);

}  // namespace sb::genesys
