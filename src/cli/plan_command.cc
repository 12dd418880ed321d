// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/plan_view.h"
#include "cli/quotas_view.h"
#include "cli/saved_plan_file.h"
#include "cli/stack.h"

namespace sb::cli {

int run_plan(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  auto stack = open_stack(global, options, Purpose::kApply, console);
  if (!stack) return kExitFailed;
  const reconcile::PlanResult& result = stack->plan;
  if (result.problems.empty()) {
    console.out(console.json()
                    ? plan_as_json(result.plan, "switchboard.plan/1", nullptr)
                    : plan_as_text(result.plan, console) + quotas_as_text(result.plan.quotas, false));
  }
  if (global.verbose) console.say(quotas_as_text(result.plan.quotas, true));
  say_remarks(result.plan, console);
  for (const base::Error& problem : result.problems) console.error(problem);
  if (!result.problems.empty()) return kExitFailed;
  if (!options.out.empty()) {
    if (const auto saved = save_plan(*stack, options); !saved) {
      console.error(saved.error());
      return kExitFailed;
    }
    console.say(fmt::format("the plan is saved in {}; carry it out by: switchboard apply {}", options.out,
                            options.out));
  }
  return options.detailed_exit_code && !result.plan.changes.empty() ? kExitChanges : kExitDone;
}

}  // namespace sb::cli
