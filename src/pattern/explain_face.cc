// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "pattern/explanation.h"
#include "pattern/face_state.h"
#include "pattern/near_miss.h"
#include "switchboard/explain.h"

namespace switchboard {

namespace {

// Whether a field that fails is a near miss.
bool nearly(const sb::pattern::Field& field, const sb::pattern::OutlineField& outline,
            const sb::pattern::Event& event, const sb::pattern::EventPlaces& places) {
  const auto& values = event.values(field.path);
  if (values.empty()) return !near_misses_by_path(field, outline, event, places).empty();
  const auto& where = places.values(field.path.name);
  for (size_t i = 0; i < sb::pattern::values_compared(field, values.size()); ++i) {
    if (!near_misses_by_value(field, outline, where[i], values[i]).empty()) return true;
  }
  return false;
}

Distance distance_of(const sb::pattern::Subject& subject, const sb::pattern::SubRule& sub_rule) {
  const sb::pattern::JointFit fit = best_fit(subject.pattern, sub_rule, subject.event);
  Distance distance;
  distance.failed = fit.failed;
  distance.held = sub_rule.size() - fit.failed;
  for (size_t i = 0; i < sub_rule.size(); ++i) {
    if (fit.fields[i].kind != sb::pattern::FieldFit::Kind::kFails) continue;
    distance.near_misses += nearly(subject.pattern.fields[sub_rule[i]], subject.outline.fields[sub_rule[i]],
                                   subject.event, subject.places)
                                ? 1
                                : 0;
  }
  return distance;
}

// Of a pattern that matches.
Distance no_distance(const sb::pattern::Subject& subject) {
  Distance best;
  for (const sb::pattern::SubRule& sub_rule : subject.pattern.sub_rules) {
    if (sub_rule.size() <= best.held) continue;
    const sb::pattern::PatternIndex alone(subject.pattern, sub_rule);
    if (alone.matches(subject.event)) best.held = sub_rule.size();
  }
  return best;
}

// Calls `work` with the pattern and the event as a Subject.
template <class T, class Work>
Result<T> with_subject(const Pattern& pattern, std::string_view event_text, Work work) {
  const auto& state = PatternAccess::state(pattern);
  const sb::json::ReadResult read = sb::json::read(event_text);
  const sb::pattern::EventResult event = sb::pattern::read_event(event_text);
  if (!read.ok() || !event.ok()) return from_event(event.error);
  const sb::pattern::Outline outline = sb::pattern::make_outline(state.text);
  const sb::pattern::EventPlaces places(event_text, *read.tree);
  return work(sb::pattern::Subject{state.pattern, outline, *read.tree, *event.event, places});
}

}  // namespace

Result<Explanation> explain(const Pattern& pattern, std::string_view event_text) noexcept {
  return guarded<Explanation>([&]() -> Result<Explanation> {
    const auto& state = PatternAccess::state(pattern);
    return with_subject<Explanation>(pattern, event_text, [&](const sb::pattern::Subject& subject) {
      sb::pattern::Findings findings = describe(subject, state.text);
      if (!findings.explanation.matches) suggest_changes(subject, findings);
      return std::move(findings.explanation);
    });
  });
}

Result<Distance> distance(const Pattern& pattern, std::string_view event_text) noexcept {
  return guarded<Distance>([&]() -> Result<Distance> {
    const auto& state = PatternAccess::state(pattern);
    return with_subject<Distance>(pattern, event_text, [&](const sb::pattern::Subject& subject) {
      if (state.index().matches(subject.event)) return no_distance(subject);
      Distance best{SIZE_MAX, 0, 0};
      for (const auto& sub_rule : state.pattern.sub_rules) {
        best = std::min(best, distance_of(subject, sub_rule));
      }
      return best;
    });
  });
}

}  // namespace switchboard
