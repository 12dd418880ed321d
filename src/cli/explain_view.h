// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/console.h"
#include "switchboard/explain.h"

namespace sb::cli {

// Every field of the pattern, branch by branch, and what would help: lines indented by two spaces.
std::string describe_whole(const switchboard::Explanation& explanation, const Console& console);

// Only what stands in the way, in the alternative that comes closest, and what would help: the same form.
std::string describe_failure(const switchboard::Explanation& explanation, const Console& console);

// "✓" or "✗", in colour where colours are.
std::string mark(bool good, const Console& console);

}  // namespace sb::cli
