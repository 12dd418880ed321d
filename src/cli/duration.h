// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sb::cli {

// "90s", "30m", "24h", "1d", or a plain number of seconds; from one second to 366 days. nullopt: it is none.
std::optional<base::Seconds> parse_duration(std::string_view text);

// For CLI11: "" when `text` is a time, else what is wrong.
std::string check_duration(const std::string& text);

}  // namespace sb::cli
