// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::pattern {

// A value that the predicate accepts, as JSON text; the same for the same predicate. nullopt where none is
// known: for {"exists":false}, and for the odd text that does not even accept itself (case_folding.h).
std::optional<std::string> sample_value(const Predicate& predicate);

// The scalar that `text`, which must be JSON, is.
Value read_value(std::string_view text);

}  // namespace sb::pattern
