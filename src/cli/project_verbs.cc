// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace sb::cli {
namespace {

void add_export(CLI::App& app, Verbs& v) {
  CLI::App* verb = app.add_subcommand("export", "Write the AWS side of a spec for other tools");
  verb->add_option("-f,--file", v.export_to.file, "The spec")->capture_default_str();
  verb->add_option("--format", v.export_to.format, "cloudformation or terraform (JSON)")
      ->required()
      ->check(CLI::IsMember({"cloudformation", "terraform"}));
  verb->add_option(
      "--queues", v.export_to.queues,
      "Ids of queues that the spec names: the output of queues --output json; without it Genesys "
      "Cloud is asked");
  verb->add_option("-o,--out", v.export_to.out, "Where to; standard output otherwise");
  verb->add_flag("--force", v.export_to.force, "Overwrite the file");
  verb->callback([&v] { v.chosen = [&v] { return run_export(v.global, v.export_to); }; });
}

}  // namespace

void add_project_verbs(CLI::App& app, Verbs& v) {
  CLI::App* init = app.add_subcommand("init", "Write a spec to start from");
  init->add_option("--template", v.init.template_name, "fanout, queue-filter or partner")
      ->check(CLI::IsMember({"fanout", "queue-filter", "partner"}));
  init->add_option("-f,--file", v.init.file, "Where to")->capture_default_str();
  init->callback([&v] { v.chosen = [&v] { return run_init(v.global, v.init); }; });
  CLI::App* graph = app.add_subcommand("graph", "Draw the stack: events, bus, rules, targets, subscribers");
  graph->add_option("-f,--file", v.graph.file, "The spec")->capture_default_str();
  graph->add_option("--format", v.graph.format, "mermaid or dot")
      ->capture_default_str()
      ->check(CLI::IsMember({"mermaid", "dot"}));
  graph->add_flag("--live", v.graph.live, "Mark what is live otherwise than the spec says");
  graph->callback([&v] { v.chosen = [&v] { return run_graph(v.global, v.graph); }; });
  add_export(app, v);
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->callback([&v] { v.chosen = [&v] { return run_version(v.global); }; });
}

}  // namespace sb::cli
