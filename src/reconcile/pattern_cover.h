// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace sb::reconcile {

// True only if the event pattern `wide` matches every event that `narrow` matches, as far as that shows in
// the texts: fields that `wide` does not ask for, and further values of a field, make it wider. A matcher
// covers none but its like.
bool covers_pattern(const std::string& wide, const std::string& narrow);

// A pattern as a list of alternatives, of which an event has to match one: by path, which values each allows;
// a path that matchers decide on is left out.
using Alternatives = std::vector<std::map<std::string, std::set<std::string>>>;
Alternatives alternatives_of(const std::string& pattern);

// False only if no event matches both, among events whose fields have one value each.
bool may_overlap(const Alternatives& a, const Alternatives& b);

}  // namespace sb::reconcile
