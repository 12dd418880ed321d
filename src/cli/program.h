// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/verbs.h"

namespace sb::cli {

// Gives `app` every flag and verb, in the order and under the headings of --help. `verbs` must live as long
// as `app`. The one place from which parsing, help, completion and the manual follow.
void build_program(CLI::App& app, Verbs& verbs);

}  // namespace sb::cli
