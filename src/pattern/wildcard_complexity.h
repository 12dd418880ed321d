// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "pattern/ast.h"

namespace sb::pattern {

// How costly the wildcards of one field are, counted as event-ruler counts: the greatest number of beginnings
// of their expressions that one and the same text can fit at once. A beginning ends behind a character or a
// star and starts with the opening quote; beginnings shared by operands of one anything-but count once. "a*"
// scores 2,
// "*:*:*:*" 7, "*:*:*:*:*:event-bus/*" 11; a field without wildcards 0. For one expression this is
// event-ruler's own score; for several, whose states it shares in its own ways, it can be a little apart.
// Stops counting above `limit`, and answers limit + 1 also when telling would take too long.
int wildcard_complexity(std::span<const Predicate> predicates, int limit);

}  // namespace sb::pattern
