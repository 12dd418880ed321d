// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/console.h"
#include "cli/stack.h"

namespace sb::cli {

// Shows a plan, asks (unless --yes), carries it out, reads it again (reconcile/settle.h), prints what became
// of each change under `schema`, at last each failure with its reason, and returns the exit code. Ctrl-C lets
// changes that are in flight finish and begins no other.
int carry_out(Stack& stack, const StackOptions& options, const char* schema, const char* verb,
              const Console& console);

}  // namespace sb::cli
