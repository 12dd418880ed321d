// SPDX-License-Identifier: Apache-2.0
#include "pattern/affix_index.h"

#include <algorithm>
#include <functional>

namespace sb::pattern {

namespace {

bool less_byte(char a, char b) { return static_cast<unsigned char>(a) < static_cast<unsigned char>(b); }

}  // namespace

AffixIndex::AffixIndex(Side side, std::vector<Entry> entries) : side_(side) {
  std::sort(entries.begin(), entries.end(),
            [this](const Entry& a, const Entry& b) { return less(a.affix, b.affix); });
  nodes_.reserve(entries.size());
  for (const Entry& entry : entries) {
    uint32_t shorter = static_cast<uint32_t>(nodes_.size()) - 1;
    while (shorter != kNone && !fits(nodes_[shorter].affix, entry.affix)) shorter = nodes_[shorter].shorter;
    nodes_.push_back({entry.affix, entry.value, shorter});
    if (entry.affix.empty()) {
      has_empty_ = true;
    } else {
      outermost_[static_cast<unsigned char>(side == Side::kFront ? entry.affix.front()
                                                                 : entry.affix.back())] = true;
    }
  }
  index_lengths();
}

void AffixIndex::index_lengths() {
  constexpr size_t kLengthsMax = 4;
  for (const Node& node : nodes_) {
    const size_t length = node.affix.size();
    const auto place = std::lower_bound(lengths_.begin(), lengths_.end(), length, std::greater<>());
    if (place != lengths_.end() && *place == length) continue;
    lengths_.insert(place, length);
    if (lengths_.size() <= kLengthsMax) continue;
    lengths_.clear();
    return;
  }
  for (uint32_t i = 0; i < nodes_.size(); ++i) {
    const uint32_t affix = affixes_.insert(0, nodes_[i].affix);
    if (affix == last_nodes_.size()) last_nodes_.push_back(i);
    last_nodes_[affix] = i;
  }
}

uint32_t AffixIndex::longest_by_length(std::string_view text) const {
  for (const size_t length : lengths_) {
    if (length > text.size()) continue;
    const size_t begin = side_ == Side::kFront ? 0 : text.size() - length;
    const uint32_t affix = affixes_.find(0, text.substr(begin, length));
    if (affix != StringTable::kNone) return last_nodes_[affix];
  }
  return kNone;
}

// Every entry that fits the text also fits the last entry that is not behind it in the order.
uint32_t AffixIndex::longest(std::string_view text) const {
  constexpr size_t kFew = 2;
  if (nodes_.size() <= kFew) {
    auto few = static_cast<uint32_t>(nodes_.size());
    while (few > 0 && !fits(nodes_[few - 1].affix, text)) --few;
    return few - 1;
  }
  if (!lengths_.empty()) return longest_by_length(text);
  const auto behind =
      std::upper_bound(nodes_.begin(), nodes_.end(), text,
                       [this](std::string_view t, const Node& node) { return less(t, node.affix); });
  uint32_t at = static_cast<uint32_t>(behind - nodes_.begin()) - 1;
  while (at != kNone && !fits(nodes_[at].affix, text)) at = nodes_[at].shorter;
  return at;
}

bool AffixIndex::less(std::string_view a, std::string_view b) const {
  if (side_ == Side::kFront) return a < b;
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), less_byte);
}

bool AffixIndex::fits(std::string_view affix, std::string_view text) const {
  return side_ == Side::kFront ? text.starts_with(affix) : text.ends_with(affix);
}

}  // namespace sb::pattern
