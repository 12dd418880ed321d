// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

#include "pattern/rule_index.h"

namespace sb::pattern {

namespace {

// What is known of some conditions together. kInArrays: each holds by itself, but those that found their
// values inside elements of arrays may not hold together.
enum Verdict : uint32_t { kFails, kHolds, kInArrays };

void fetch_ahead(const void* address) { __builtin_prefetch(address); }

}  // namespace

// One event against one index.
class RuleIndex::Matching {
 public:
  Matching(const RuleIndex& index, const FlatEvent& event, Work& work, base::Scratch<uint32_t>& rules)
      : index_(index),
        table_(index.table_),
        event_(event),
        work_(work),
        rules_(rules),
        before_(rules.size()) {}

  void run() {
    begin();
    for (uint32_t i = 0; i < event_.values.size(); ++i) note_value(i);
    settle_breaches();
    visit_places();
    sort_rules();
  }

 private:
  using PathState = Work::PathState;

  void begin();
  void note_value(uint32_t value);
  void search(uint32_t value, PathState& path);
  void search_rests();
  void note_hit(uint32_t atom, uint32_t value, PathState& path);
  void break_exclusion(uint32_t exclusion, uint32_t value);
  void settle_breaches();
  void wait_over(Place place);
  void visit_places();
  void try_gates(Place place);
  void fetch_members(uint32_t first, uint32_t behind) const;
  void visit_group(uint32_t number);
  void visit_in_arrays(const Group* group);
  void sort_rules();
  void sort_rules_by_bits();
  Verdict verdict_on_rest(uint32_t rest);
  Verdict verdict(uint32_t condition);
  bool any_atom_held(const Condition& condition) const;
  bool any_holds(const Condition& condition, const PathState& path) const;
  bool is_set(uint32_t mark) const { return work_.marks_[mark] == work_.event_; }
  bool held(uint32_t atom) const { return is_set(index_.mark_of_atom(atom)); }
  // Of a path that has values.
  bool exclusion_holds(uint32_t number) const { return !is_set(index_.mark_of_exclusion(number)); }
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
  base::Scratch<uint32_t>& rules_;
  const size_t before_;  // what was in rules_
  uint32_t doubts_ = kInsufficient;
  size_t open_count_ = 0;  // in work_.open_
};

RuleIndex::Work::Work(const RuleIndex& index)
    : marks_(index.mark_count()),
      paths_(index.path_order_.size()),
      exclusions_(index.table_.exclusions.size()),
      rests_(index.rests_.size()),
      rule_bits_((index.table_.rule_count() + 63) / 64) {}

void RuleIndex::Matching::begin() {
  if (++work_.event_ == 0) {
    work_ = Work(index_);
    work_.event_ = 1;
  }
  work_.marks_[kAlways] = work_.event_;
  work_.hits_.clear();
  work_.breaches_.clear();
  work_.places_.clear();
  work_.seen_paths_.clear();
  work_.previous_values_.resize(event_.values.size());
}

void RuleIndex::Matching::note_value(uint32_t value) {
  const FieldValue& field = event_.values[value];
  if (field.path >= index_.interests_.size() || index_.interests_[field.path] == Interest::kNone) return;
  PathState& path = work_.paths_[field.path];
  if (path.event != work_.event_) {
    path = {work_.event_, 0, 0, kNone, kNone, index_.interests_[field.path] == Interest::kWaiting};
    work_.marks_[index_.mark_of_path(field.path)] = work_.event_;
    work_.seen_paths_.push_back(field.path);
    if (index_.at_path_[field.path].count > 0) wait_over(index_.at_path_[field.path]);
  }
  ++path.values;
  if (field.position != 0) {
    ++path.in_arrays;
    doubts_ |= doubt_of(field.path);
  }
  work_.previous_values_[value] = path.last_value;
  path.last_value = value;
  if (path.searched) search(value, path);
}

void RuleIndex::Matching::search(uint32_t value, PathState& path) {
  work_.found_.clear();
  index_.atom_index_.find(event_.values[value], work_.atom_work_, work_.found_);
  for (const uint32_t atom : work_.found_) note_hit(atom, value, path);
}

// Where nobody waits, values are only looked at when a rest is.
void RuleIndex::Matching::search_rests() {
  for (const uint32_t seen : work_.seen_paths_) {
    PathState& path = work_.paths_[seen];
    if (path.searched) continue;
    path.searched = true;
    for (uint32_t value = path.last_value; value != kNone; value = work_.previous_values_[value]) {
      search(value, path);
    }
  }
  settle_breaches();
}

void RuleIndex::Matching::note_hit(uint32_t atom, uint32_t value, PathState& path) {
  work_.hits_.push_back({atom, value, path.last_hit});
  path.last_hit = static_cast<uint32_t>(work_.hits_.size()) - 1;
  const Consequence* consequence = index_.consequences_.data() + atom;
  uint32_t& mark = work_.marks_[index_.mark_of_atom(atom)];
  if (mark != work_.event_) {
    mark = work_.event_;
    if (consequence->waiting.count > 0) wait_over(consequence->waiting);
  }
  for (uint32_t i = consequence[0].broken; i != consequence[1].broken; ++i) {
    break_exclusion(index_.broken_[i], value);
  }
}

void RuleIndex::Matching::break_exclusion(uint32_t number, uint32_t value) {
  auto& exclusion = work_.exclusions_[number];
  if (exclusion.event != work_.event_) {
    exclusion = {work_.event_, 1, value};
    work_.breaches_.push_back({number, event_.values[value].path});
  } else if (exclusion.last_value != value) {
    ++exclusion.broken;
    exclusion.last_value = value;
  }
}

void RuleIndex::Matching::settle_breaches() {
  for (const auto& breach : work_.breaches_) {
    if (work_.exclusions_[breach.exclusion].broken == work_.paths_[breach.path].values) {
      work_.marks_[index_.mark_of_exclusion(breach.exclusion)] = work_.event_;
    }
  }
  work_.breaches_.clear();
}

void RuleIndex::Matching::wait_over(Place place) {
  fetch_ahead(index_.groups_.data() + place.first);
  work_.places_.push_back(place);
}

void RuleIndex::Matching::visit_places() {
  if (index_.always_.count > 0) work_.places_.push_back(index_.always_);
  if (work_.places_.empty()) return;
  search_rests();
  for (const Place place : work_.places_) try_gates(place);
  for (size_t i = 0; i < open_count_; ++i) visit_group(work_.open_[i]);
}

// Which of the gates are open is a matter of chance, so none of them is a branch.
void RuleIndex::Matching::try_gates(Place place) {
  if (work_.open_.size() < open_count_ + place.count) work_.open_.resize(open_count_ + place.count);
  const Group* const groups = index_.groups_.data() + place.first;
  const Gates* const gates = index_.gates_.data();
  const uint32_t* const marks = work_.marks_.data();
  const uint32_t event = work_.event_;
  fetch_members(groups[0].first, groups[place.count].first);
  uint32_t* open = work_.open_.data() + open_count_;
  for (uint32_t i = 0; i < place.count; ++i) {
    const Gate& first = gates[groups[i].rest].first;
    const Gate& second = gates[groups[i].rest].second;
    *open = place.first + i;
    open += static_cast<size_t>((marks[first.wanted] == event) & (marks[first.barred] != event) &
                                (marks[second.wanted] == event) & (marks[second.barred] != event));
  }
  open_count_ = static_cast<size_t>(open - work_.open_.data());
}

void RuleIndex::Matching::fetch_members(uint32_t first, uint32_t behind) const {
  constexpr uint32_t kLine = 64 / sizeof(uint32_t);
  constexpr uint32_t kLinesMax = 8;
  behind = std::min(behind, first + kLine * kLinesMax);
  for (; first < behind; first += kLine) fetch_ahead(index_.members_.data() + first);
}

void RuleIndex::Matching::visit_group(uint32_t number) {
  const Group* group = index_.groups_.data() + number;
  const bool doubtful = (index_.gates_[group->rest].doubts & doubts_) != 0;
  const Verdict rest = doubtful ? verdict_on_rest(group->rest) : kHolds;
  if (rest == kFails) return;
  if (rest == kInArrays) return visit_in_arrays(group);
  const uint32_t* member = index_.members_.data() + group[0].first;
  const uint32_t* const behind = index_.members_.data() + group[1].first;
  do {
    rules_.push_back(*member);
  } while (++member != behind);
}

void RuleIndex::Matching::visit_in_arrays(const Group* group) {
  uint32_t condition = kNone - 1;  // the last one asked about
  bool agreed = false;
  for (uint32_t member = group[0].first; member != group[1].first; ++member) {
    const uint32_t waiting_at = index_.waiting_at_[member];
    if (waiting_at != condition) agreed = agree(group->rest, waiting_at);
    condition = waiting_at;
    if (agreed) rules_.push_back(index_.members_[member]);
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
  bool holds = false;
  switch (check.form) {
    case Check::Form::kAtom:
      holds = held(check.operand);
      break;
    case Check::Form::kExclusion:
      holds = exclusion_holds(check.operand);
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
                     [this](uint32_t exclusion) { return exclusion_holds(exclusion); });
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

// Leaves the rules found once each, ascending. One place gives them so, several seldom.
void RuleIndex::Matching::sort_rules() {
  constexpr size_t kWordsPerRule = 16;
  const auto first = rules_.begin() + static_cast<std::ptrdiff_t>(before_);
  if (std::adjacent_find(first, rules_.end(), std::greater_equal<>()) == rules_.end()) return;
  if (work_.rule_bits_.size() <= (rules_.size() - before_) * kWordsPerRule) return sort_rules_by_bits();
  std::sort(first, rules_.end());
  rules_.erase(std::unique(first, rules_.end()), rules_.end());
}

void RuleIndex::Matching::sort_rules_by_bits() {
  constexpr size_t kBits = 64;
  auto& words = work_.rule_bits_;
  for (size_t i = before_; i < rules_.size(); ++i)
    words[rules_[i] / kBits] |= uint64_t{1} << rules_[i] % kBits;
  rules_.resize(before_);
  for (size_t word = 0; word < words.size(); ++word) {
    for (uint64_t bits = std::exchange(words[word], 0); bits != 0; bits &= bits - 1) {
      rules_.push_back(static_cast<uint32_t>(word * kBits + static_cast<size_t>(std::countr_zero(bits))));
    }
  }
}

void RuleIndex::match(const FlatEvent& event, Work& work, base::Scratch<uint32_t>& rules) const {
  Matching(*this, event, work, rules).run();
}

}  // namespace sb::pattern
