// SPDX-License-Identifier: Apache-2.0
#include "cli/option_checks.h"
#include "cli/verbs.h"

namespace sb::cli {
namespace {

CLI::Option* add_stack(CLI::App& verb, StackOptions& o) {
  verb.add_option("--rate", o.rate,
                  "EventBridge calls a second, other services in proportion (40; with --local no limit)")
      ->check(decimal_number(0.1, 10000, "EventBridge calls a second"));
  return verb.add_option("-f,--file", o.file, "The spec")->capture_default_str();
}

CLI::Option* add_only(CLI::App& verb, StackOptions& o) {
  return verb.add_option("--only", o.only, "This route alone, and what it needs; may be given again")
      ->type_name("ROUTE")
      ->allow_extra_args(false);
}

CLI::Option* add_adopt(CLI::App& verb, StackOptions& o) {
  return verb.add_flag("--adopt", o.adopt, "Take over rules and subscriptions that exist");
}

CLI::Option* add_discard(CLI::App& verb, StackOptions& o) {
  return verb.add_flag("--discard-messages", o.discard_messages, "Delete queues that hold messages too");
}

void add_change_flags(CLI::App& verb, StackOptions& o) {
  verb.add_flag("--yes", o.yes, "Do not ask");
  verb.add_flag("--detailed-exitcode", o.detailed_exit_code,
                "Exit 2 when the answer was no and changes are left");
}

void add_doctor(CLI::App& app, Verbs& v) {
  CLI::App* doctor =
      app.add_subcommand("doctor", "Find the first broken link between Genesys Cloud and the receivers");
  doctor->add_option("-f,--file", v.doctor.file, "The spec [switchboard.yaml, where there is one]");
  doctor->add_option("--event", v.doctor.event,
                     "A file with an event that should have arrived (- for stdin)");
  doctor->add_option("route", v.doctor.routes, "Routes to look at; none: all");
  doctor->callback([&v] { v.chosen = [&v] { return run_doctor(v.global, v.doctor); }; });
}

void add_import(CLI::App& app, Verbs& v) {
  CLI::App* verb = app.add_subcommand("import", "Write a spec from what is live");
  verb->add_option("--stack", v.import_from.stack,
                   "The stack to describe; with --bus or --rule, also the one to own what they find");
  verb->add_option("--bus", v.import_from.bus,
                   "Rules that nobody marked, on this bus (* and ? as wildcards)");
  verb->add_option("--rule", v.import_from.rule, "Rules that nobody marked, of this name (* and ?)");
  verb->add_option("-o,--out", v.import_from.out, "Where to; standard output otherwise");
  verb->add_flag("--force", v.import_from.force, "Overwrite the file");
  verb->callback([&v] { v.chosen = [&v] { return run_import(v.global, v.import_from); }; });
}

}  // namespace

void add_stack_verbs(CLI::App& app, Verbs& v) {
  CLI::App* plan = app.add_subcommand("plan", "Show what apply would do");
  add_stack(*plan, v.stack);
  add_only(*plan, v.stack);
  add_adopt(*plan, v.stack);
  add_discard(*plan, v.stack);
  plan->add_option("--out", v.stack.out, "Save the plan in this file, for apply")
      ->type_name("FILE")
      ->check(not_empty("a file"));
  plan->add_flag("--detailed-exitcode", v.stack.detailed_exit_code, "Exit 2 when there are changes");
  plan->callback([&v] { v.chosen = [&v] { return run_plan(v.global, v.stack); }; });
  CLI::App* apply = app.add_subcommand("apply", "Make what is live as the spec says");
  CLI::Option* saved =
      apply->add_option("plan", v.stack.saved_plan, "A plan saved by plan --out: exactly this")
          ->type_name("FILE");
  add_change_flags(*apply, v.stack);
  // A saved plan says these itself.
  for (CLI::Option* option : {add_stack(*apply, v.stack), add_only(*apply, v.stack),
                              add_adopt(*apply, v.stack), add_discard(*apply, v.stack)})
    saved->excludes(option);
  apply->callback([&v] { v.chosen = [&v] { return run_apply(v.global, v.stack); }; });
  CLI::App* destroy = app.add_subcommand("destroy", "Remove what the stack made");
  add_stack(*destroy, v.stack);
  add_only(*destroy, v.stack);
  add_change_flags(*destroy, v.stack);
  add_discard(*destroy, v.stack);
  destroy->callback([&v] { v.chosen = [&v] { return run_destroy(v.global, v.stack); }; });
  CLI::App* verify = app.add_subcommand("verify", "Prove each hop of what is live against the spec");
  add_stack(*verify, v.stack);
  verify->callback([&v] { v.chosen = [&v] { return run_verify(v.global, v.stack); }; });
  add_doctor(app, v);
  add_import(app, v);
}

}  // namespace sb::cli
