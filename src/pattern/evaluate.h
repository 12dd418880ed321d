// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::pattern {

// Whether one value of an event satisfies a predicate, as tests/cases/patterns records it. {"exists":true} is
// true of every value and {"exists":false} of none; absence is for the matcher to see.
bool accepts(const Predicate& predicate, const Value& value);

// Whether any predicate of the field accepts the value.
bool accepts_any(const Field& field, const Value& value);

// Whether the field has {"exists":false} among its predicates.
bool may_be_absent(const Field& field);

}  // namespace sb::pattern
