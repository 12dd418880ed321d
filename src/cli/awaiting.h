// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/console.h"
#include "cli/stack.h"
#include "reconcile/apply.h"

namespace sb::cli {

// Says which of the subscriptions that were just made wait to be confirmed by their endpoints: who confirms,
// until when, and the command (`verify`) that shows what has become of them. SNS asks each subscription.
void say_awaiting(Stack& stack, const reconcile::Plan& plan, const reconcile::ApplyResult& result,
                  const std::string& verify, const Console& console);

}  // namespace sb::cli
