// SPDX-License-Identifier: Apache-2.0
#include "base/steady_clock.h"

namespace sb::base {

Time SteadyClock::now() const {
  return Time(std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch()));
}

}  // namespace sb::base
