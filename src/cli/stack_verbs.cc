// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace sb::cli {
namespace {

void add_stack(CLI::App& verb, StackOptions& o) {
  verb.add_option("-f,--file", o.file, "The spec")->capture_default_str();
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

void add_change_flags(CLI::App& verb, StackOptions& o) { verb.add_flag("--yes", o.yes, "Do not ask"); }

}  // namespace

void add_stack_verbs(CLI::App& app, Verbs& v) {
  CLI::App* plan = app.add_subcommand("plan", "Show what apply would do");
  add_stack(*plan, v.stack);
  plan->add_flag("--adopt", v.stack.adopt, "Take over rules that exist");
  plan->add_flag("--detailed-exitcode", v.stack.detailed_exit_code, "Exit 2 when there are changes");
  plan->callback([&v] { v.chosen = [&v] { return run_plan(v.global, v.stack); }; });
  CLI::App* apply = app.add_subcommand("apply", "Make what is live as the spec says");
  add_stack(*apply, v.stack);
  add_change_flags(*apply, v.stack);
  apply->add_flag("--adopt", v.stack.adopt, "Take over rules that exist");
  apply->callback([&v] { v.chosen = [&v] { return run_apply(v.global, v.stack); }; });
  CLI::App* destroy = app.add_subcommand("destroy", "Remove what the stack made");
  add_stack(*destroy, v.stack);
  add_change_flags(*destroy, v.stack);
  destroy->add_flag("--discard-messages", v.stack.discard_messages, "Delete queues that hold messages too");
  destroy->callback([&v] { v.chosen = [&v] { return run_destroy(v.global, v.stack); }; });
  CLI::App* verify = app.add_subcommand("verify", "Prove each hop of what is live against the spec");
  add_stack(*verify, v.stack);
  verify->callback([&v] { v.chosen = [&v] { return run_verify(v.global, v.stack); }; });
  add_doctor(app, v);
}

}  // namespace sb::cli
