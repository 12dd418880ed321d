// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/plan_markdown.h"
#include "cli/plan_view.h"
#include "cli/quotas_view.h"
#include "cli/saved_plan_file.h"
#include "cli/stack.h"
#include "cli/suggested_command.h"

namespace sb::cli {
namespace {

std::string print_plan(const reconcile::Plan& plan, const Console& console) {
  switch (console.format()) {
    case OutputFormat::kJson:
      return plan_as_json(plan, "switchboard.plan/1", nullptr);
    case OutputFormat::kMarkdown:
      return plan_as_markdown(plan);
    case OutputFormat::kText:
      break;
  }
  return plan_as_text(plan, console) + quotas_as_text(plan.quotas, false);
}

}  // namespace

int run_plan(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  auto stack = open_stack(global, options, Purpose::kApply, console);
  if (!stack) return kExitFailed;
  const reconcile::PlanResult& result = stack->plan;
  if (result.problems.empty()) {
    console.out(print_plan(result.plan, console));
  }
  if (global.verbose) console.say(quotas_as_text(result.plan.quotas, true));
  say_remarks(result.plan, console);
  for (const base::Error& problem : result.problems) console.error(problem);
  if (!result.problems.empty()) return kExitFailed;
  if (!options.out.empty()) {
    const InterruptGuard guard;  // the file is whole, or not there
    const auto saved = save_plan(*stack, options);
    if (!saved) console.error(saved.error());
    if (was_interrupted()) return kExitInterrupted;
    if (!saved) return kExitFailed;
    console.say(fmt::format("the plan is saved in {}; carry it out by: {}", options.out,
                            to_paste(global, {"apply", "", {options.out}})));
  }
  return options.detailed_exit_code && !result.plan.changes.empty() ? kExitChanges : kExitDone;
}

}  // namespace sb::cli
