// SPDX-License-Identifier: Apache-2.0
#include "pattern/joint_fit.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "pattern/evaluate.h"

namespace sb::pattern {

namespace {

constexpr size_t kChoicesMax = 4096;
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

using Ways = std::map<Elements, Way>;

class Search {
 public:
  Search(const Pattern& pattern, const SubRule& sub_rule, const Event& event) : event_(event) {
    for (const uint32_t index : sub_rule) fields_.push_back(&pattern.fields[index]);
    for (size_t i = 0; i < fields_.size(); ++i) {
      for (const Value& value : event.values(fields_[i]->path)) note_arrays(value, i);
    }
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
    for (uint32_t at = value.position; at != 0; at = event_.positions()[at].parent) {
      last_field_[event_.positions()[at].array] = field;
    }
  }

  Ways after_field(size_t field, const Ways& ways) {
    const auto& values = event_.values(fields_[field]->path);
    const bool may_lack = may_be_absent(*fields_[field]);
    std::vector<uint32_t> accepted;
    for (uint32_t i = 0; i < values.size(); ++i) {
      if (accepts_any(*fields_[field], values[i])) accepted.push_back(i);
    }
    // A value outside every array binds nothing: no other choice can be better.
    const auto free = std::find_if(accepted.begin(), accepted.end(),
                                   [&](uint32_t value) { return values[value].position == 0; });
    Ways next;
    for (const auto& [elements, way] : ways) {
      if (free != accepted.end()) {
        add(next, elements, field, way, {FieldFit::Kind::kValue, *free});
        continue;
      }
      for (const uint32_t value : accepted) {
        if (const auto joined = join(event_, elements, values[value])) {
          add(next, *joined, field, way, {FieldFit::Kind::kValue, value});
        }
      }
      const bool absent = may_lack && std::none_of(values.begin(), values.end(), [&](const Value& value) {
                            return join(event_, elements, value).has_value();
                          });
      add(next, elements, field, way, {absent ? FieldFit::Kind::kAbsent : FieldFit::Kind::kFails, 0});
    }
    return next;
  }

  void add(Ways& next, Elements elements, size_t field, const Way& before, FieldFit fit) {
    std::erase_if(elements, [&](const auto& entry) { return last_field_.at(entry.first) <= field; });
    const size_t failed = before.failed + (fit.kind == FieldFit::Kind::kFails ? 1 : 0);
    const auto [known, fresh] = next.try_emplace(std::move(elements));
    if (!fresh && known->second.failed <= failed) return;
    known->second = {failed, static_cast<uint32_t>(steps_.size())};
    steps_.push_back({before.last_step, fit});
  }

  static Ways prune(Ways ways) {
    if (ways.size() <= kChoicesMax) return ways;
    std::vector<std::pair<Elements, Way>> kept(ways.begin(), ways.end());
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
  std::vector<const Field*> fields_;
  std::map<uint32_t, size_t> last_field_;  // array → the last field that has a value in it
  std::vector<Step> steps_;
};

}  // namespace

std::optional<Elements> join(const Event& event, const Elements& elements, const Value& value) {
  Elements joined = elements;
  for (uint32_t at = value.position; at != 0; at = event.positions()[at].parent) {
    const ArrayPosition& position = event.positions()[at];
    if (joined.emplace(position.array, position.index).first->second != position.index) return std::nullopt;
  }
  return joined;
}

JointFit best_fit(const Pattern& pattern, const SubRule& sub_rule, const Event& event) {
  return Search(pattern, sub_rule, event).run();
}

}  // namespace sb::pattern
