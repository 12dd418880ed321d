// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/stack.h"

namespace sb::cli {

// Saves the plan of a stack, so that `apply FILE` can carry out exactly it. Only the owner may read the file.
// Error: it cannot be written, or another file stands there that is no saved plan.
base::Status save_plan(Stack& stack, const StackOptions& options);

// Reads the file, makes its plan again against what is live, and hands it back when the two are the same in
// everything. Otherwise says all that differs; nullopt then.
std::optional<Stack> open_saved_plan(const GlobalOptions& global, const StackOptions& options,
                                     const Console& console);

}  // namespace sb::cli
