// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/check_view.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/stack.h"
#include "cli/suggested_command.h"
#include "reconcile/verify.h"

namespace sb::cli {

int run_verify(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto stack = open_stack(global, options, Purpose::kApply, console);
  if (!stack) return kExitFailed;
  const auto checks =
      reconcile::verify(stack->connection->world(), stack->desired, stack->observed, stack->plan,
                        commands_for(global, options.file, stack->connection.get()));
  console.out(console.json() ? checks_as_json(checks, "switchboard.verify/1")
                             : checks_as_text(checks, console));
  const bool bad = std::any_of(checks.begin(), checks.end(),
                               [](const reconcile::Check& check) { return check.ok == false; });
  return bad ? kExitFailed : kExitDone;
}

}  // namespace sb::cli
