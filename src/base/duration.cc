// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <utility>

#include "base/text.h"

namespace sb::base {

std::optional<Seconds> parse_duration(std::string_view text) {
  static constexpr std::pair<char, int64_t> kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
  static constexpr int64_t kMost = 36525LL * 86400;
  int64_t unit = 1;
  for (const auto& [letter, seconds] : kUnits) {
    if (!text.ends_with(letter)) continue;
    unit = seconds;
    text.remove_suffix(1);
    break;
  }
  const auto number = parse_int(text);
  if (!number || *number < 0 || *number > kMost / unit) return std::nullopt;
  return Seconds(*number * unit);
}

}  // namespace sb::base
