// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/scratch.h"
#include "json/reader.h"
#include "pattern/event.h"
#include "pattern/path_table.h"

namespace sb::pattern {

// A value of an event at a path that rules ask about; numbers are the PathTable's. As Value (event.h) says,
// arrays are taken apart.
struct FieldValue {
  uint32_t path = 0;
  uint32_t position = 0;  // FlatEvent::positions: the array elements around this value; 0 for none
  json::Kind kind = json::Kind::kNull;
  std::string_view text;  // a string decoded, a number as spelled; lives as long as the event's text
};

// An element of an array that is an object or an array.
struct ElementPosition {
  uint32_t parent = 0;  // the element around this one
  uint32_t array = 0;   // FlatEvent::array_ends
};

// What rules ask of one event: the values at their paths, in the order of the text. Reused from event to
// event.
struct FlatEvent {
  base::Scratch<FieldValue> values;
  // Entry 0 stands for "in no array". An element stands before those inside it, so that the elements inside
  // one array follow each other.
  base::Scratch<ElementPosition> positions;
  base::Scratch<uint32_t> array_ends;  // by array: the first position behind its elements
  std::deque<std::string> decoded;     // texts that had escapes; a deque, since values point into it

  void clear() {
    values.clear();
    positions.assign(1, {});
    array_ends.clear();
    if (!decoded.empty()) decoded.clear();
  }
};

// The same from an event read in full: slow, and the answer that EventScanner is held against. The event must
// outlive the result.
FlatEvent flatten(const Event& event, const PathTable& paths);

}  // namespace sb::pattern
