// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pattern/string_table.h"

namespace sb::pattern {

// Which of many strings a text begins (or ends) with: a hash look-up for each of their lengths or, when those
// are many, one binary search; then a step for each answer.
// Immutable; keeps views of the strings it was made from.
class AffixIndex {
 public:
  enum class Side : uint8_t { kFront, kBack };
  struct Entry {
    std::string_view affix;  // may be empty; may repeat
    uint32_t value = 0;
  };

  AffixIndex() = default;
  AffixIndex(Side side, std::vector<Entry> entries);

  bool empty() const { return nodes_.empty(); }

  // Calls found(value) for each entry that `text` begins (or ends) with.
  template <class Found>
  void find(std::string_view text, Found found) const {
    if (!may_fit(text)) return;
    for (uint32_t at = longest(text); at != kNone; at = nodes_[at].shorter) found(nodes_[at].value);
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  struct Node {
    std::string_view affix;
    uint32_t value = 0;
    uint32_t shorter = kNone;  // the longest other entry that this one begins (or ends) with
  };

  void index_lengths();
  uint32_t longest(std::string_view text) const;
  uint32_t longest_by_length(std::string_view text) const;
  bool less(std::string_view a, std::string_view b) const;
  bool fits(std::string_view affix, std::string_view text) const;

  // False when no entry fits, seen from the text's outermost byte alone.
  bool may_fit(std::string_view text) const {
    if (has_empty_) return true;
    if (text.empty()) return false;
    return outermost_[static_cast<unsigned char>(side_ == Side::kFront ? text.front() : text.back())];
  }

  Side side_ = Side::kFront;
  bool has_empty_ = false;
  std::array<bool, 256> outermost_{};
  std::vector<Node> nodes_;           // in dictionary order, for kBack of the reversed strings
  std::vector<size_t> lengths_;       // of the affixes, descending; empty when they are many
  StringTable affixes_;               // when lengths_ is filled
  std::vector<uint32_t> last_nodes_;  // by number in affixes_: the last node of it
};

}  // namespace sb::pattern
