// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/plan_markdown.h"
#include "cli/plan_view.h"
#include "cli/stack.h"

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
  return plan_as_text(plan, console);
}

}  // namespace

int run_plan(const GlobalOptions& global, const StackOptions& options) {
  const Console console(global.format(), !global.no_color);
  const auto stack = open_stack(global, options, Purpose::kApply, console);
  if (!stack) return kExitFailed;
  const reconcile::PlanResult& result = stack->plan;
  if (result.problems.empty()) {
    console.out(print_plan(result.plan, console));
  }
  say_remarks(result.plan, console);
  for (const base::Error& problem : result.problems) console.error(problem);
  if (!result.problems.empty()) return kExitFailed;
  return options.detailed_exit_code && !result.plan.changes.empty() ? kExitChanges : kExitDone;
}

}  // namespace sb::cli
