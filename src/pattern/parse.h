// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pattern/ast.h"

namespace sb::pattern {

// Limits of one pattern. The first and the last are AWS's, the others ours.
inline constexpr size_t kSubRuleFieldsMax = 256;   // fields that must hold together
inline constexpr size_t kSubRulesMax = 1000;       // combinations of $or choices
inline constexpr size_t kPathBytesMax = 1 << 20;   // the names of all paths together
inline constexpr int kWildcardComplexityMax = 10;  // see wildcard_complexity.h; AWS accepts 7 and refuses 11

// Why a pattern is refused. Reasons are AWS's own words where they are recorded.
struct ParseError {
  std::string reason;  // `"int" must be an object or an array`
  bool ours = false;   // we do not take what AWS, as far as is known, does
  int line = 0;        // from 1; 0 when AWS names no place for this reason
  int column = 0;
  size_t offset = 0;  // the byte there, which may be the end of the text; of no use without a place
  // The reason and ` at [Source: …; line: 1, column: 11]` on a line of its own, if there is a place; as AWS
  // does, a complaint found inside a list of anything-but carries the place twice. What SNS shows behind
  // "FilterPolicy: ".
  std::string located_reason;
  std::string message;  // "Event pattern is not valid. Reason: " and located_reason: EventBridge's whole text
  std::string hint;     // ours: what to write instead; may be empty
};

// Either a pattern or an error.
struct ParseResult {
  std::optional<Pattern> pattern;
  ParseError error;

  bool ok() const { return pattern.has_value(); }
};

// Reads an event pattern. Of several faults the first in the text is reported. A second value after the
// pattern is refused, which event-ruler would not do. Pure: no state, any thread.
ParseResult parse(std::string_view text);
// The same of one of several texts that share the steps for counting wildcards (wildcard_complexity.h).
ParseResult parse(std::string_view text, size_t& wildcard_steps_left);

}  // namespace sb::pattern
