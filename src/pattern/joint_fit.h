// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "pattern/ast.h"
#include "pattern/event.h"

namespace sb::pattern {

// What a field of a sub-rule is satisfied by.
struct FieldFit {
  enum class Kind : uint8_t { kValue, kAbsent, kFails };
  Kind kind = Kind::kFails;
  uint32_t value = 0;  // kValue: index into the values at the field's path
};

// A way to satisfy as many fields of a sub-rule as can be satisfied together: the array elements of all
// chosen values agree.
struct JointFit {
  std::vector<FieldFit> fields;  // by index in the sub-rule
  size_t failed = 0;             // fields that fail; 0 exactly if the sub-rule matches
};

// Array elements chosen: array → index.
using Elements = std::map<uint32_t, uint32_t>;

// Whether none of the elements around `value` contradicts `elements`.
bool agrees(const Event& event, const Elements& elements, const Value& value);
// Adds the elements around a value that agrees.
void join(const Event& event, Elements& elements, const Value& value);

// Goes through the fields as the reference matcher does, where a field may also fail. Where an event's arrays
// allow more than a few thousand choices at a time the best of them are followed, so that `failed` may then
// be more than the least; 0 is still right if reached. Time: for each field, near linear in its values and in
// the choices followed.
JointFit best_fit(const Pattern& pattern, const SubRule& sub_rule, const Event& event);

}  // namespace sb::pattern
