// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <string_view>

#include "json/structural_index.h"
#include "json/tokenizer.h"
#include "pattern/flat_event.h"
#include "pattern/path_table.h"

namespace sb::pattern {

// How much of an event is looked at: all of it, or only what leads to a path of the table. Even then the
// whole text must be well-formed UTF-8 with closed strings.
enum class Validation { kWhole, kNeeded };

// Reads events fast, keeping only the values at given paths. It knows no reasons: whoever needs one asks
// json::read(), which accepts the same texts. Reused from event to event. Not thread-safe.
class EventScanner {
 public:
  // Fills `event` with views into `text`. False when the text is no JSON object (with kNeeded: as far as it
  // was read), with `event` of no use. Reads no byte outside `text`. Throws std::bad_alloc.
  bool scan(std::string_view text, const PathTable& paths, Validation validation, FlatEvent& event);

 private:
  json::StructuralIndex index_;
  std::bitset<json::kDepthMax + 1> brackets_;
};

}  // namespace sb::pattern
