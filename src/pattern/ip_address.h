// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sb::pattern {

// An IPv4 or IPv6 address. IPv4 uses the first four bytes, the rest are zero.
struct IpAddress {
  enum class Family : uint8_t { kV4, kV6 };
  Family family = Family::kV4;
  std::array<uint8_t, 16> bytes{};

  int bits() const { return family == Family::kV4 ? 32 : 128; }
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// Reads the spellings that event-ruler takes for addresses (tests/cases/patterns/observed.jsonl), nullopt
// for all else: four decimal numbers up to 255, leading zeros allowed, 15 characters in all; or hexadecimal
// groups with colons, "::" included, without an embedded IPv4 part. An IPv4-mapped address in hexadecimal
// (::ffff:a00:1) is the IPv4 address, as in Java.
std::optional<IpAddress> parse_ip_address(std::string_view text);

// True if `text` has the outer form of an address, whether or not it is one ("999.0.0.1" has).
bool looks_like_ip_address(std::string_view text);

// True if `address` is of `network`'s family and shares its first `prefix_bits` bits (0 to network.bits()).
bool in_network(const IpAddress& address, const IpAddress& network, int prefix_bits);

}  // namespace sb::pattern
