// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"

namespace sb::cloud::genesys {

// Counts calls in windows of one minute, each beginning with its first call.
class RateLimit {
 public:
  struct Reading {
    int64_t count = 0;          // calls in the window, this one too
    int64_t allowed = 0;        // calls that a window may hold
    int64_t reset_seconds = 0;  // until the window ends, at least 1
    bool exceeded() const { return count > allowed; }
  };

  explicit RateLimit(int64_t allowed) : allowed_(allowed) {}
  Reading take(const std::string& who, base::Time now);

 private:
  struct Window {
    base::Time ends;
    int64_t count = 0;
  };
  void forget_ended(base::Time now);

  const int64_t allowed_;
  std::map<std::string, Window> windows_;
  size_t sweep_at_ = 1024;  // windows; those that have ended are then forgotten
};

}  // namespace sb::cloud::genesys
