// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/hash.h"

namespace sb::pattern {

// Distinct byte strings, numbered from 0 in the order in which they came, each under a tag that is part of
// what makes it distinct. Open addressing over one block of bytes: about 16 bytes a string beside its own.
// Holds up to 2^32 bytes. Reading is safe from many threads while nobody inserts.
class StringTable {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // The number of (tag, bytes), which becomes size() - 1 if it is new.
  uint32_t insert(uint32_t tag, std::string_view bytes);
  // kNone when it is not there.
  uint32_t find(uint32_t tag, std::string_view bytes) const {
    if (slots_.empty()) return kNone;
    const uint64_t hash = hash_bytes(bytes, tag);
    const Slot* slots = slots_.data();
    for (size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot slot = slots[at];
      if (slot.number == kNone) return kNone;
      if (slot.check == upper_half(hash) && is(slot.number, tag, bytes)) return slot.number;
    }
  }

  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  // Good until the next insert.
  std::string_view bytes(uint32_t number) const {
    return {bytes_.data() + entries_[number].begin, entries_[number].size};
  }
  uint32_t tag(uint32_t number) const { return entries_[number].tag; }

  void shrink_to_fit();

 private:
  struct Entry {
    uint32_t begin = 0;
    uint32_t size = 0;
    uint32_t tag = 0;
  };
  struct Slot {
    uint32_t check = 0;  // upper half of the hash
    uint32_t number = kNone;
  };

  static uint32_t upper_half(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
  void grow();
  bool is(uint32_t number, uint32_t tag, std::string_view bytes) const {
    const Entry& entry = entries_[number];
    return entry.tag == tag && entry.size == bytes.size() &&
           equal_bytes(bytes_.data() + entry.begin, bytes.data(), bytes.size());
  }

  std::vector<Slot> slots_;
  std::vector<Entry> entries_;
  std::string bytes_;
};

}  // namespace sb::pattern
