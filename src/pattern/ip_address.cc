// SPDX-License-Identifier: Apache-2.0
#include "pattern/ip_address.h"

#include <cstddef>

namespace sb::pattern {

namespace {

constexpr size_t kV4LengthMax = 15;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool looks_like_v4(std::string_view text) {
  int dots = 0;
  bool digit_before = false;
  for (const char c : text) {
    if (c == '.' && digit_before) {
      ++dots;
      digit_before = false;
    } else if (is_digit(c)) {
      digit_before = true;
    } else {
      return false;
    }
  }
  return dots == 3 && digit_before;
}

bool looks_like_v6(std::string_view text) {
  bool colon = false;
  for (const char c : text) {
    if (c != ':' && hex_value(c) < 0) return false;
    colon = colon || c == ':';
  }
  return colon;
}

std::optional<IpAddress> parse_v4(std::string_view text) {
  if (text.size() > kV4LengthMax) return std::nullopt;
  IpAddress address;
  size_t byte = 0;
  int value = 0;
  for (const char c : text) {
    if (c == '.') {
      address.bytes[byte++] = static_cast<uint8_t>(value);
      value = 0;
      continue;
    }
    value = value * 10 + (c - '0');
    if (value > 255) return std::nullopt;
  }
  address.bytes[byte] = static_cast<uint8_t>(value);
  return address;
}

// Groups of one side of "::", each at most 0xFFFF, appended to `bytes`. False: malformed or more than 16
// bytes.
bool read_groups(std::string_view text, std::array<uint8_t, 16>& bytes, size_t& count) {
  if (text.empty()) return true;
  while (true) {
    const size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (group.empty() || count == bytes.size()) return false;
    uint32_t value = 0;
    for (const char c : group) {
      value = value * 16 + static_cast<uint32_t>(hex_value(c));
      if (value > 0xFFFF) return false;
    }
    bytes[count++] = static_cast<uint8_t>(value >> 8);
    bytes[count++] = static_cast<uint8_t>(value & 0xFF);
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

IpAddress unmap(const IpAddress& address) {
  for (size_t i = 0; i < 12; ++i) {
    if (address.bytes[i] != (i < 10 ? 0 : 0xFF)) return address;
  }
  IpAddress v4;
  for (size_t i = 0; i < 4; ++i) v4.bytes[i] = address.bytes[12 + i];
  return v4;
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  IpAddress address;
  address.family = IpAddress::Family::kV6;
  const size_t gap = text.find("::");
  size_t head = 0;
  if (gap == std::string_view::npos) {
    if (!read_groups(text, address.bytes, head) || head != 16) return std::nullopt;
    return unmap(address);
  }
  std::array<uint8_t, 16> tail_bytes{};
  size_t tail = 0;
  if (!read_groups(text.substr(0, gap), address.bytes, head)) return std::nullopt;
  if (!read_groups(text.substr(gap + 2), tail_bytes, tail)) return std::nullopt;
  if (head + tail >= 16) return std::nullopt;
  for (size_t i = 0; i < tail; ++i) address.bytes[16 - tail + i] = tail_bytes[i];
  return unmap(address);
}

}  // namespace

bool looks_like_ip_address(std::string_view text) { return looks_like_v4(text) || looks_like_v6(text); }

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  if (looks_like_v4(text)) return parse_v4(text);
  if (looks_like_v6(text)) return parse_v6(text);
  return std::nullopt;
}

bool in_network(const IpAddress& address, const IpAddress& network, int prefix_bits) {
  if (address.family != network.family) return false;
  for (int bit = 0; bit < prefix_bits; bit += 8) {
    const int rest = prefix_bits - bit;
    const auto mask = static_cast<uint8_t>(rest >= 8 ? 0xFF : 0xFF << (8 - rest));
    if ((address.bytes[bit / 8] & mask) != (network.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

}  // namespace sb::pattern
