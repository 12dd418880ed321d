// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// How a log is written and read; log.h says what stands where.
namespace sb::cloud::store {

inline constexpr std::string_view kLogMark = "SBLCLOG1";
// The mark, the store and the number.
inline constexpr size_t kLogHeadBytes = 24;
inline constexpr std::string_view kGroupMark = "SBLCGRP1";
// The mark, the checksum, the bytes of changes, and how much was on disk.
inline constexpr size_t kGroupHeadBytes = 32;
// Where what the checksum covers begins.
inline constexpr size_t kSummedFrom = 16;
inline constexpr uint8_t kErases = 1;
inline constexpr uint8_t kIsNumbered = 2;

inline void append_little_endian(std::string& out, uint64_t value, size_t bytes = sizeof(uint64_t)) {
  char text[sizeof value];
  for (size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(value >> (8 * i));
  out.append(text, bytes);
}

inline uint64_t little_endian_of(std::string_view bytes) {
  uint64_t out = 0;
  for (size_t i = 0; i < bytes.size(); ++i)
    out |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return out;
}

}  // namespace sb::cloud::store
