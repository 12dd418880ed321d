// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pattern/ast.h"
#include "pattern/parse_cursor.h"

namespace sb::pattern {

// Reads what stands behind "anything-but" and the end of the object around it. nullopt: `cursor` holds the
// complaint.
std::optional<Predicate> parse_anything_but(ParseCursor& cursor);

}  // namespace sb::pattern
