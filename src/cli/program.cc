// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <fmt/format.h>

#include "cli/reference.h"

namespace sb::cli {
namespace {

constexpr char kDescription[] =
    "Genesys Cloud events to the programs that want them, over Amazon EventBridge and SNS.\n"
    "\n"
    "Begin here:\n"
    "  switchboard demo                       the main job on this machine, start to end; no account needed\n"
    "  switchboard init                       write a spec: which events go where\n"
    "  switchboard apply --local --yes        make it so on the local cloud\n"
    "  switchboard plan | apply | verify      the same on your own accounts";

void add_global(CLI::App& app, GlobalOptions& o) {
  app.add_option("--output", o.output, "How to print data")->check(CLI::IsMember({"text", "json"}));
  app.add_option("--profile", o.profile, "AWS profile");
  app.add_option("--region", o.region, "AWS region");
  app.add_option("--endpoint-url", o.endpoint_url, "Address of every AWS service")->type_name("URL");
  app.add_option("--genesys-url", o.genesys_url, "Address of Genesys Cloud, login and API")->type_name("URL");
  app.add_option("--local", o.local_url, "Use the local cloud: --local, or --local=URL")->type_name("[=URL]");
  app.add_flag("--no-color", o.no_color, "No colours");
  app.add_flag("-v,--verbose", o.verbose, "Say whose account and how much of it was read");
  app.set_version_flag("--version", "switchboard " SB_VERSION, "Print the version");
}

std::vector<CLI::App*> verbs_of(CLI::App& app) {
  return app.get_subcommands([](const CLI::App* verb) { return !verb->get_name().empty(); });
}

void add_under(const char* heading, void (*add)(CLI::App&, Verbs&), CLI::App& app, Verbs& verbs) {
  const size_t before = verbs_of(app).size();
  add(app, verbs);
  const std::vector<CLI::App*> all = verbs_of(app);
  for (size_t i = before; i < all.size(); ++i) all[i]->group(heading);
}

// What holds for every verb, said once.
void finish(CLI::App& verb) {
  verb.footer("Flags of every verb: switchboard --help");
  if (CLI::Option* file = verb.get_option_no_throw("--file")) file->type_name("FILE");
}

std::string exit_codes_text() {
  std::string out = "Exit codes:\n";
  for (const ExitCode& row : exit_codes()) out += fmt::format("  {:<4} {}\n", row.code, row.meaning);
  return out + "\nswitchboard help VERB says more of a verb; switchboard man prints the manual.";
}

}  // namespace

void build_program(CLI::App& app, Verbs& verbs) {
  app.description(kDescription);
  add_global(app, verbs.global);
  app.require_subcommand(1);
  app.fallthrough();
  add_under("The stack", add_stack_verbs, app, verbs);
  add_under("Queues, events, the local cloud", add_cloud_verbs, app, verbs);
  add_under("Queues, events, the local cloud", add_event_verbs, app, verbs);
  add_under("Patterns and events, offline", add_pattern_verbs, app, verbs);
  add_under("The spec and this program", add_project_verbs, app, verbs);
  add_under("The spec and this program", add_program_verbs, app, verbs);
  for (CLI::App* verb : verbs_of(app)) finish(*verb);
  app.footer(exit_codes_text());
}

}  // namespace sb::cli
