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
// Time: fields × values × distinct choices of elements of arrays that are still to be asked about, so it may
// grow as the square of an array of objects: for tests and small events; PatternIndex is for others.
// Events that repeat keys with arrays of objects may leave a power of choices. Where there are more than
// 10,000 and than the event has elements, the answer is false. Pure: any thread.
bool matches(const Pattern& pattern, const Event& event);
// One of its sub-rules alone.
bool matches(const Pattern& pattern, const SubRule& sub_rule, const Event& event);

// As above, for one pattern; with many, make the Event once. `tree` must hold an object.
bool matches(const Pattern& pattern, const json::Tree& tree);

}  // namespace sb::pattern
