// SPDX-License-Identifier: Apache-2.0
#include "pattern/rule_table_builder.h"

#include <algorithm>
#include <array>
#include <variant>

namespace sb::pattern {

namespace {

constexpr uint32_t kNone = StringTable::kNone;

template <class Numbers>
std::string_view as_bytes(const Numbers& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(numbers[0])};
}

// The number of a list among `lists`, where equal ones stand once. Sorts it.
uint32_t intern_list(StringTable& known, NumberLists& lists, std::vector<uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  const uint32_t number = known.insert(0, as_bytes(numbers));
  if (number < lists.size()) return number;
  for (const uint32_t entry : numbers) lists.append(entry);
  return lists.close();
}

// The atom that a predicate is; those that are more than one atom have no answer here.
struct SingleAtom {
  AtomKey operator()(const ExactString& exact) const { return string_atom(exact.value); }
  AtomKey operator()(const ExactAddress& exact) const { return address_atom(exact.address); }
  AtomKey operator()(const ExactNumber& exact) const {
    return exact.number.comparable ? number_atom(*exact.number.comparable)
                                   : spelling_atom(exact.number.spelling);
  }
  AtomKey operator()(const ExactLiteral& exact) const { return literal_atom(exact.value); }
  AtomKey operator()(const Prefix& prefix) const {
    const bool exact = prefix.case_rule == CaseRule::kExact;
    return {exact ? AtomKind::kPrefix : AtomKind::kPrefixIgnoreCase, prefix.value};
  }
  AtomKey operator()(const Suffix& suffix) const {
    const bool exact = suffix.case_rule == CaseRule::kExact;
    return {exact ? AtomKind::kSuffix : AtomKind::kSuffixIgnoreCase, suffix.value};
  }
  AtomKey operator()(const EqualsIgnoreCase& equals) const {
    return {AtomKind::kEqualsIgnoreCase, equals.value};
  }
  AtomKey operator()(const WildcardMatch& match) const { return wildcard_atom(match.wildcard); }
  AtomKey operator()(const NumericRange& range) const { return range_atom(range); }
  AtomKey operator()(const Cidr& cidr) const { return network_atom(cidr.network, cidr.prefix_bits); }
  AtomKey operator()(const AnythingBut&) const { return {}; }
  AtomKey operator()(const Exists&) const { return {}; }
};

AtomKind kind_of_text(AnythingBut::Form form) {
  switch (form) {
    case AnythingBut::Form::kPrefixes:
      return AtomKind::kPrefix;
    case AnythingBut::Form::kSuffixes:
      return AtomKind::kSuffix;
    case AnythingBut::Form::kEqualsIgnoreCase:
      return AtomKind::kEqualsIgnoreCase;
    default:
      return AtomKind::kString;
  }
}

}  // namespace

void RuleTableBuilder::add(std::string_view id, const Pattern& pattern) {
  add_rule(id);
  std::vector<uint32_t> by_field(pattern.fields.size(), kNone);
  for (const SubRule& sub_rule : pattern.sub_rules) {
    conditions_.clear();
    for (const uint32_t field : sub_rule) {
      if (by_field[field] == kNone) by_field[field] = condition(pattern.fields[field]);
      conditions_.push_back(by_field[field]);
    }
    add_sub_rule();
  }
}

void RuleTableBuilder::add(const RuleTable& other, const PathTable& paths, const std::vector<bool>& removed) {
  std::vector<uint32_t> copies(other.conditions.size(), kNone);
  size_t next = 0;
  for (uint32_t rule = 0; rule < other.rule_count(); ++rule) {
    const bool kept = removed.empty() || !removed[rule];
    if (kept) add_rule(other.id(rule));
    for (; next < other.sub_rules.size() && other.sub_rules[next].rule == rule; ++next) {
      if (!kept) continue;
      conditions_.clear();
      const uint32_t list = other.sub_rules[next].conditions;
      for (const uint32_t* at = other.condition_lists.begin(list); at != other.condition_lists.end(list);
           ++at) {
        if (copies[*at] == kNone) copies[*at] = copy(other, paths, other.conditions[*at]);
        conditions_.push_back(copies[*at]);
      }
      add_sub_rule();
    }
  }
}

RuleTable RuleTableBuilder::take() {
  table_.shrink_to_fit();
  return std::move(table_);
}

void RuleTableBuilder::add_rule(std::string_view id) {
  table_.id_bytes.append(id);
  table_.id_ends.push_back(static_cast<uint32_t>(table_.id_bytes.size()));
}

void RuleTableBuilder::add_sub_rule() {
  const uint32_t list = intern_list(known_condition_lists_, table_.condition_lists, conditions_);
  table_.sub_rules.push_back({table_.rule_count() - 1, list});
}

uint32_t RuleTableBuilder::condition(const Field& field) {
  Condition condition;
  condition.path = paths_.add(field.path.name);
  atoms_.clear();
  exclusions_.clear();
  for (const Predicate& predicate : field.predicates) {
    if (const auto* exists = std::get_if<Exists>(&predicate)) {
      (exists->presence == Presence::kPresent ? condition.present : condition.absent) = true;
    } else if (const auto* but = std::get_if<AnythingBut>(&predicate)) {
      exclusions_.push_back(exclusion(condition.path, *but));
    } else {
      atoms_.push_back(table_.atoms.insert(condition.path, std::visit(SingleAtom{}, predicate)));
    }
  }
  return intern(condition);
}

uint32_t RuleTableBuilder::exclusion(uint32_t path, const AnythingBut& but) {
  excluded_.clear();
  for (const std::string& text : but.texts) {
    excluded_.push_back(table_.atoms.insert(path, {kind_of_text(but.form), text}));
  }
  for (const double number : but.numbers) excluded_.push_back(table_.atoms.insert(path, number_atom(number)));
  for (const Wildcard& wildcard : but.wildcards) {
    excluded_.push_back(table_.atoms.insert(path, wildcard_atom(wildcard)));
  }
  return intern_list(known_exclusions_, table_.exclusions, excluded_);
}

uint32_t RuleTableBuilder::copy(const RuleTable& other, const PathTable& paths, const Condition& condition) {
  Condition copied = condition;
  copied.path = paths_.add(paths.name(condition.path));
  const auto copy_atom = [&](uint32_t atom) {
    return table_.atoms.insert(copied.path, {other.atoms.kind(atom), std::string(other.atoms.bytes(atom))});
  };
  atoms_.clear();
  for (const auto* at = other.atom_lists.begin(condition.atoms); at != other.atom_lists.end(condition.atoms);
       ++at)
    atoms_.push_back(copy_atom(*at));
  exclusions_.clear();
  const auto* behind = other.exclusion_lists.end(condition.exclusions);
  for (const auto* at = other.exclusion_lists.begin(condition.exclusions); at != behind; ++at) {
    excluded_.clear();
    for (const auto* atom = other.exclusions.begin(*at); atom != other.exclusions.end(*at); ++atom)
      excluded_.push_back(copy_atom(*atom));
    exclusions_.push_back(intern_list(known_exclusions_, table_.exclusions, excluded_));
  }
  return intern(copied);
}

// The number of a condition with the operands in atoms_ and exclusions_.
uint32_t RuleTableBuilder::intern(Condition condition) {
  condition.atoms = intern_list(known_atom_lists_, table_.atom_lists, atoms_);
  condition.exclusions = intern_list(known_exclusion_lists_, table_.exclusion_lists, exclusions_);
  const std::array<uint32_t, 5> key{condition.path, condition.atoms, condition.exclusions,
                                    condition.present ? 1U : 0U, condition.absent ? 1U : 0U};
  const uint32_t number = known_conditions_.insert(0, as_bytes(key));
  if (number == table_.conditions.size()) table_.conditions.push_back(condition);
  return number;
}

}  // namespace sb::pattern
