// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/reader.h"
#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::pattern {

// The plain answer to "does this pattern match this event?", by the answers in tests/cases/patterns and
// nothing else: the truth that faster matchers are held against. Every field of a sub-rule is tried in the
// sub-rule's order; the array elements its value stands in must agree with those chosen so far, at every
// level of nesting. {"exists":false} asks that no value agreeing with the choices so far exists.
//
// event-ruler's own faults are not followed: wildcards beside equals-ignore-case on one field, CIDR on
// numbers and across address families, equals-ignore-case outside the Basic Multilingual Plane, prefix and
// suffix seeing quotes.
//
// Time: fields × values × distinct choices of elements of arrays that are still to be asked about. Only an
// event that repeats a key with several arrays of objects lets the last factor grow beyond the event's size.
// Pure: any thread.
bool matches(const Pattern& pattern, const Event& event);
// One of its sub-rules alone.
bool matches(const Pattern& pattern, const SubRule& sub_rule, const Event& event);

// As above, for one pattern; with many, make the Event once. `tree` must hold an object.
bool matches(const Pattern& pattern, const json::Tree& tree);

}  // namespace sb::pattern
