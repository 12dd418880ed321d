// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sb::base {

// UTC wall-clock time, milliseconds since the Unix epoch.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

// Where time comes from. Only src/cli builds a real one; tests and the local cloud move theirs.
// Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

// "2026-03-04T14:00:00Z".
std::string format_iso_seconds(Time time);
// "2026-03-04T14:00:00.180Z".
std::string format_iso_milliseconds(Time time);
// "20260304T140000Z", the form of X-Amz-Date.
std::string format_basic(Time time);
// Reads the three forms above. Error: what does not fit.
Result<Time> parse_iso(std::string_view text);
// Reads "20260304T140000Z".
Result<Time> parse_basic(std::string_view text);

}  // namespace sb::base
