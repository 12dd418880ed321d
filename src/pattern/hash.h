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

// The first and the last eight bytes of at most 16, which may overlap; of fewer than eight, what there is.
// With the size they tell short strings apart.
struct ShortKey {
  uint64_t first = 0;
  uint64_t last = 0;
  friend bool operator==(const ShortKey&, const ShortKey&) = default;
};

inline ShortKey short_key(const char* at, size_t size) {
  using namespace hash_detail;
  if (size >= 8) return {load8(at), load8(at + size - 8)};
  if (size >= 4) return {load4(at), load4(at + size - 4)};
  if (size == 0) return {};
  return {static_cast<uint64_t>(static_cast<unsigned char>(at[0])) << 16 |
              static_cast<uint64_t>(static_cast<unsigned char>(at[size / 2])) << 8 |
              static_cast<unsigned char>(at[size - 1]),
          0};
}

// Whether two runs of `size` bytes are the same; quicker than memcmp for the short ones that tables hold.
inline bool equal_bytes(const char* a, const char* b, size_t size) {
  using namespace hash_detail;
  constexpr size_t kShort = 64;
  if (size > kShort) return std::memcmp(a, b, size) == 0;
  for (; size > 16; size -= 16, a += 16, b += 16) {
    if (((load8(a) ^ load8(b)) | (load8(a + 8) ^ load8(b + 8))) != 0) return false;
  }
  return short_key(a, size) == short_key(b, size);
}

// A fast hash of bytes for tables in memory, by multiply and fold. The tables are filled from rules and only
// asked about events, so an event cannot crowd them.
inline uint64_t hash_bytes(std::string_view bytes, uint64_t seed = 0) {
  using namespace hash_detail;
  const char* at = bytes.data();
  size_t left = bytes.size();
  uint64_t state = seed ^ kOdd1;
  for (; left > 16; left -= 16, at += 16) state = mix(load8(at) ^ kOdd2, load8(at + 8) ^ state);
  const ShortKey rest = short_key(at, left);
  return mix(rest.first ^ kOdd2 ^ bytes.size(), rest.last ^ state);
}

inline uint64_t hash_short(const ShortKey& key, size_t size, uint64_t seed) {
  using namespace hash_detail;
  return mix(key.first ^ kOdd2 ^ size, key.last ^ seed ^ kOdd1);
}

}  // namespace sb::pattern
