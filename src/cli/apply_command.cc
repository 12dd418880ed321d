// SPDX-License-Identifier: Apache-2.0
#include "cli/carry_out.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {

int run_apply(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  auto stack = open_stack(global, options, Purpose::kApply, console);
  return stack ? carry_out(*stack, options.yes, "switchboard.apply/1", "apply", console) : kExitFailed;
}

}  // namespace sb::cli
