// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace sb::pattern {

namespace hash_detail {

inline uint64_t load8(const char* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

inline uint64_t load4(const char* at) {
  uint32_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

__extension__ using Wide = unsigned __int128;

inline uint64_t mix(uint64_t a, uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline constexpr uint64_t kOdd1 = 0xA0761D6478BD642F;
inline constexpr uint64_t kOdd2 = 0xE7037ED1A0B428DB;

}  // namespace hash_detail

// A fast hash of bytes for tables in memory, by multiply and fold. The tables are filled from rules and only
// asked about events, so an event cannot crowd them.
inline uint64_t hash_bytes(std::string_view bytes, uint64_t seed = 0) {
  using namespace hash_detail;
  const char* at = bytes.data();
  size_t left = bytes.size();
  uint64_t state = seed ^ kOdd1;
  for (; left > 16; left -= 16, at += 16) state = mix(load8(at) ^ kOdd2, load8(at + 8) ^ state);
  uint64_t first = 0;
  uint64_t last = 0;
  if (left >= 8) {
    first = load8(at);
    last = load8(at + left - 8);
  } else if (left >= 4) {
    first = load4(at);
    last = load4(at + left - 4);
  } else if (left > 0) {
    first = static_cast<uint64_t>(static_cast<unsigned char>(at[0])) << 16 |
            static_cast<uint64_t>(static_cast<unsigned char>(at[left / 2])) << 8 |
            static_cast<unsigned char>(at[left - 1]);
  }
  return mix(first ^ kOdd2 ^ bytes.size(), last ^ state);
}

}  // namespace sb::pattern
