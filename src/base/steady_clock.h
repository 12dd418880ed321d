// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"

namespace sb::base {

// Time that nobody sets: it passes evenly, from a beginning of its own. For durations only.
class SteadyClock final : public Clock {
 public:
  Time now() const override;
};

}  // namespace sb::base
