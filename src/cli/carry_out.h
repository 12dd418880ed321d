// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/console.h"
#include "cli/stack.h"
#include "reconcile/apply.h"

namespace sb::cli {

// An observer that stops at nothing and says nothing, whose waits take real time.
reconcile::ApplyObserver make_observer();

// Shows a plan, asks (unless --yes), carries it out, reads it again (reconcile/settle.h), prints what became
// of each change under `schema`, each failure with its reason, at last which subscriptions await a
// confirmation, and returns the exit code. A saved plan that others' writing would make do more than it
// showed ends there (SB0342). Ctrl-C lets changes that are in flight finish and begins no other.
int carry_out(const GlobalOptions& global, Stack& stack, const StackOptions& options, const char* schema,
              const char* verb, const Console& console);

}  // namespace sb::cli
