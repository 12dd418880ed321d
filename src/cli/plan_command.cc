// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/plan_view.h"
#include "cli/stack.h"

namespace sb::cli {

int run_plan(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto stack = open_stack(global, options, Purpose::kApply, console);
  if (!stack) return kExitFailed;
  const reconcile::PlanResult& result = stack->plan;
  if (result.problems.empty()) {
    console.out(console.json() ? plan_as_json(result.plan, "switchboard.plan/1", nullptr)
                               : plan_as_text(result.plan, console));
  }
  say_remarks(result.plan, console);
  for (const base::Error& problem : result.problems) console.error(problem);
  if (!result.problems.empty()) return kExitFailed;
  return options.detailed_exit_code && !result.plan.changes.empty() ? kExitChanges : kExitDone;
}

}  // namespace sb::cli
