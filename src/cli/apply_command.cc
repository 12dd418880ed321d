// SPDX-License-Identifier: Apache-2.0
#include "cli/carry_out.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/saved_plan_file.h"

namespace sb::cli {

int run_apply(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  auto stack = options.saved_plan.empty() ? open_stack(global, options, Purpose::kApply, console)
                                          : open_saved_plan(global, options, console);
  return stack ? carry_out(global, *stack, options, "switchboard.apply/1", "apply", console) : kExitFailed;
}

}  // namespace sb::cli
