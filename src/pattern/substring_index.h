// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sb::pattern {

// Which of many strings stand anywhere in a text: Aho and Corasick's automaton, one step for each byte of the
// text whatever the number of strings. A small one is kept as a table of all its steps. Immutable.
class SubstringIndex {
 public:
  // What find() needs to answer each string once; reused from call to call.
  class Seen {
    friend class SubstringIndex;
    std::vector<uint32_t> last_call_;
    uint32_t call_ = 0;
  };

  SubstringIndex() = default;
  // Distinct strings, none empty. They are numbered as they come.
  explicit SubstringIndex(const std::vector<std::string_view>& strings);

  bool empty() const { return states_.empty(); }

  // Calls found(number) once for each string that stands in `text`.
  template <class Found>
  void find(std::string_view text, Seen& seen, Found found) const {
    begin(seen);
    uint32_t state = kRoot;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      state = steps_.empty() ? step(state, byte) : steps_[state * class_count_ + classes_[byte]];
      uint32_t ending = states_[state].ending;
      // What ends here with a string seen before has been reported with it.
      for (; ending != kRoot && seen.last_call_[states_[ending].string] != seen.call_;
           ending = states_[ending].next_ending) {
        seen.last_call_[states_[ending].string] = seen.call_;
        found(states_[ending].string);
      }
    }
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  static constexpr uint32_t kRoot = 0;
  struct State {
    uint32_t first_edge = 0;
    uint32_t edge_count = 0;
    uint32_t fallback = kRoot;     // the longest proper suffix that is a state
    uint32_t next_ending = kRoot;  // the longest proper suffix that is one of the strings
    uint32_t ending = kRoot;       // the state itself, if it is one of them, or next_ending
    uint32_t string = kNone;       // the string that this state spells
  };
  struct Edge {
    unsigned char byte = 0;
    uint32_t state = 0;
  };

  void begin(Seen& seen) const;
  void list_steps();
  uint32_t edge(uint32_t state, unsigned char byte) const {
    const Edge* first = edges_.data() + states_[state].first_edge;
    for (const Edge* at = first; at != first + states_[state].edge_count; ++at) {
      if (at->byte == byte) return at->state;
    }
    return kNone;
  }
  uint32_t step(uint32_t state, unsigned char byte) const {
    for (; state != kRoot; state = states_[state].fallback) {
      const uint32_t next = edge(state, byte);
      if (next != kNone) return next;
    }
    return from_root_[byte];
  }

  std::vector<State> states_;
  std::vector<Edge> edges_;  // grouped by state; the root's stand in from_root_
  std::array<uint32_t, 256> from_root_{};
  uint32_t string_count_ = 0;
  std::vector<uint16_t> steps_;         // by state and class of the byte; empty when they are many
  std::array<uint8_t, 256> classes_{};  // bytes that stand in no string are of one class
  uint32_t class_count_ = 0;
};

}  // namespace sb::pattern
