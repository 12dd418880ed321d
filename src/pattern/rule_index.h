// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/scratch.h"
#include "pattern/agreement.h"
#include "pattern/atom_index.h"
#include "pattern/flat_event.h"
#include "pattern/path_table.h"

namespace sb::pattern {

// Lists of numbers one behind the other.
class NumberLists {
 public:
  uint32_t size() const { return static_cast<uint32_t>(begins_.size()) - 1; }
  const uint32_t* begin(uint32_t list) const { return numbers_.data() + begins_[list]; }
  const uint32_t* end(uint32_t list) const { return numbers_.data() + begins_[list + 1]; }
  uint32_t length(uint32_t list) const { return begins_[list + 1] - begins_[list]; }

  void append(uint32_t number) { numbers_.push_back(number); }
  // Ends the list begun behind the last one and returns its number.
  uint32_t close() {
    begins_.push_back(static_cast<uint32_t>(numbers_.size()));
    return size() - 1;
  }

  void shrink_to_fit() {
    numbers_.shrink_to_fit();
    begins_.shrink_to_fit();
  }

 private:
  std::vector<uint32_t> numbers_;
  std::vector<uint32_t> begins_{0};
};

// An exclusion is one anything-but: none of its atoms holds for the value.
// A condition is what a sub-rule asks of one path: any of its atoms, any of its exclusions, any value
// (exists:true), or none (exists:false).
struct Condition {
  uint32_t path = 0;
  uint32_t atoms = 0;       // a list of RuleTable::atom_lists, ascending
  uint32_t exclusions = 0;  // a list of RuleTable::exclusion_lists, ascending
  bool present = false;
  bool absent = false;
};

// Rules as tables: what a RuleIndex is made from, and other RuleIndexes from it. A rule is as many sub-rules
// as its $or has combinations; a sub-rule is a list of conditions that must hold together.
struct RuleTable {
  struct SubRule {
    uint32_t rule = 0;
    uint32_t conditions = 0;  // a list of condition_lists
  };

  std::string id_bytes;
  std::vector<uint32_t> id_ends;  // by rule
  std::vector<SubRule> sub_rules;
  NumberLists condition_lists;
  std::vector<Condition> conditions;
  NumberLists atom_lists;
  NumberLists exclusion_lists;
  NumberLists exclusions;  // by exclusion: the atoms that must not hold, ascending
  AtomTable atoms;

  uint32_t rule_count() const { return static_cast<uint32_t>(id_ends.size()); }
  std::string_view id(uint32_t rule) const {
    const uint32_t begin = rule == 0 ? 0 : id_ends[rule - 1];
    return std::string_view(id_bytes).substr(begin, id_ends[rule] - begin);
  }
  void shrink_to_fit();
};

// Finds the rules that an event matches, in time that grows with the event and with the rules that come into
// question, hardly with their number. Each sub-rule waits at one of its conditions, the one that likely holds
// least often; when an atom of it holds, the other conditions (the rest, worked out once for all sub-rules
// that share it) decide. Most rests fail, which their gates say without a branch: two marks for each of the
// first two conditions. Values inside arrays of objects are held together by can_agree(). Answers are those
// of reference_matcher.h. Immutable; safe to use from many threads, each with a Work.
class RuleIndex {
 public:
  class Work;

  // `paths` are those that the table's numbers stand for; nothing of it is kept.
  RuleIndex(RuleTable table, const PathTable& paths);
  RuleIndex(const RuleIndex&) = delete;
  RuleIndex& operator=(const RuleIndex&) = delete;

  // Appends the numbers of the rules that match, ascending.
  void match(const FlatEvent& event, Work& work, base::Scratch<uint32_t>& rules) const;

  const RuleTable& table() const { return table_; }

 private:
  static constexpr uint32_t kNone = StringTable::kNone;

  // A mark is set for the event at hand or it is not: kAlways, kNever, then by atom (it holds for a value),
  // by path (it has a value), by exclusion (every value of its path breaks it).
  static constexpr uint32_t kAlways = 0;
  static constexpr uint32_t kNever = 1;
  static constexpr uint32_t kFirstAtomMark = 2;

  // Shut, and a condition fails, unless the mark `wanted` is set and `barred` is not.
  struct Gate {
    uint32_t wanted = kAlways;
    uint32_t barred = kNever;
  };
  // Of a rest: those of its first two conditions.
  struct Gates {
    Gate first;
    Gate second;
    // Open gates mean that the rest holds, unless one of these is about the event.
    uint32_t doubts = 0;
  };
  // Sub-rules that wait at one place for the same rest.
  struct Group {
    uint32_t rest = 0;   // a list of rests_
    uint32_t first = 0;  // into members_, up to the next group's
  };
  // What is to be looked at for a condition. Most are a single atom or a single exclusion.
  struct Check {
    enum class Form : uint8_t { kAtom, kExclusion, kAny };
    Form form = Form::kAny;
    uint32_t path = 0;
    uint32_t operand = 0;  // the atom or the exclusion
  };
  struct Place {
    uint32_t first = 0;  // into groups_
    uint32_t count = 0;
  };
  // What follows when an atom holds.
  struct Consequence {
    Place waiting;        // sub-rules that wait for it
    uint32_t broken = 0;  // into broken_, up to the next atom's: the exclusions that it breaks
  };
  // How a path is asked about: not at all, when the rest of a sub-rule comes to it, or as sub-rules wait for
  // atoms there.
  enum class Interest : uint8_t { kNone, kInRests, kWaiting };
  // kInsufficient, of every event: there is more to a rest than its gates. The others: values of a path, or
  // of one that shares its bit, are inside elements of arrays.
  static constexpr uint32_t kInsufficient = 1;
  static uint32_t doubt_of(uint32_t path) { return 2U << path % 31; }

  struct Entry;
  class Builder;
  class Matching;

  uint32_t mark_of_atom(uint32_t atom) const { return kFirstAtomMark + atom; }
  uint32_t mark_of_path(uint32_t path) const { return first_path_mark_ + path; }
  uint32_t mark_of_exclusion(uint32_t exclusion) const { return first_exclusion_mark_ + exclusion; }
  uint32_t mark_count() const { return mark_of_exclusion(table_.exclusions.size()); }

  RuleTable table_;
  AtomIndex atom_index_;
  uint32_t first_path_mark_ = 0;
  uint32_t first_exclusion_mark_ = 0;
  std::vector<Check> checks_;              // by condition
  std::vector<Consequence> consequences_;  // by atom, and one behind the last
  std::vector<uint32_t> broken_;           // exclusions
  std::vector<Place> at_path_;             // by path: sub-rules that wait for any value
  Place always_;                           // for nothing
  std::vector<Group> groups_;              // and one behind the last
  std::vector<uint32_t> members_;          // rules
  std::vector<uint32_t> waiting_at_;       // by member: its condition, kNone if the rest holds it
  NumberLists rests_;                      // conditions, those that fail most first
  std::vector<Gates> gates_;               // by rest
  std::vector<uint32_t> path_order_;       // by path: its place in the order in which fields are tried
  std::vector<Interest> interests_;        // by path
};

// Room for RuleIndex::match() of one index, reused from event to event.
class alignas(base::OwnCacheLines<char>::kLine) RuleIndex::Work {
 public:
  explicit Work(const RuleIndex& index);

 private:
  friend class RuleIndex::Matching;

  // Each state is of the event whose number it bears; that of an older one counts as empty.
  struct PathState {
    uint32_t event = 0;
    uint32_t values = 0;
    uint32_t in_arrays = 0;       // of the values, those inside elements
    uint32_t last_hit = kNone;    // into hits_
    uint32_t last_value = kNone;  // into FlatEvent::values
    bool searched = false;        // the atoms that hold have been found
  };
  struct ExclusionState {
    uint32_t event = 0;
    uint32_t broken = 0;  // values that it excludes
    uint32_t last_value = 0;
  };
  struct RestState {
    uint32_t event = 0;
    uint32_t verdict = 0;
  };
  // An atom that holds for a value.
  struct Hit {
    uint32_t atom = 0;
    uint32_t value = 0;
    uint32_t previous = kNone;  // of the same path
  };
  // An exclusion that a value broke.
  struct Breach {
    uint32_t exclusion = 0;
    uint32_t path = 0;
  };

  uint32_t event_ = 0;
  base::Scratch<uint32_t> marks_;  // the last event for which each was set
  base::Scratch<PathState> paths_;
  base::Scratch<ExclusionState> exclusions_;
  base::Scratch<RestState> rests_;
  base::Scratch<Hit> hits_;
  base::Scratch<Breach> breaches_;           // not settled yet, each exclusion once
  base::Scratch<uint32_t> previous_values_;  // by value: the one before at the same path
  base::Scratch<Place> places_;              // where sub-rules wait for what there is
  base::Scratch<uint32_t> seen_paths_;       // each once
  base::Scratch<uint32_t> found_;
  base::Scratch<uint32_t> conditions_;
  base::Scratch<uint32_t> open_;       // groups whose gates are, and room for more
  base::Scratch<uint64_t> rule_bits_;  // by rule; clear between events
  AtomIndex::Work atom_work_;
};

}  // namespace sb::pattern
