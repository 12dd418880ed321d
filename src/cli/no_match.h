// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"

namespace sb::cli {

// A look-up by name that found nothing.
struct NoMatch {
  std::string kind;                // "queue"
  std::string pattern;             // as typed
  std::vector<std::string> names;  // of all that were searched
  std::string where;               // in which they are
  std::string list_all;            // the command that lists all of them
};

// Says on stderr what was searched, which names are near, and what to try.
void say_no_match(const NoMatch& search, const Console& console);

}  // namespace sb::cli
