// SPDX-License-Identifier: Apache-2.0
#include "pattern/joint_fit.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "pattern/evaluate.h"

namespace sb::pattern {

namespace {

constexpr size_t kChoicesMax = 4096;
constexpr size_t kStepsMax = size_t{1} << 18;  // values that may be joined to the choices of one field
constexpr uint32_t kNone = UINT32_MAX;

// How the fields up to now were satisfied, as a list that grows at its end.
struct Step {
  uint32_t before = kNone;
  FieldFit fit;
};

struct Way {
  size_t failed = 0;
  uint32_t last_step = kNone;
};

// Array elements chosen: array → the element's index in Event::positions(). The elements of an array are
// numbered as they stand, each before what is in it.
using Choice = std::map<uint32_t, uint32_t>;
using Ways = std::map<Choice, Way>;

// Values of a field, by index, those first that have the least position.
using ByPosition = std::vector<uint32_t>;

class Search {
 public:
  Search(const Pattern& pattern, const SubRule& sub_rule, const Event& event)
      : event_(event), positions_(event.positions()) {
    for (const uint32_t index : sub_rule) fields_.push_back(&pattern.fields[index]);
    for (size_t i = 0; i < fields_.size(); ++i) {
      for (const Value& value : event.values(fields_[i]->path)) note_arrays(value, i);
    }
    for (size_t i = positions_.size(); i-- > 1;) note_end(static_cast<uint32_t>(i));
  }

  JointFit run() {
    Ways ways;
    ways[{}] = {};
    for (size_t i = 0; i < fields_.size(); ++i) ways = prune(after_field(i, ways));
    const auto best = std::min_element(ways.begin(), ways.end(), [](const auto& a, const auto& b) {
      return a.second.failed < b.second.failed;
    });
    return trace(best->second);
  }

 private:
  void note_arrays(const Value& value, size_t field) {
    for (uint32_t at = value.position; at != 0; at = positions_[at].parent) {
      last_field_[positions_[at].array] = field;
    }
  }

  // Called for the positions from the last to the first.
  void note_end(uint32_t position) {
    const uint32_t end = array_ends_.try_emplace(positions_[position].array, position + 1).first->second;
    const uint32_t parent = positions_[position].parent;
    if (parent != 0) array_ends_.try_emplace(positions_[parent].array, end);
  }

  Ways after_field(size_t field, const Ways& ways) {
    const auto& values = event_.values(fields_[field]->path);
    const bool may_lack = may_be_absent(*fields_[field]);
    ByPosition all;
    ByPosition accepted;
    for (uint32_t i = 0; i < values.size(); ++i) {
      if (may_lack) all.push_back(i);
      if (accepts_any(*fields_[field], values[i])) accepted.push_back(i);
    }
    // A value outside every array binds nothing: no other choice can be better.
    const auto free = std::find_if(accepted.begin(), accepted.end(),
                                   [&](uint32_t value) { return values[value].position == 0; });
    const uint32_t unbound = free == accepted.end() ? kNone : *free;
    const auto stands_before = [&](uint32_t a, uint32_t b) {
      return values[a].position < values[b].position;
    };
    std::sort(all.begin(), all.end(), stands_before);
    std::sort(accepted.begin(), accepted.end(), stands_before);
    const size_t values_max = std::max<size_t>(kStepsMax / ways.size(), 1);
    Ways next;
    for (const auto& [choice, way] : ways) {
      if (unbound != kNone) {
        add(next, choice, field, way, {FieldFit::Kind::kValue, unbound});
        continue;
      }
      for (const uint32_t value : agreeing(values, accepted, choice, values_max)) {
        add(next, joined(choice, values[value]), field, way, {FieldFit::Kind::kValue, value});
      }
      const bool absent = may_lack && agreeing(values, all, choice, 1).empty();
      add(next, choice, field, way, {absent ? FieldFit::Kind::kAbsent : FieldFit::Kind::kFails, 0});
    }
    return next;
  }

  // Those of `sorted` that do not contradict the choice, ascending; at most so many of them.
  std::vector<uint32_t> agreeing(const std::vector<Value>& values, const ByPosition& sorted,
                                 const Choice& choice, size_t most) const {
    std::vector<uint32_t> out;
    for (auto at = sorted.begin(); at != sorted.end() && out.size() < most;) {
      const uint32_t resume = contradicts(values[*at].position, choice);
      if (resume == 0) {
        out.push_back(*at++);
        continue;
      }
      at = std::lower_bound(at, sorted.end(), resume, [&](uint32_t value, uint32_t position) {
        return values[value].position < position;
      });
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  // 0, or the first position behind `position` that may agree.
  uint32_t contradicts(uint32_t position, const Choice& choice) const {
    uint32_t resume = 0;
    for (uint32_t at = position; at != 0; at = positions_[at].parent) {
      const auto chosen = choice.find(positions_[at].array);
      if (chosen == choice.end() || chosen->second == at) continue;
      resume = chosen->second > position ? chosen->second : array_ends_.at(chosen->first);
    }
    return resume;
  }

  Choice joined(Choice choice, const Value& value) const {
    for (uint32_t at = value.position; at != 0; at = positions_[at].parent) {
      choice.emplace(positions_[at].array, at);
    }
    return choice;
  }

  void add(Ways& next, Choice choice, size_t field, const Way& before, FieldFit fit) {
    std::erase_if(choice, [&](const auto& entry) { return last_field_.at(entry.first) <= field; });
    const size_t failed = before.failed + (fit.kind == FieldFit::Kind::kFails ? 1 : 0);
    const auto [known, fresh] = next.try_emplace(std::move(choice));
    if (!fresh && known->second.failed <= failed) return;
    known->second = {failed, static_cast<uint32_t>(steps_.size())};
    steps_.push_back({before.last_step, fit});
  }

  static Ways prune(Ways ways) {
    if (ways.size() <= kChoicesMax) return ways;
    std::vector<std::pair<Choice, Way>> kept(ways.begin(), ways.end());
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto& a, const auto& b) { return a.second.failed < b.second.failed; });
    kept.resize(kChoicesMax);
    return {kept.begin(), kept.end()};
  }

  JointFit trace(const Way& way) const {
    JointFit fit;
    fit.failed = way.failed;
    for (uint32_t at = way.last_step; at != kNone; at = steps_[at].before)
      fit.fields.push_back(steps_[at].fit);
    std::reverse(fit.fields.begin(), fit.fields.end());
    return fit;
  }

  const Event& event_;
  const std::vector<ArrayPosition>& positions_;
  std::vector<const Field*> fields_;
  std::map<uint32_t, size_t> last_field_;    // array → the last field that has a value in it
  std::map<uint32_t, uint32_t> array_ends_;  // array → the first position behind all that is in it
  std::vector<Step> steps_;
};

}  // namespace

bool agrees(const Event& event, const Elements& elements, const Value& value) {
  const auto& positions = event.positions();
  for (uint32_t at = value.position; at != 0; at = positions[at].parent) {
    const auto chosen = elements.find(positions[at].array);
    if (chosen != elements.end() && chosen->second != positions[at].index) return false;
  }
  return true;
}

void join(const Event& event, Elements& elements, const Value& value) {
  const auto& positions = event.positions();
  for (uint32_t at = value.position; at != 0; at = positions[at].parent) {
    elements.emplace(positions[at].array, positions[at].index);
  }
}

JointFit best_fit(const Pattern& pattern, const SubRule& sub_rule, const Event& event) {
  return Search(pattern, sub_rule, event).run();
}

}  // namespace sb::pattern
