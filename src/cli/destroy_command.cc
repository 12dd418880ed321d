// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/carry_out.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {

int run_destroy(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  auto stack = open_stack(global, options, Purpose::kDestroy, console);
  if (!stack) return kExitFailed;
  std::vector<std::string> types;
  for (const reconcile::DesiredEventType& type : stack->desired.event_types) types.push_back(type.name);
  if (!types.empty() && !stack->desired.exclusive) {
    stack->plan.plan.notes.push_back(
        "these event types stay enabled in Genesys Cloud, others may use them: " + base::join(types, ", "));
  }
  return carry_out(global, *stack, options, "switchboard.destroy/1", "destroy", console);
}

}  // namespace sb::cli
