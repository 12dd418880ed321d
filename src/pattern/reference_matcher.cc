// SPDX-License-Identifier: Apache-2.0
#include "pattern/reference_matcher.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "pattern/evaluate.h"

namespace sb::pattern {

namespace {

// The elements chosen so far: array → index, kPassed for any in which no later field has a value.
using Choice = std::map<uint32_t, uint32_t>;
constexpr uint32_t kPassed = UINT32_MAX;

constexpr size_t kChoicesMin = 10000;

// One sub-rule against one event: the choices that satisfy the fields up to now, carried from field to field.
class Attempt {
 public:
  Attempt(const Pattern& pattern, const SubRule& sub_rule, const Event& event) : event_(event) {
    for (const uint32_t index : sub_rule) fields_.push_back(&pattern.fields[index]);
    for (size_t i = 0; i < fields_.size(); ++i) {
      for (const Value& value : event.values(fields_[i]->path)) note_arrays(value, i);
    }
  }

  bool succeeds() const {
    const size_t choices_max = std::max(kChoicesMin, event_.positions().size());
    std::set<Choice> choices{Choice{}};
    for (size_t i = 0; i < fields_.size() && !choices.empty(); ++i) {
      choices = after_field(i, choices, choices_max);
    }
    return !choices.empty();
  }

 private:
  void note_arrays(const Value& value, size_t field) {
    for (uint32_t at = value.position; at != 0; at = event_.positions()[at].parent) {
      const ArrayPosition& position = event_.positions()[at];
      last_field_[position.array] = field;
      last_within_[{position.array, position.index}] = field;
    }
  }

  // None where there are more than `most`.
  std::set<Choice> after_field(size_t field, const std::set<Choice>& choices, size_t most) const {
    const auto& values = event_.values(fields_[field]->path);
    const bool absence = may_be_absent(*fields_[field]);
    std::vector<const Value*> accepted;
    for (const Value& value : values) {
      if (accepts_any(*fields_[field], value)) accepted.push_back(&value);
    }
    std::set<Choice> next;
    for (const Choice& choice : choices) {
      if (absence && none_agrees(choice, values)) next.insert(still_needed(choice, field));
      for (const Value* value : accepted) {
        if (auto joined = join(choice, *value)) next.insert(still_needed(*std::move(joined), field));
      }
      if (next.size() > most) return {};
    }
    return next;
  }

  bool none_agrees(const Choice& choice, const std::vector<Value>& values) const {
    return std::none_of(values.begin(), values.end(),
                        [&](const Value& value) { return join(choice, value); });
  }

  // `choice` and the elements around `value`; nullopt when they contradict each other.
  std::optional<Choice> join(const Choice& choice, const Value& value) const {
    Choice joined = choice;
    for (uint32_t at = value.position; at != 0; at = event_.positions()[at].parent) {
      const ArrayPosition& position = event_.positions()[at];
      if (joined.emplace(position.array, position.index).first->second != position.index) return std::nullopt;
    }
    return joined;
  }

  // Forgets the arrays that no later field asks about, and which element it is that none will find a value
  // in.
  Choice still_needed(Choice choice, size_t field) const {
    std::erase_if(choice, [&](const auto& entry) { return last_field_.at(entry.first) <= field; });
    for (auto& [array, index] : choice) {
      if (index != kPassed && last_within_.at({array, index}) <= field) index = kPassed;
    }
    return choice;
  }

  const Event& event_;
  std::vector<const Field*> fields_;
  std::map<uint32_t, size_t> last_field_;  // array → the last field that has a value in it
  std::map<std::pair<uint32_t, uint32_t>, size_t> last_within_;  // the same of its elements, by index
};

}  // namespace

bool matches(const Pattern& pattern, const SubRule& sub_rule, const Event& event) {
  return Attempt(pattern, sub_rule, event).succeeds();
}

bool matches(const Pattern& pattern, const Event& event) {
  return std::any_of(pattern.sub_rules.begin(), pattern.sub_rules.end(),
                     [&](const SubRule& sub_rule) { return matches(pattern, sub_rule, event); });
}

bool matches(const Pattern& pattern, const json::Tree& tree) { return matches(pattern, Event(tree)); }

}  // namespace sb::pattern
