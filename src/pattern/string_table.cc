// SPDX-License-Identifier: Apache-2.0
#include "pattern/string_table.h"

#include <new>

#include "pattern/hash.h"

namespace sb::pattern {

namespace {

constexpr size_t kSlotsMin = 8;

uint32_t upper_half(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

}  // namespace

uint32_t StringTable::insert(uint32_t tag, std::string_view bytes) {
  if (slots_.size() < (entries_.size() + 1) * 2) grow();
  const uint64_t hash = hash_bytes(bytes, tag);
  size_t at = hash & (slots_.size() - 1);
  for (; slots_[at].number != kNone; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].check == upper_half(hash) && is(slots_[at].number, tag, bytes)) return slots_[at].number;
  }
  if (bytes_.size() + bytes.size() > kNone) throw std::bad_alloc();
  const uint32_t number = size();
  entries_.push_back({static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(bytes.size()), tag});
  bytes_.append(bytes);
  slots_[at] = {upper_half(hash), number};
  return number;
}

uint32_t StringTable::find(uint32_t tag, std::string_view bytes) const {
  if (slots_.empty()) return kNone;
  const uint64_t hash = hash_bytes(bytes, tag);
  for (size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot slot = slots_[at];
    if (slot.number == kNone) return kNone;
    if (slot.check == upper_half(hash) && is(slot.number, tag, bytes)) return slot.number;
  }
}

bool StringTable::is(uint32_t number, uint32_t tag, std::string_view bytes) const {
  return entries_[number].tag == tag && this->bytes(number) == bytes;
}

std::string_view StringTable::bytes(uint32_t number) const {
  return std::string_view(bytes_).substr(entries_[number].begin, entries_[number].size);
}

void StringTable::grow() {
  std::vector<Slot> slots(slots_.empty() ? kSlotsMin : slots_.size() * 2);
  for (uint32_t number = 0; number < size(); ++number) {
    const uint64_t hash = hash_bytes(bytes(number), entries_[number].tag);
    size_t at = hash & (slots.size() - 1);
    while (slots[at].number != kNone) at = (at + 1) & (slots.size() - 1);
    slots[at] = {upper_half(hash), number};
  }
  slots_ = std::move(slots);
}

size_t StringTable::memory() const {
  return slots_.capacity() * sizeof(Slot) + entries_.capacity() * sizeof(Entry) + bytes_.capacity();
}

void StringTable::shrink_to_fit() {
  entries_.shrink_to_fit();
  bytes_.shrink_to_fit();
}

}  // namespace sb::pattern
