// SPDX-License-Identifier: Apache-2.0
#include "pattern/substring_index.h"

#include <algorithm>

namespace sb::pattern {

// Strings in dictionary order share their beginnings with the one before, so states are made depth by depth
// from ranges of the sorted list, which also leaves each state's edges side by side.
SubstringIndex::SubstringIndex(const std::vector<std::string_view>& strings)
    : string_count_(static_cast<uint32_t>(strings.size())) {
  if (strings.empty()) return;
  std::vector<uint32_t> order(strings.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return strings[a] < strings[b]; });

  struct Range {
    uint32_t first, behind, parent;
    unsigned char byte;
  };
  std::vector<Range> level{{0, string_count_, kRoot, 0}};  // by state of one depth
  states_.emplace_back();
  uint32_t level_first = kRoot;
  for (size_t depth = 0; !level.empty(); ++depth) {
    std::vector<Range> next;
    for (uint32_t i = 0; i < level.size(); ++i) {
      const uint32_t state = level_first + i;
      uint32_t at = level[i].first;
      if (strings[order[at]].size() == depth) states_[state].string = order[at++];
      states_[state].first_edge = static_cast<uint32_t>(edges_.size());
      while (at < level[i].behind) {
        const auto byte = static_cast<unsigned char>(strings[order[at]][depth]);
        const uint32_t first = at;
        while (at < level[i].behind && static_cast<unsigned char>(strings[order[at]][depth]) == byte) ++at;
        const auto below = static_cast<uint32_t>(level_first + level.size() + next.size());
        edges_.push_back({byte, below});
        next.push_back({first, at, state, byte});
      }
      states_[state].edge_count = static_cast<uint32_t>(edges_.size()) - states_[state].first_edge;
      if (state == kRoot) {
        for (const Edge& from_root : edges_) from_root_[from_root.byte] = from_root.state;
        continue;
      }
      State& made = states_[state];
      const Range& range = level[i];
      if (range.parent != kRoot) made.fallback = step(states_[range.parent].fallback, range.byte);
      const State& shorter = states_[made.fallback];
      made.next_ending = shorter.string != kNone ? made.fallback : shorter.next_ending;
    }
    level_first += static_cast<uint32_t>(level.size());
    level = std::move(next);
    states_.resize(level_first + level.size());
  }
  for (uint32_t state = 0; state < states_.size(); ++state) {
    states_[state].ending = states_[state].string != kNone ? state : states_[state].next_ending;
  }
  list_steps();
}

void SubstringIndex::list_steps() {
  constexpr size_t kStepsMax = 1 << 14;
  std::array<bool, 256> used{};
  for (const Edge& edge : edges_) used[edge.byte] = true;
  uint32_t used_count = 0;
  for (size_t byte = 0; byte < used.size(); ++byte) {
    if (used[byte]) classes_[byte] = static_cast<uint8_t>(used_count++);
  }
  for (size_t byte = 0; byte < used.size(); ++byte) {
    if (!used[byte]) classes_[byte] = static_cast<uint8_t>(used_count);
  }
  class_count_ = used_count + 1;
  if (states_.size() * class_count_ > kStepsMax) return;
  steps_.assign(states_.size() * class_count_, kRoot);
  for (uint32_t state = 0; state < states_.size(); ++state) {
    for (size_t byte = 0; byte < used.size(); ++byte) {
      if (!used[byte]) continue;
      steps_[state * class_count_ + classes_[byte]] =
          static_cast<uint16_t>(step(state, static_cast<unsigned char>(byte)));
    }
  }
}

void SubstringIndex::begin(Seen& seen) const {
  if (seen.last_call_.size() != string_count_ || ++seen.call_ == 0) {
    seen.last_call_.assign(string_count_, 0);
    seen.call_ = 1;
  }
}

}  // namespace sb::pattern
