// SPDX-License-Identifier: Apache-2.0
#include "pattern/agreement.h"

#include <algorithm>
#include <compare>
#include <set>

namespace sb::pattern {

namespace {

// Elements of arrays that repeat keys may be chosen in a power of ways. The bound leaves those far behind
// that an event without such keys takes.
constexpr size_t kStepsMin = 100000;
constexpr size_t kStepsPerPosition = 16;

// An element of an array, the only one of it that counts.
struct Chosen {
  uint32_t array = 0;
  uint32_t element = 0;  // 0 for any in which no later field has a position
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
        last_field_(event.array_ends.size()),
        last_within_(event.positions.size()) {
    for (uint32_t i = 0; i < fields_.size(); ++i) {
      sort_out(fields_[i].accepted);
      sort_out(fields_[i].all);
      for (const auto* positions : {&fields_[i].accepted, &fields_[i].all}) {
        for (const uint32_t position : *positions) note_arrays(position, i);
        steps_left_ += kStepsPerPosition * positions->size();
      }
      if (fields_[i].absence) last_absence_ = i;
    }
  }

  bool succeeds() { return from(0, {}); }

 private:
  void note_arrays(uint32_t position, uint32_t field) {
    for (; position != 0 && last_within_[position] != field; position = event_.positions[position].parent) {
      last_within_[position] = field;
      last_field_[event_.positions[position].array] = field;
    }
  }

  // Whether the fields from `field` on can be satisfied with this choice for those before.
  bool from(uint32_t field, const Choice& choice) {
    if (steps_left_ == 0) return false;
    if (field == fields_.size()) return true;
    // The last field is quick to try again.
    if (field + 1 < fields_.size() && !tried_[field].insert(choice).second) return false;
    const FieldPositions& wanted = fields_[field];
    if (may_lack(wanted, choice) || holds_within(wanted.accepted, field, choice)) {
      if (from(field + 1, extended(choice, 0, field))) return true;
      if (field >= last_absence_) return false;  // to choose more leaves less to those behind
    }
    const auto& accepted = wanted.accepted;
    for (size_t i = next_agreeing(accepted, 0, choice); i < accepted.size();
         i = next_agreeing(accepted, i + 1, choice)) {
      if (from(field + 1, extended(choice, accepted[i], field))) return true;
    }
    return false;
  }

  bool may_lack(const FieldPositions& wanted, const Choice& choice) {
    return wanted.absence && next_agreeing(wanted.all, 0, choice) == wanted.all.size();
  }

  // Whether one of the positions agrees and adds nothing to the choice that a later field asks about.
  bool holds_within(const std::vector<uint32_t>& positions, uint32_t field, const Choice& choice) {
    for (size_t i = next_agreeing(positions, 0, choice); i < positions.size();
         i = next_agreeing(positions, i + 1, choice)) {
      if (adds_nothing(positions[i], field, choice)) return true;
    }
    return false;
  }

  bool adds_nothing(uint32_t position, uint32_t field, const Choice& choice) const {
    for (; position != 0; position = event_.positions[position].parent) {
      const uint32_t array = event_.positions[position].array;
      if (last_field_[array] > field &&
          !std::binary_search(choice.begin(), choice.end(), Chosen{array, position}))
        return false;
    }
    return true;
  }

  // The index of the next position, `i` or later, that does not contradict the choice. Takes steps.
  size_t next_agreeing(const std::vector<uint32_t>& positions, size_t i, const Choice& choice) {
    while (i < positions.size()) {
      if (steps_left_ == 0) return positions.size();
      --steps_left_;
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

  // The choice with one more position, 0 for none, less what no field after `field` asks about.
  Choice extended(Choice choice, uint32_t position, uint32_t field) const {
    for (; position != 0; position = event_.positions[position].parent) {
      choice.push_back({event_.positions[position].array, position});
    }
    std::erase_if(choice, [&](const Chosen& chosen) { return last_field_[chosen.array] <= field; });
    for (Chosen& chosen : choice) {
      if (last_within_[chosen.element] <= field) chosen.element = 0;
    }
    sort_out(choice);
    return choice;
  }

  const FlatEvent& event_;
  std::vector<FieldPositions> fields_;
  std::vector<std::set<Choice>> tried_;  // by field
  std::vector<uint32_t> last_field_;     // by array: the last field with a position in it
  std::vector<uint32_t> last_within_;    // by element: the same
  uint32_t last_absence_ = 0;            // the last field that may be absent
  size_t steps_left_ = kStepsMin;
};

}  // namespace

bool can_agree(const FlatEvent& event, std::vector<FieldPositions> fields) {
  return Search(event, std::move(fields)).succeeds();
}

}  // namespace sb::pattern
