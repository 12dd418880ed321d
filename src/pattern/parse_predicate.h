// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pattern/ast.h"
#include "pattern/parse_cursor.h"

namespace sb::pattern {

// Reads one element of a field's array, the current token being its first, and stops on its last. nullopt:
// `cursor` holds the complaint. Checks are made in event-ruler's order, so that of several faults the same
// one is named.
std::optional<Predicate> parse_predicate(ParseCursor& cursor);

}  // namespace sb::pattern
