// SPDX-License-Identifier: Apache-2.0
#include "pattern/explanation.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "base/check.h"
#include "json/location.h"
#include "pattern/evaluate.h"
#include "pattern/near_miss.h"
#include "pattern/pattern_index.h"

namespace sb::pattern {

namespace {

using switchboard::ExplainedAlternative;
using switchboard::ExplainedField;
using switchboard::ExplainedGroup;
using switchboard::NearMiss;

constexpr size_t kNearMissesMax = 3;

bool is_absence(const Predicate& predicate) {
  const auto* exists = std::get_if<Exists>(&predicate);
  return exists != nullptr && exists->presence == Presence::kAbsent;
}

class Describer {
 public:
  Describer(const Subject& subject, std::string_view pattern_text)
      : subject_(subject),
        locator_(pattern_text),
        matches_(PatternIndex(subject.pattern).matches(subject.event)) {}

  Findings run() {
    for (uint32_t i = 0; i < subject_.pattern.fields.size(); ++i) out_.fields.push_back(describe_field(i));
    for (uint32_t i = 0; i < subject_.pattern.sub_rules.size(); ++i) describe_alternative(i);
    for (size_t i = 0; i < out_.alternatives.size(); ++i) find_conflicts(i);
    for (uint32_t i = 0; i < out_.fields.size(); ++i) find_near_misses(i);
    out_.root = describe_group(subject_.outline.root);
    for (const ExplainedAlternative& alternative : out_.alternatives) {
      size_t branch = 0;
      follow(out_.root, alternative, branch);
    }
    return std::move(findings_);
  }

 private:
  const std::vector<Value>& values(size_t field) const {
    return subject_.event.values(subject_.pattern.fields[field].path);
  }
  const std::vector<Place>& places(size_t field) const {
    return subject_.places.values(subject_.pattern.fields[field].path.name);
  }

  ExplainedField describe_field(uint32_t index) {
    const Field& field = subject_.pattern.fields[index];
    const OutlineField& outline = subject_.outline.fields[index];
    const json::Location location = locator_.locate(outline.begin);
    ExplainedField out;
    out.path = field.path.name;
    out.line = location.line;
    out.column = location.column;
    out.overridden = true;
    for (size_t i = 0; i < field.predicates.size(); ++i) {
      const auto& condition = outline.conditions[i];
      out.conditions.push_back({condition.op, condition.wanted, holds(field.predicates[i], values(index))});
      out.holds = out.holds || out.conditions.back().holds;
    }
    SB_CHECK(places(index).size() == values(index).size());  // EventPlaces reads as Event does
    for (size_t i = 0; i < values(index).size(); ++i) {
      out.found.push_back({places(index)[i].at, places(index)[i].text, accepts_any(field, values(index)[i])});
    }
    return out;
  }

  static bool holds(const Predicate& predicate, const std::vector<Value>& values) {
    if (is_absence(predicate)) return values.empty();
    return std::any_of(values.begin(), values.end(),
                       [&](const Value& value) { return accepts(predicate, value); });
  }

  void describe_alternative(uint32_t index) {
    const SubRule& sub_rule = subject_.pattern.sub_rules[index];
    ExplainedAlternative out;
    const auto& branches = subject_.outline.branches[index];
    out.branches.assign(branches.begin(), branches.end());
    out.fields.assign(sub_rule.begin(), sub_rule.end());
    std::sort(out.fields.begin(), out.fields.end());
    out.matches = matches_ && PatternIndex(subject_.pattern, sub_rule).matches(subject_.event);
    for (const uint32_t field : sub_rule) {
      out_.fields[field].overridden = false;
      out_.fields[field].holds = out_.fields[field].holds || out.matches;
    }
    JointFit fit;
    if (!out.matches) fit = best_fit(subject_.pattern, sub_rule, subject_.event);
    for (size_t i = 0; i < fit.fields.size(); ++i) note_fit(sub_rule[i], fit.fields[i].kind, out);
    std::sort(out.failed.begin(), out.failed.end());
    out_.matches = out_.matches || out.matches;
    out_.alternatives.push_back(std::move(out));
    findings_.fits.push_back(std::move(fit));
  }

  void note_fit(uint32_t index, FieldFit::Kind kind, ExplainedAlternative& out) {
    ExplainedField& field = out_.fields[index];
    field.holds = field.holds || kind == FieldFit::Kind::kAbsent;
    if (kind == FieldFit::Kind::kFails) out.failed.push_back(index);
  }

  void find_conflicts(size_t index) {
    ExplainedAlternative& alternative = out_.alternatives[index];
    for (const size_t failed : alternative.failed) {
      if (out_.fields[failed].holds) alternative.conflicts.push_back(conflict(index, failed));
    }
  }

  // Why a field that holds alone does not hold with the others.
  std::string conflict(size_t index, size_t failed) const {
    const SubRule& sub_rule = subject_.pattern.sub_rules[index];
    const Field& field = subject_.pattern.fields[failed];
    for (const Value& value : values(failed)) {
      if (!accepts_any(field, value)) continue;
      for (size_t i = 0; i < sub_rule.size(); ++i) {
        const FieldFit& fit = findings_.fits[index].fields[i];
        if (fit.kind != FieldFit::Kind::kValue) continue;
        std::string text = contradiction(failed, value, sub_rule[i], values(sub_rule[i])[fit.value]);
        if (!text.empty()) return text;
      }
    }
    return "`" + field.path.name + "` holds, but not in the array elements in which the other fields do";
  }

  // "" when the two values may go together.
  std::string contradiction(size_t a, const Value& a_value, size_t b, const Value& b_value) const {
    const auto& positions = subject_.event.positions();
    for (uint32_t i = a_value.position; i != 0; i = positions[i].parent) {
      for (uint32_t j = b_value.position; j != 0; j = positions[j].parent) {
        if (positions[i].array != positions[j].array || positions[i].index == positions[j].index) continue;
        std::pair one(out_.fields[a].path, positions[i].index);
        std::pair other(out_.fields[b].path, positions[j].index);
        if (b < a) std::swap(one, other);
        return "`" + one.first + "` matches in element " + std::to_string(one.second) + ", `" + other.first +
               "` in element " + std::to_string(other.second) + " of `" +
               subject_.places.array(positions[i].array) + "`; they must be the same element";
      }
    }
    return {};
  }

  void find_near_misses(uint32_t index) {
    ExplainedField& out = out_.fields[index];
    if (out.holds || out.overridden) return;
    const Field& field = subject_.pattern.fields[index];
    if (out.found.empty()) {
      out.near_misses =
          near_misses_by_path(field, subject_.outline.fields[index], subject_.event, subject_.places);
      return;
    }
    for (size_t i = 0; i < values_compared(field, values(index).size()); ++i) {
      auto misses =
          near_misses_by_value(field, subject_.outline.fields[index], places(index)[i], values(index)[i]);
      for (ValueMiss& miss : misses) out.near_misses.push_back(std::move(miss.miss));
    }
    std::stable_sort(out.near_misses.begin(), out.near_misses.end(),
                     [](const NearMiss& a, const NearMiss& b) { return a.kind < b.kind; });
    if (out.near_misses.size() > kNearMissesMax) out.near_misses.resize(kNearMissesMax);
  }

  static ExplainedGroup describe_group(const OutlineGroup& group) {
    ExplainedGroup out;
    out.fields.assign(group.fields.begin(), group.fields.end());
    for (const auto& choice : group.choices) {
      auto& branches = out.choices.emplace_back();
      std::transform(choice.begin(), choice.end(), std::back_inserter(branches), describe_group);
    }
    return out;
  }

  // Follows an alternative's branches, the next one at `branch`; whether all fields met on the way hold.
  bool follow(ExplainedGroup& group, const ExplainedAlternative& alternative, size_t& branch) const {
    const auto counts = [&](size_t field) {
      return std::binary_search(alternative.fields.begin(), alternative.fields.end(), field);
    };
    bool holds = std::all_of(group.fields.begin(), group.fields.end(),
                             [&](size_t field) { return out_.fields[field].holds || !counts(field); });
    for (auto& choice : group.choices) {
      const size_t taken = alternative.branches[branch++];
      holds = follow(choice[taken], alternative, branch) && holds;
    }
    group.holds = group.holds || holds;
    return holds;
  }

  const Subject& subject_;
  json::Locator locator_;
  const bool matches_;  // the whole pattern
  Findings findings_;
  switchboard::Explanation& out_ = findings_.explanation;
};

}  // namespace

Findings describe(const Subject& subject, std::string_view pattern_text) {
  return Describer(subject, pattern_text).run();
}

}  // namespace sb::pattern
