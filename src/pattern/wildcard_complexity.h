// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "pattern/ast.h"

namespace sb::pattern {

// Steps that counting the wildcards of one pattern of so many bytes may take: far more than a pattern of
// AWS's length needs or an ordinary one of any length, and some tenths of a second.
constexpr size_t wildcard_steps(size_t pattern_bytes) { return (size_t{1} << 23) + 16 * pattern_bytes; }

// How costly the wildcards of one field are, counted as event-ruler counts: the greatest number of beginnings
// of their expressions that one and the same text can fit at once. A beginning ends behind a character or a
// star and starts with the opening quote; beginnings shared by operands of one anything-but count once. "a*"
// scores 2, "*:*:*:*" 7, "*:*:*:*:*:event-bus/*" 11; a field without wildcards 0. For one expression this is
// event-ruler's own score; for several, whose states it shares in its own ways, it can be a little apart.
// Stops counting above `limit`. Takes its steps off `steps_left`, which fields that are judged together
// share, and answers limit + 1 also when they run out.
int wildcard_complexity(std::span<const Predicate> predicates, int limit, size_t& steps_left);

}  // namespace sb::pattern
