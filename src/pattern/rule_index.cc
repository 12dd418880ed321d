// SPDX-License-Identifier: Apache-2.0
#include "pattern/rule_index.h"

#include <algorithm>

#include "json/unicode.h"

namespace sb::pattern {

void RuleTable::shrink_to_fit() {
  id_bytes.shrink_to_fit();
  id_ends.shrink_to_fit();
  sub_rules.shrink_to_fit();
  conditions.shrink_to_fit();
  for (NumberLists* lists : {&condition_lists, &atom_lists, &exclusion_lists, &exclusions}) {
    lists->shrink_to_fit();
  }
  atoms.shrink_to_fit();
}

namespace {

// Holds for one value of the path, give or take spelling.
bool is_plain(AtomKind kind) { return kind <= AtomKind::kLiteral || kind == AtomKind::kEqualsIgnoreCase; }

}  // namespace

// A sub-rule waiting at a place: atoms count from 0, then paths, then "always".
struct RuleIndex::Entry {
  uint32_t place = 0;
  uint32_t rest = 0;
  uint32_t rule = 0;
  uint32_t condition = kNone;  // the one it waits at, if the rest does not hold it
};

// Decides where sub-rules wait.
class RuleIndex::Builder {
 public:
  Builder(RuleIndex& index, const PathTable& paths) : index_(index), table_(index.table_), paths_(paths) {}

  void build() {
    order_paths();
    index_.first_path_mark_ = index_.mark_of_atom(table_.atoms.size());
    index_.first_exclusion_mark_ = index_.mark_of_path(static_cast<uint32_t>(index_.path_order_.size()));
    make_checks();
    list_exclusions();
    rate_conditions();
    for (const RuleTable::SubRule& sub_rule : table_.sub_rules) place(sub_rule);
    group();
    make_gates();
    note_interests();
  }

 private:
  // Ratings of conditions that hold for too much to wait for an atom.
  static constexpr double kAnyValue = 2;
  static constexpr double kNoValue = 3;

  void order_paths();
  void make_checks();
  void list_exclusions();
  void rate_conditions();
  double rate(const Condition& condition, uint32_t plain_atoms) const;
  void place(const RuleTable::SubRule& sub_rule);
  uint32_t rest_without(uint32_t conditions, uint32_t waiting);
  void group();
  Place& place_of(const Entry& entry);
  void make_gates();
  Gate gate(uint32_t condition) const;
  uint32_t doubts(uint32_t condition) const;
  void note_interests();

  RuleIndex& index_;
  const RuleTable& table_;
  const PathTable& paths_;
  std::vector<double> ratings_;  // by condition
  std::vector<Entry> entries_;
  StringTable known_rests_;
  std::vector<uint32_t> rest_;
};

void RuleIndex::Builder::order_paths() {
  std::vector<uint32_t> asked;
  for (const Condition& condition : table_.conditions) asked.push_back(condition.path);
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  index_.path_order_.assign(asked.empty() ? 0 : asked.back() + 1, kNone);
  std::sort(asked.begin(), asked.end(),
            [&](uint32_t a, uint32_t b) { return json::less_utf16(paths_.name(a), paths_.name(b)); });
  for (uint32_t i = 0; i < asked.size(); ++i) index_.path_order_[asked[i]] = i;
}

void RuleIndex::Builder::make_checks() {
  for (const Condition& condition : table_.conditions) {
    const uint32_t atoms = table_.atom_lists.length(condition.atoms);
    const uint32_t exclusions = table_.exclusion_lists.length(condition.exclusions);
    Check check{Check::Form::kAny, condition.path, 0};
    if (!condition.present && !condition.absent && atoms + exclusions == 1) {
      check.form = atoms == 1 ? Check::Form::kAtom : Check::Form::kExclusion;
      check.operand = atoms == 1 ? *table_.atom_lists.begin(condition.atoms)
                                 : *table_.exclusion_lists.begin(condition.exclusions);
    }
    index_.checks_.push_back(check);
  }
}

void RuleIndex::Builder::list_exclusions() {
  std::vector<std::vector<uint32_t>> by_atom(table_.atoms.size());
  for (uint32_t exclusion = 0; exclusion < table_.exclusions.size(); ++exclusion) {
    for (const auto* atom = table_.exclusions.begin(exclusion); atom != table_.exclusions.end(exclusion);
         ++atom)
      by_atom[*atom].push_back(exclusion);
  }
  for (const auto& exclusions : by_atom) {
    index_.consequences_.push_back({{}, static_cast<uint32_t>(index_.broken_.size())});
    index_.broken_.insert(index_.broken_.end(), exclusions.begin(), exclusions.end());
  }
  index_.consequences_.push_back({{}, static_cast<uint32_t>(index_.broken_.size())});
}

void RuleIndex::Builder::rate_conditions() {
  std::vector<uint32_t> plain_atoms(index_.path_order_.size(), 0);
  for (uint32_t atom = 0; atom < table_.atoms.size(); ++atom) {
    const uint32_t path = table_.atoms.path(atom);
    if (is_plain(table_.atoms.kind(atom))) ++plain_atoms[path];
  }
  for (const Condition& condition : table_.conditions) {
    ratings_.push_back(rate(condition, plain_atoms[condition.path]));
  }
}

// A guess how often the condition holds. Where rules name many values of a path, events are taken to have
// each of them about as often.
double RuleIndex::Builder::rate(const Condition& condition, uint32_t plain_atoms) const {
  constexpr double kSearchedAtom = 0.6;
  if (condition.absent) return kNoValue;
  if (condition.present || table_.exclusion_lists.length(condition.exclusions) > 0) return kAnyValue;
  double rating = 0;
  const auto* behind = table_.atom_lists.end(condition.atoms);
  for (const auto* atom = table_.atom_lists.begin(condition.atoms); atom != behind; ++atom) {
    rating += is_plain(table_.atoms.kind(*atom)) ? 1.0 / (plain_atoms + 1.0) : kSearchedAtom;
  }
  return std::min(rating, 1.0);
}

void RuleIndex::Builder::place(const RuleTable::SubRule& sub_rule) {
  const auto* first = table_.condition_lists.begin(sub_rule.conditions);
  const auto* behind = table_.condition_lists.end(sub_rule.conditions);
  const auto* best =
      std::min_element(first, behind, [this](uint32_t a, uint32_t b) { return ratings_[a] < ratings_[b]; });
  const double rating = best == behind ? kNoValue : ratings_[*best];
  if (rating == kNoValue || rating == kAnyValue) {
    const uint32_t atoms = table_.atoms.size();
    const uint32_t place = rating == kNoValue ? kNone : atoms + table_.conditions[*best].path;
    entries_.push_back({place, rest_without(sub_rule.conditions, kNone), sub_rule.rule, kNone});
    return;
  }
  const uint32_t rest = rest_without(sub_rule.conditions, *best);
  const uint32_t atoms = table_.conditions[*best].atoms;
  for (const auto* atom = table_.atom_lists.begin(atoms); atom != table_.atom_lists.end(atoms); ++atom)
    entries_.push_back({*atom, rest, sub_rule.rule, *best});
}

uint32_t RuleIndex::Builder::rest_without(uint32_t conditions, uint32_t waiting) {
  rest_.clear();
  for (const auto* at = table_.condition_lists.begin(conditions);
       at != table_.condition_lists.end(conditions); ++at) {
    if (*at != waiting) rest_.push_back(*at);
  }
  // What is likely to fail comes first.
  std::sort(rest_.begin(), rest_.end(), [this](uint32_t a, uint32_t b) {
    return ratings_[a] != ratings_[b] ? ratings_[a] < ratings_[b] : a < b;
  });
  const uint32_t number =
      known_rests_.insert(0, {reinterpret_cast<const char*>(rest_.data()), rest_.size() * sizeof(uint32_t)});
  if (number < index_.rests_.size()) return number;
  for (const uint32_t condition : rest_) index_.rests_.append(condition);
  return index_.rests_.close();
}

RuleIndex::Place& RuleIndex::Builder::place_of(const Entry& entry) {
  const uint32_t atoms = table_.atoms.size();
  if (entry.place == kNone) return index_.always_;
  return entry.place < atoms ? index_.consequences_[entry.place].waiting
                             : index_.at_path_[entry.place - atoms];
}

void RuleIndex::Builder::group() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    if (a.place != b.place) return a.place < b.place;
    if (a.rest != b.rest) return a.rest < b.rest;
    return a.rule < b.rule;
  });
  index_.at_path_.resize(index_.path_order_.size());
  index_.members_.reserve(entries_.size());
  index_.waiting_at_.reserve(entries_.size());
  for (size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (i == 0 || entries_[i - 1].place != entry.place || entries_[i - 1].rest != entry.rest) {
      Place& place = place_of(entry);
      if (place.count++ == 0) place.first = static_cast<uint32_t>(index_.groups_.size());
      index_.groups_.push_back({entry.rest, static_cast<uint32_t>(index_.members_.size())});
    }
    index_.members_.push_back(entry.rule);
    index_.waiting_at_.push_back(entry.condition);
  }
  index_.groups_.push_back({0, static_cast<uint32_t>(index_.members_.size())});
  index_.groups_.shrink_to_fit();
  index_.rests_.shrink_to_fit();
}

void RuleIndex::Builder::make_gates() {
  for (uint32_t rest = 0; rest < index_.rests_.size(); ++rest) {
    const auto* const first = index_.rests_.begin(rest);
    const uint32_t count = index_.rests_.length(rest);
    Gates gates;
    if (count > 0) gates.first = gate(first[0]);
    if (count > 1) gates.second = gate(first[1]);
    if (count > 2) gates.doubts = kInsufficient;
    for (uint32_t i = 0; i < count && i < 2; ++i) gates.doubts |= doubts(first[i]);
    index_.gates_.push_back(gates);
  }
}

RuleIndex::Gate RuleIndex::Builder::gate(uint32_t condition) const {
  const Check& check = index_.checks_[condition];
  if (check.form == Check::Form::kAtom) return {index_.mark_of_atom(check.operand), kNever};
  const uint32_t some_value = index_.mark_of_path(check.path);
  if (check.form == Check::Form::kExclusion) return {some_value, index_.mark_of_exclusion(check.operand)};
  return {table_.conditions[condition].absent ? kAlways : some_value, kNever};
}

uint32_t RuleIndex::Builder::doubts(uint32_t number) const {
  const Condition& condition = table_.conditions[number];
  const bool single = index_.checks_[number].form != Check::Form::kAny;
  const bool sufficient = single || (condition.present && !condition.absent);
  return sufficient ? doubt_of(condition.path) : kInsufficient;
}

void RuleIndex::Builder::note_interests() {
  for (const uint32_t order : index_.path_order_) {
    index_.interests_.push_back(order == kNone ? Interest::kNone : Interest::kInRests);
  }
  for (uint32_t atom = 0; atom < table_.atoms.size(); ++atom) {
    if (index_.consequences_[atom].waiting.count > 0) {
      index_.interests_[table_.atoms.path(atom)] = Interest::kWaiting;
    }
  }
}

RuleIndex::RuleIndex(RuleTable table, const PathTable& paths)
    : table_(std::move(table)), atom_index_(table_.atoms) {
  Builder(*this, paths).build();
}

}  // namespace sb::pattern
