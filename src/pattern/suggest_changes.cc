// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <variant>

#include "pattern/evaluate.h"
#include "pattern/event_edit.h"
#include "pattern/explanation.h"
#include "pattern/near_miss.h"
#include "pattern/parse.h"
#include "pattern/pattern_edit.h"
#include "pattern/pattern_index.h"
#include "pattern/sample_value.h"

namespace sb::pattern {

namespace {

using switchboard::NearMiss;
using switchboard::SuggestedChange;

constexpr size_t kAlternativesTried = 8;

enum class Means { kPatternFirst, kEvent, kEventDotted };

bool would_match(const std::string& pattern_text, const std::string& event_text) {
  const ParseResult pattern = parse(pattern_text);
  const EventResult event = read_event(event_text);
  return pattern.ok() && event.ok() && PatternIndex(*pattern.pattern).matches(*event.event);
}

// One way to make one alternative match: a change or more for each field that fails.
class Plan {
 public:
  Plan(const Subject& subject, const Findings& findings, size_t alternative, Means means)
      : subject_(subject),
        explanation_(findings.explanation),
        means_(means),
        event_edit_(subject.event_tree, subject.places),
        pattern_edit_(subject.outline) {
    choose_elements(subject.pattern.sub_rules[alternative], findings.fits[alternative]);
  }

  // False when some field cannot be helped by these means.
  bool make(const std::vector<size_t>& failed) {
    return std::all_of(failed.begin(), failed.end(), [this](size_t field) { return help(field); });
  }

  // Fills in the changes if they do make the event match.
  bool commit(const std::string& pattern_text, const std::string& event_text,
              switchboard::Explanation& out) const {
    if (event_edit_.conflicting()) return false;
    const std::string pattern = pattern_edit_.changed() ? pattern_edit_.text() : "";
    const std::string event = event_edit_.changed() ? event_edit_.text() : "";
    if (!would_match(pattern.empty() ? pattern_text : pattern, event.empty() ? event_text : event))
      return false;
    out.changes = changes_;
    out.changed_pattern = pattern;
    out.changed_event = event;
    return true;
  }

 private:
  const std::vector<Value>& values(size_t field) const {
    return subject_.event.values(subject_.pattern.fields[field].path);
  }
  const std::vector<Place>& places(size_t field) const {
    return subject_.places.values(subject_.pattern.fields[field].path.name);
  }

  void choose_elements(const SubRule& sub_rule, const JointFit& fit) {
    for (size_t i = 0; i < sub_rule.size(); ++i) {
      if (fit.fields[i].kind != FieldFit::Kind::kValue) continue;
      bind(values(sub_rule[i])[fit.fields[i].value]);
    }
  }

  bool agrees(const Value& value) const { return pattern::agrees(subject_.event, elements_, value); }

  void bind(const Value& value) {
    if (agrees(value)) join(subject_.event, elements_, value);
  }

  bool help(size_t field) {
    // The event is not to be changed into the operator.
    if (misplaced_operator(subject_.pattern.fields[field], subject_.outline.fields[field], subject_.places))
      return false;
    if (means_ == Means::kPatternFirst && (move_path(field) || replace_condition(field))) return true;
    return change_value(field) || remove_values(field) || add_value(field);
  }

  bool move_path(size_t field) {
    for (const NearMiss& miss : explanation_.fields[field].near_misses) {
      const bool elsewhere = miss.kind == NearMiss::Kind::kValue || miss.kind == NearMiss::Kind::kObject;
      if (!elsewhere || miss.instead.empty() || !accepted_at(field, miss.instead)) continue;
      if (!pattern_edit_.can_move(subject_.outline.fields[field], miss.instead)) continue;
      changes_.push_back(pattern_edit_.move(subject_.outline.fields[field], miss.instead));
      return true;
    }
    return false;
  }

  // Whether the field would hold at `path`, in the elements chosen.
  bool accepted_at(size_t field, const std::string& path) const {
    Path there{path, {}};
    for (size_t at = 0, dot = 0; dot != std::string::npos; at = dot + 1) {
      dot = path.find('.', at);
      there.segments.push_back(path.substr(at, dot - at));
    }
    const auto& found = subject_.event.values(there);
    return std::any_of(found.begin(), found.end(), [&](const Value& value) {
      return agrees(value) && accepts_any(subject_.pattern.fields[field], value);
    });
  }

  bool replace_condition(size_t field) {
    if (explanation_.fields[field].holds) return false;
    const OutlineField& outline = subject_.outline.fields[field];
    const Field& asked = subject_.pattern.fields[field];
    for (size_t i = 0; i < values_compared(asked, values(field).size()); ++i) {
      if (!agrees(values(field)[i])) continue;
      const auto misses = near_misses_by_value(asked, outline, places(field)[i], values(field)[i]);
      for (const ValueMiss& miss : misses) {
        if (miss.miss.instead.empty()) continue;
        changes_.push_back(pattern_edit_.replace(outline, miss.condition, miss.miss.instead));
        bind(values(field)[i]);
        return true;
      }
    }
    return false;
  }

  // Another value in place of one that is there.
  bool change_value(size_t field) {
    for (size_t i = 0; i < values(field).size(); ++i) {
      if (!agrees(values(field)[i])) continue;
      const auto wanted = wanted_value(field, i);
      if (!wanted) return false;
      changes_.push_back(event_edit_.set(places(field)[i], *wanted));
      bind(values(field)[i]);
      return true;
    }
    return false;
  }

  // A value that the field accepts, by the condition that value `i` misses least.
  std::optional<std::string> wanted_value(size_t field, size_t i) const {
    const Field& asked = subject_.pattern.fields[field];
    const auto misses =
        near_misses_by_value(asked, subject_.outline.fields[field], places(field)[i], values(field)[i]);
    for (const ValueMiss& miss : misses) {
      if (auto value = sample_value(asked.predicates[miss.condition])) return value;
    }
    return wanted_value(field);
  }

  std::optional<std::string> wanted_value(size_t field) const {
    const Field& asked = subject_.pattern.fields[field];
    const OutlineField& outline = subject_.outline.fields[field];
    for (size_t i = 0; i < asked.predicates.size(); ++i) {
      // As it is spelled: an address has many spellings.
      if (std::holds_alternative<ExactAddress>(asked.predicates[i])) return outline.conditions[i].wanted;
      if (auto value = sample_value(asked.predicates[i])) return value;
    }
    return std::nullopt;
  }

  bool remove_values(size_t field) {
    if (!may_be_absent(subject_.pattern.fields[field])) return false;
    bool removed = false;
    for (size_t i = 0; i < values(field).size(); ++i) {
      if (!agrees(values(field)[i])) continue;
      changes_.push_back(event_edit_.remove(places(field)[i]));
      removed = true;
    }
    return removed;
  }

  bool add_value(size_t field) {
    const auto wanted = wanted_value(field);
    if (!wanted) return false;
    const Placing placing = means_ == Means::kEventDotted ? Placing::kDotted : Placing::kNested;
    auto change = event_edit_.add(subject_.pattern.fields[field].path, *wanted, elements_, placing);
    if (!change) return false;
    changes_.push_back(*std::move(change));
    return true;
  }

  const Subject& subject_;
  const switchboard::Explanation& explanation_;
  const Means means_;
  Elements elements_;
  EventEdit event_edit_;
  PatternEdit pattern_edit_;
  std::vector<SuggestedChange> changes_;
};

// The alternatives with the fewest fields in the way first; of those, the ones with the most near misses.
std::vector<size_t> by_closeness(const switchboard::Explanation& explanation) {
  std::vector<switchboard::Distance> distances;
  for (const auto& alternative : explanation.alternatives) {
    switchboard::Distance& distance = distances.emplace_back();
    distance.failed = alternative.failed.size();
    distance.held = alternative.fields.size() - alternative.failed.size();
    distance.near_misses = static_cast<size_t>(
        std::count_if(alternative.failed.begin(), alternative.failed.end(),
                      [&](size_t field) { return !explanation.fields[field].near_misses.empty(); }));
  }
  std::vector<size_t> order(distances.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return distances[a] < distances[b]; });
  if (order.size() > kAlternativesTried) order.resize(kAlternativesTried);
  return order;
}

std::string list_of_paths(const switchboard::Explanation& explanation, const std::vector<size_t>& fields) {
  std::string out;
  for (const size_t field : fields) {
    if (!out.empty()) out += field == fields.back() ? " and " : ", ";
    out += "`" + explanation.fields[field].path + "`";
  }
  return out;
}

// What is wrong with operators among the fields; "" for nothing.
std::string misplaced_operators(const Subject& subject, const std::vector<size_t>& fields) {
  std::string out;
  for (const size_t field : fields) {
    const auto bare =
        misplaced_operator(subject.pattern.fields[field], subject.outline.fields[field], subject.places);
    if (bare) out += (out.empty() ? "" : "; ") + put_into_list(*bare);
  }
  return out;
}

}  // namespace

void suggest_changes(const Subject& subject, Findings& findings) {
  switchboard::Explanation& explanation = findings.explanation;
  const std::string pattern_text = PatternEdit(subject.outline).text();
  const std::string event_text = EventEdit(subject.event_tree, subject.places).text();
  const auto order = by_closeness(explanation);
  for (const size_t alternative : order) {
    for (const Means means : {Means::kPatternFirst, Means::kEvent, Means::kEventDotted}) {
      Plan plan(subject, findings, alternative, means);
      if (!plan.make(explanation.alternatives[alternative].failed)) continue;
      if (plan.commit(pattern_text, event_text, explanation)) return;
    }
  }
  const auto& closest = explanation.alternatives[order.front()].failed;
  explanation.needed = misplaced_operators(subject, closest);
  if (!explanation.needed.empty()) return;
  explanation.needed = "no change of single values is known to make it match; " +
                       list_of_paths(explanation, closest) + " would have to hold together with the others";
}

}  // namespace sb::pattern
