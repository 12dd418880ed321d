// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "pattern/ast.h"
#include "pattern/bare_operator.h"
#include "pattern/event.h"
#include "pattern/event_places.h"
#include "pattern/outline.h"
#include "switchboard/explain.h"

namespace sb::pattern {

// A value that is nearly what one entry of a field's list asks for.
struct ValueMiss {
  switchboard::NearMiss miss;
  size_t condition = 0;  // index into the field's predicates
};

// How `value`, which the field does not accept, differs from what it wants; the strongest first, at most a
// few.
std::vector<ValueMiss> near_misses_by_value(const Field& field, const OutlineField& outline,
                                            const Place& place, const Value& value);

// How many of the field's `values` are held up for near misses: all, unless it is thousands of them against
// as many conditions.
size_t values_compared(const Field& field, size_t values);

// Where in the event the field may have meant to look, when there is nothing at its path; the strongest
// first, at most a few.
std::vector<switchboard::NearMiss> near_misses_by_path(const Field& field, const OutlineField& outline,
                                                       const Event& event, const EventPlaces& places);

// An operator without its list, where the event has a value that it was meant for.
std::optional<BareOperator> misplaced_operator(const Field& field, const OutlineField& outline,
                                               const EventPlaces& places);
// What is to be done about it, in a sentence.
std::string put_into_list(const BareOperator& bare);

}  // namespace sb::pattern
