// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "pattern/rule_index.h"

namespace sb::pattern {

namespace {

// What is known of some conditions together. kInArrays: each holds by itself, but those that found their
// values inside elements of arrays may not hold together.
enum Verdict : uint32_t { kFails, kHolds, kInArrays };

}  // namespace

// One event against one index.
class RuleIndex::Matching {
 public:
  Matching(const RuleIndex& index, const FlatEvent& event, Work& work, std::vector<uint32_t>& rules)
      : index_(index), table_(index.table_), event_(event), work_(work), rules_(rules) {}

  void run() {
    begin();
    for (uint32_t i = 0; i < event_.values.size(); ++i) note_value(i);
    for (const uint32_t atom : work_.held_) visit(index_.at_atom_[atom]);
    for (const uint32_t path : work_.seen_paths_) visit(index_.at_path_[path]);
    visit(index_.always_);
  }

 private:
  using PathState = Work::PathState;

  void begin();
  void note_value(uint32_t value);
  void search(uint32_t value, PathState& path);
  void search_all(PathState& path);
  void note_hit(uint32_t atom, uint32_t value, PathState& path);
  void visit(Place place);
  void visit_in_arrays(const Group* group, const Member* first, const Member* behind);
  Verdict verdict_on_rest(uint32_t rest);
  Verdict verdict(uint32_t condition);
  bool any_atom_held(const Condition& condition) const;
  bool any_holds(const Condition& condition, const PathState& path) const;
  bool held(uint32_t atom) const { return work_.atom_events_[atom] == work_.event_; }
  bool exclusion_holds(uint32_t number, const PathState& path) const {
    const auto& exclusion = work_.exclusions_[number];
    return exclusion.event != work_.event_ || exclusion.broken < path.values;
  }
  bool agree(uint32_t rest, uint32_t more);
  FieldPositions positions(const Condition& condition) const;
  void accept_by_exclusion(const Condition& condition, const PathState& path, FieldPositions& out) const;
  bool has(uint32_t list, uint32_t atom) const {
    return std::binary_search(table_.atom_lists.begin(list), table_.atom_lists.end(list), atom);
  }
  PathState* state(uint32_t path) const {
    PathState& state = work_.paths_[path];
    return state.event == work_.event_ ? &state : nullptr;
  }

  const RuleIndex& index_;
  const RuleTable& table_;
  const FlatEvent& event_;
  Work& work_;
  std::vector<uint32_t>& rules_;
};

RuleIndex::Work::Work(const RuleIndex& index)
    : atom_events_(index.table_.atoms.size()),
      paths_(index.path_order_.size()),
      exclusions_(index.table_.exclusions.size()),
      rests_(index.rests_.size()) {}

void RuleIndex::Matching::begin() {
  if (++work_.event_ == 0) {
    work_ = Work(index_);
    work_.event_ = 1;
  }
  work_.hits_.clear();
  work_.held_.clear();
  work_.seen_paths_.clear();
  work_.previous_values_.resize(event_.values.size());
}

void RuleIndex::Matching::note_value(uint32_t value) {
  const FieldValue& field = event_.values[value];
  if (field.path >= index_.path_order_.size() || index_.path_order_[field.path] == kNone) return;
  PathState& path = work_.paths_[field.path];
  if (path.event != work_.event_) {
    path = {work_.event_, 0, 0, kNone, kNone, index_.waited_at_[field.path]};
    work_.seen_paths_.push_back(field.path);
  }
  ++path.values;
  if (field.position != 0) ++path.in_arrays;
  work_.previous_values_[value] = path.last_value;
  path.last_value = value;
  if (path.searched) search(value, path);
}

void RuleIndex::Matching::search(uint32_t value, PathState& path) {
  work_.found_.clear();
  index_.atom_index_.find(event_.values[value], work_.atom_work_, work_.found_);
  for (const uint32_t atom : work_.found_) note_hit(atom, value, path);
}

// Where nobody waits, values are only looked at when a rest asks about them.
void RuleIndex::Matching::search_all(PathState& path) {
  path.searched = true;
  for (uint32_t value = path.last_value; value != kNone; value = work_.previous_values_[value]) {
    search(value, path);
  }
}

void RuleIndex::Matching::note_hit(uint32_t atom, uint32_t value, PathState& path) {
  work_.hits_.push_back({atom, value, path.last_hit});
  path.last_hit = static_cast<uint32_t>(work_.hits_.size()) - 1;
  if (work_.atom_events_[atom] != work_.event_) {
    work_.atom_events_[atom] = work_.event_;
    if (index_.at_atom_[atom].count > 0) work_.held_.push_back(atom);
  }
  const NumberLists& excluded_by = index_.excluded_by_;
  for (const auto* at = excluded_by.begin(atom); at != excluded_by.end(atom); ++at) {
    auto& exclusion = work_.exclusions_[*at];
    if (exclusion.event == work_.event_ && exclusion.last_value == value) continue;
    if (exclusion.event != work_.event_) exclusion = {work_.event_, 0, 0};
    ++exclusion.broken;
    exclusion.last_value = value;
  }
}

void RuleIndex::Matching::visit(Place place) {
  const Group* group = index_.groups_.data() + place.first;
  for (const Group* behind = group + place.count; group != behind; ++group) {
    const Verdict rest = group->only != kNone ? verdict(group->only) : verdict_on_rest(group->rest);
    if (rest == kFails) continue;
    const Member* first = index_.members_.data() + group[0].first;
    const Member* last = index_.members_.data() + group[1].first;
    if (rest == kInArrays) {
      visit_in_arrays(group, first, last);
    } else {
      for (const Member* member = first; member != last; ++member) rules_.push_back(member->rule);
    }
  }
}

void RuleIndex::Matching::visit_in_arrays(const Group* group, const Member* first, const Member* behind) {
  uint32_t condition = kNone - 1;  // the last one asked about
  bool agreed = false;
  for (const Member* member = first; member != behind; ++member) {
    if (member->condition != condition) agreed = agree(group->rest, member->condition);
    condition = member->condition;
    if (agreed) rules_.push_back(member->rule);
  }
}

Verdict RuleIndex::Matching::verdict_on_rest(uint32_t rest) {
  auto& known = work_.rests_[rest];
  if (known.event == work_.event_) return static_cast<Verdict>(known.verdict);
  Verdict all = kHolds;
  for (const auto* at = index_.rests_.begin(rest); at != index_.rests_.end(rest) && all != kFails; ++at) {
    const Verdict one = verdict(*at);
    if (one != kHolds) all = one;
  }
  known = {work_.event_, all};
  return all;
}

Verdict RuleIndex::Matching::verdict(uint32_t number) {
  const Check check = index_.checks_[number];
  PathState* path = state(check.path);
  if (path == nullptr) return table_.conditions[number].absent ? kHolds : kFails;
  if (!path->searched) search_all(*path);
  bool holds = false;
  switch (check.form) {
    case Check::Form::kAtom:
      holds = held(check.operand);
      break;
    case Check::Form::kExclusion:
      holds = exclusion_holds(check.operand, *path);
      break;
    case Check::Form::kAny:
      holds = any_holds(table_.conditions[number], *path);
      break;
  }
  return !holds ? kFails : path->in_arrays == 0 ? kHolds : kInArrays;
}

// Whether a value satisfies the condition or, inside arrays, the want of one may.
bool RuleIndex::Matching::any_holds(const Condition& condition, const PathState& path) const {
  if (condition.present || (condition.absent && path.in_arrays == path.values)) return true;
  if (any_atom_held(condition)) return true;
  const auto* behind = table_.exclusion_lists.end(condition.exclusions);
  return std::any_of(table_.exclusion_lists.begin(condition.exclusions), behind,
                     [&](uint32_t exclusion) { return exclusion_holds(exclusion, path); });
}

bool RuleIndex::Matching::any_atom_held(const Condition& condition) const {
  constexpr uint32_t kFew = 16;
  const auto* first = table_.atom_lists.begin(condition.atoms);
  const auto* behind = table_.atom_lists.end(condition.atoms);
  const auto holds = [this](uint32_t atom) { return held(atom); };
  if (table_.atom_lists.length(condition.atoms) <= kFew) return std::any_of(first, behind, holds);
  const PathState* path = state(condition.path);
  uint32_t steps = table_.atom_lists.length(condition.atoms);
  for (uint32_t hit = path->last_hit; hit != kNone; hit = work_.hits_[hit].previous) {
    if (has(condition.atoms, work_.hits_[hit].atom)) return true;
    if (--steps == 0) return std::any_of(first, behind, holds);
  }
  return false;
}

// Whether the conditions of a rest, and one more, hold together. Those without values in arrays do; so does a
// single one with values, as each condition is known to hold by itself.
bool RuleIndex::Matching::agree(uint32_t rest, uint32_t more) {
  auto& conditions = work_.conditions_;
  conditions.clear();
  bool absence = false;
  const auto consider = [&](uint32_t number) {
    const Condition& condition = table_.conditions[number];
    const PathState* path = state(condition.path);
    if (path == nullptr || path->in_arrays == 0) return;
    conditions.push_back(number);
    absence = absence || condition.absent;
  };
  std::for_each(index_.rests_.begin(rest), index_.rests_.end(rest), consider);
  if (more != kNone) consider(more);
  if (conditions.size() == 1 && !absence) return true;
  std::sort(conditions.begin(), conditions.end(), [this](uint32_t a, uint32_t b) {
    return index_.path_order_[table_.conditions[a].path] < index_.path_order_[table_.conditions[b].path];
  });
  std::vector<FieldPositions> fields;
  fields.reserve(conditions.size());
  for (const uint32_t number : conditions) fields.push_back(positions(table_.conditions[number]));
  return can_agree(event_, std::move(fields));
}

FieldPositions RuleIndex::Matching::positions(const Condition& condition) const {
  const PathState& path = *state(condition.path);
  FieldPositions out;
  out.absence = condition.absent;
  if (condition.present || condition.absent) {
    for (uint32_t value = path.last_value; value != kNone; value = work_.previous_values_[value]) {
      const uint32_t position = event_.values[value].position;
      if (condition.present) out.accepted.push_back(position);
      if (condition.absent) out.all.push_back(position);
    }
  }
  if (condition.present) return out;
  for (uint32_t hit = path.last_hit; hit != kNone; hit = work_.hits_[hit].previous) {
    if (has(condition.atoms, work_.hits_[hit].atom)) {
      out.accepted.push_back(event_.values[work_.hits_[hit].value].position);
    }
  }
  accept_by_exclusion(condition, path, out);
  return out;
}

void RuleIndex::Matching::accept_by_exclusion(const Condition& condition, const PathState& path,
                                              FieldPositions& out) const {
  const auto* behind = table_.exclusion_lists.end(condition.exclusions);
  for (const auto* at = table_.exclusion_lists.begin(condition.exclusions); at != behind; ++at) {
    std::vector<uint32_t> broken;
    for (uint32_t hit = path.last_hit; hit != kNone; hit = work_.hits_[hit].previous) {
      if (std::binary_search(table_.exclusions.begin(*at), table_.exclusions.end(*at),
                             work_.hits_[hit].atom)) {
        broken.push_back(work_.hits_[hit].value);
      }
    }
    std::sort(broken.begin(), broken.end());
    for (uint32_t value = path.last_value; value != kNone; value = work_.previous_values_[value]) {
      if (!std::binary_search(broken.begin(), broken.end(), value)) {
        out.accepted.push_back(event_.values[value].position);
      }
    }
  }
}

void RuleIndex::match(const FlatEvent& event, Work& work, std::vector<uint32_t>& rules) const {
  const size_t before = rules.size();
  Matching(*this, event, work, rules).run();
  if (rules.size() - before < 2) return;
  const auto first = rules.begin() + static_cast<std::ptrdiff_t>(before);
  std::sort(first, rules.end());
  rules.erase(std::unique(first, rules.end()), rules.end());
}

}  // namespace sb::pattern
