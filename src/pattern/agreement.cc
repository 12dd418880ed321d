// SPDX-License-Identifier: Apache-2.0
#include "pattern/agreement.h"

#include <algorithm>
#include <compare>
#include <set>

namespace sb::pattern {

namespace {

// An element of an array, the only one of it that counts.
struct Chosen {
  uint32_t array = 0;
  uint32_t element = 0;
  friend auto operator<=>(const Chosen&, const Chosen&) = default;
};
// Ascending, and with all that stand around them.
using Choice = std::vector<Chosen>;

template <class Entry>
void sort_out(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
}

class Search {
 public:
  Search(const FlatEvent& event, std::vector<FieldPositions> fields)
      : event_(event),
        fields_(std::move(fields)),
        tried_(fields_.size()),
        last_field_(event.array_ends.size()) {
    for (uint32_t i = 0; i < fields_.size(); ++i) {
      sort_out(fields_[i].accepted);
      sort_out(fields_[i].all);
      for (const auto* positions : {&fields_[i].accepted, &fields_[i].all}) {
        for (const uint32_t position : *positions) note_arrays(position, i);
      }
    }
  }

  bool succeeds() { return from(0, {}); }

 private:
  void note_arrays(uint32_t position, uint32_t field) {
    for (; position != 0; position = event_.positions[position].parent) {
      uint32_t& last = last_field_[event_.positions[position].array];
      if (last == field) return;
      last = field;
    }
  }

  // Whether the fields from `field` on can be satisfied with this choice for those before.
  bool from(uint32_t field, const Choice& choice) {
    if (field == fields_.size()) return true;
    // The last field is quick to try again.
    if (field + 1 < fields_.size() && !tried_[field].insert(choice).second) return false;
    const FieldPositions& wanted = fields_[field];
    if (wanted.absence && next_agreeing(wanted.all, 0, choice) == wanted.all.size() &&
        from(field + 1, choice)) {
      return true;
    }
    const auto& accepted = wanted.accepted;
    for (size_t i = next_agreeing(accepted, 0, choice); i < accepted.size();
         i = next_agreeing(accepted, i + 1, choice)) {
      if (from(field + 1, extended(choice, accepted[i], field))) return true;
    }
    return false;
  }

  // The index of the next position, `i` or later, that does not contradict the choice.
  size_t next_agreeing(const std::vector<uint32_t>& positions, size_t i, const Choice& choice) const {
    while (i < positions.size()) {
      const uint32_t resume = contradicts(positions[i], choice);
      if (resume == 0) break;
      const auto from = positions.begin() + static_cast<std::ptrdiff_t>(i);
      i = static_cast<size_t>(std::lower_bound(from, positions.end(), resume) - positions.begin());
    }
    return i;
  }

  // 0, or the first position behind `position` that may agree.
  uint32_t contradicts(uint32_t position, const Choice& choice) const {
    uint32_t resume = 0;
    for (uint32_t at = position; at != 0; at = event_.positions[at].parent) {
      const uint32_t array = event_.positions[at].array;
      const auto chosen = std::lower_bound(choice.begin(), choice.end(), Chosen{array, 0});
      if (chosen == choice.end() || chosen->array != array || chosen->element == at) continue;
      resume = chosen->element > position ? chosen->element : event_.array_ends[array];
    }
    return resume;
  }

  // The choice with one more position, less the arrays that no field after `field` asks about.
  Choice extended(Choice choice, uint32_t position, uint32_t field) const {
    for (; position != 0; position = event_.positions[position].parent) {
      choice.push_back({event_.positions[position].array, position});
    }
    std::erase_if(choice, [&](const Chosen& chosen) { return last_field_[chosen.array] <= field; });
    sort_out(choice);
    return choice;
  }

  const FlatEvent& event_;
  std::vector<FieldPositions> fields_;
  std::vector<std::set<Choice>> tried_;  // by field
  std::vector<uint32_t> last_field_;     // by array: the last field with a position in it
};

}  // namespace

bool can_agree(const FlatEvent& event, std::vector<FieldPositions> fields) {
  return Search(event, std::move(fields)).succeeds();
}

}  // namespace sb::pattern
