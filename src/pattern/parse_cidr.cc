// SPDX-License-Identifier: Apache-2.0
#include "pattern/parse_cidr.h"

#include <limits>
#include <optional>

#include "base/text.h"

namespace sb::pattern {

namespace {

// An optional sign and digits, within 32 bits.
std::optional<int64_t> parse_mask(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  const auto mask = base::parse_int(text);
  if (!mask || *mask > std::numeric_limits<int32_t>::max() || *mask < std::numeric_limits<int32_t>::min()) {
    return std::nullopt;
  }
  return mask;
}

}  // namespace

std::variant<Cidr, CidrError> parse_cidr(std::string_view text) {
  while (text.ends_with('/')) text.remove_suffix(1);
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.find('/', slash + 1) != std::string_view::npos) {
    return CidrError{"Malformed CIDR, one '/' required"};
  }
  const auto mask = parse_mask(text.substr(slash + 1));
  if (!mask) return CidrError{"Malformed CIDR, mask bits must be an integer"};
  if (*mask < 0) return CidrError{"Malformed CIDR, mask bits must not be negative"};
  const std::string_view host = text.substr(0, slash);
  const auto address = parse_ip_address(host);
  if (!address) {
    const std::string_view kind = looks_like_ip_address(host) ? "Invalid" : "Nonstandard";
    return CidrError{std::string(kind) + " IP address: " + std::string(host)};
  }
  if (*mask >= address->bits()) {
    return CidrError{address->family == IpAddress::Family::kV4 ? "IPv4 mask bits must be < 32"
                                                               : "IPv6 mask bits must be < 128"};
  }
  return Cidr{*address, static_cast<int>(*mask)};
}

}  // namespace sb::pattern
