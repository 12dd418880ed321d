// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pattern/flat_event.h"

namespace sb::pattern {

// What one field of a sub-rule found inside the arrays of an event. Numbers are FlatEvent::positions.
struct FieldPositions {
  std::vector<uint32_t> accepted;  // where a value that satisfies the field stands
  std::vector<uint32_t> all;       // where any value of the field stands; only asked of fields with absence
  bool absence = false;            // the field may also be satisfied by having no value
};

// Whether values can be chosen, one for each field in turn, such that no two of them stand in different
// elements of one array, at every level of nesting. A field with absence may go without, if each of its
// values contradicts what was chosen before it. The meaning is reference_matcher.h's.
//
// Time: near linear in the positions. Where an event repeats keys with several arrays of objects, so that
// their elements could be chosen in more ways than can be looked through in that time (100,000 steps and 16
// for each position), the answer is false unless one was found by then. Events without such keys need fewer.
bool can_agree(const FlatEvent& event, std::vector<FieldPositions> fields);

}  // namespace sb::pattern
