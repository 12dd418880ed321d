// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "json/reader.h"

namespace sb::pattern {

// What became of one case.
struct CaseOutcome {
  std::string label;   // what the case is called (label_of), may be empty
  bool valid = false;  // the line is a case at all; else `message` says why not and nothing was run
  bool passed = false;
  std::string expected;  // "true", "false" or "error"
  std::string got;       // the same words; "" when not valid
  std::string
      message;  // why the pattern or the event was refused, or what is wrong with the line; else empty
};

// Runs one line of a case file:
//   {"pattern":…,"event":…,"expect":true|false|"error"}
// `pattern_text` and `event_text` give raw text in a string instead. JSON under `pattern` and `event` is
// taken as it stands in the line, with its spelling of numbers and its repeated keys. Of repeated members the
// last counts; other keys are labels. "error" is a refused pattern or event, anything behind the value
// included. Pure: any thread.
CaseOutcome run_case(std::string_view line);

// What a case, a JSON object, is called: its "label"; without one its other keys that say nothing about what
// is tried, as "key: value, …".
std::string label_of(const json::Node& object);

}  // namespace sb::pattern
