// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/console.h"
#include "cli/line_input.h"

namespace sb::cli {

// A line {"id":…,"pattern":{…}} of a file of rules. An id that is no string stands as it is spelled.
struct RuleLine {
  size_t number = 0;
  std::string id;
  std::string_view pattern;  // its text
  std::string_view before;   // what stands before it in the line
};

enum class RulesRead { kAll, kSome, kUnreadable };

// Hands every rule of a file ("-" is standard input) to `take`, in order. kSome when a line is no rule, which
// is said on the console, or when `take` gave false for one; the others are handed over all the same.
// kUnreadable when the file cannot be read, which is said.
RulesRead read_rules(const std::string& file, const Console& console,
                     const std::function<bool(const RuleLine&)>& take);

}  // namespace sb::cli
