// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::pattern {

// Whether one value of an event satisfies a predicate, as tests/cases/patterns records it. {"exists":true} is
// true of every value and {"exists":false} of none; absence is for the matcher to see.
bool accepts(const Predicate& predicate, const Value& value);

}  // namespace sb::pattern
