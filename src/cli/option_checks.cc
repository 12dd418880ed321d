// SPDX-License-Identifier: Apache-2.0
#include "cli/option_checks.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "base/duration.h"
#include "base/text.h"

namespace sb::cli {
namespace {

std::optional<double> read_decimal(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  const bool whole = read.ec == std::errc() && read.ptr == end;
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// "1 to 256" in help; in a refusal what the value must be.
template <class Number, class Read>
CLI::Validator in_range(Number least, Number most, const std::string& kind, const std::string& what,
                        Read read) {
  const auto check = [=](const std::string& text) {
    const auto value = read(text);
    if (value && *value >= least && *value <= most) return std::string();
    return fmt::format("must be {} of {} from {} to {}, not '{}'", kind, what, least, most, text);
  };
  return {check, fmt::format("{} to {}", least, most)};
}

}  // namespace

CLI::Validator whole_number(int64_t least, int64_t most, const std::string& what) {
  return in_range(least, most, "a whole number", what, base::parse_int);
}

CLI::Validator decimal_number(double least, double most, const std::string& what) {
  return in_range(least, most, "a number", what, read_decimal);
}

CLI::Validator time_above_zero() {
  const auto check = [](const std::string& text) {
    const auto time = base::parse_duration(text);
    if (time && *time > base::Seconds(0)) return std::string();
    return fmt::format("must be a time, as 90s, 30m, 24h or 1d, not '{}'", text);
  };
  return {check, ""};
}

CLI::Validator not_empty(const std::string& what) {
  const auto check = [what](const std::string& text) {
    return text.empty() ? fmt::format("must name {}, not be empty", what) : std::string();
  };
  return {check, ""};
}

}  // namespace sb::cli
