// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "json/reader.h"
#include "pattern/ast.h"
#include "pattern/event.h"
#include "pattern/event_places.h"
#include "pattern/joint_fit.h"
#include "pattern/outline.h"
#include "switchboard/explain.h"

namespace sb::pattern {

// A pattern and an event, each as it was read and as it was written. Views: all must outlive it.
struct Subject {
  const Pattern& pattern;
  const Outline& outline;  // of the same pattern
  const json::Tree& event_tree;
  const Event& event;  // the same event
  const EventPlaces& places;
};

struct Findings {
  switchboard::Explanation explanation;  // without changes
  std::vector<JointFit> fits;            // by sub-rule; empty for those that match
};

// What holds and what does not.
Findings describe(const Subject& subject, std::string_view pattern_text);

// Adds the fewest changes that make the event match, each tried, or why there are none. For an explanation
// that does not match.
void suggest_changes(const Subject& subject, Findings& findings);

}  // namespace sb::pattern
