// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"

// Values as conditions of policies have them (IAM User Guide, "IAM JSON policy elements: Condition
// operators"). nullopt where the text is none.
namespace sb::aws {

// A decimal number, finite.
std::optional<double> parse_policy_number(std::string_view text);

// "2026-03-04", "2026-03-04T14:00Z", "2026-03-04T14:00:00.18+01:00", "20260304T140000Z", or seconds since the
// epoch.
std::optional<base::Time> parse_policy_date(std::string_view text);

struct IpRange {
  bool is_v6 = false;
  std::array<uint8_t, 16> bytes{};  // of IPv4 the first four
  int bits = 0;                     // how many of them count
};
// An address or a range in CIDR notation: "10.0.0.0/8", "2001:db8::/32".
std::optional<IpRange> parse_ip_range(std::string_view text);
// True when all of `inner` is in `outer`.
bool contains(const IpRange& outer, const IpRange& inner);

}  // namespace sb::aws
