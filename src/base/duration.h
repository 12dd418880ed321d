// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace sb::base {

// "90s", "30m", "24h", "1d", or a plain number of seconds, up to a hundred years. nullopt: it is none.
std::optional<Seconds> parse_duration(std::string_view text);

}  // namespace sb::base
