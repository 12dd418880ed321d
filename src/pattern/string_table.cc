// SPDX-License-Identifier: Apache-2.0
#include "pattern/string_table.h"

#include <new>

namespace sb::pattern {

namespace {

constexpr size_t kSlotsMin = 8;

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

void StringTable::shrink_to_fit() {
  entries_.shrink_to_fit();
  bytes_.shrink_to_fit();
}

}  // namespace sb::pattern
