// SPDX-License-Identifier: Apache-2.0
#include "cli/duration.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sb::cli {

std::optional<base::Seconds> parse_duration(std::string_view text) {
  static constexpr std::pair<char, int64_t> kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
  static constexpr int64_t kMost = 366LL * 86400;
  int64_t unit = 1;
  std::string_view digits = text;
  for (const auto& [letter, seconds] : kUnits) {
    if (!text.ends_with(letter)) continue;
    unit = seconds;
    digits.remove_suffix(1);
  }
  const auto number = base::parse_int(digits);
  if (!number || *number < 1 || *number > kMost / unit) return std::nullopt;
  return base::Seconds(*number * unit);
}

std::string check_duration(const std::string& text) {
  return parse_duration(text) ? std::string()
                              : fmt::format("'{}' is no time: write 90s, 30m, 24h or 1d", text);
}

}  // namespace sb::cli
