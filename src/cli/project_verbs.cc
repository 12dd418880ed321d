// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace sb::cli {

void add_project_verbs(CLI::App& app, Verbs& v) {
  CLI::App* init = app.add_subcommand("init", "Write a spec to start from");
  init->add_option("--template", v.init.template_name, "fanout, queue-filter or partner")
      ->check(CLI::IsMember({"fanout", "queue-filter", "partner"}));
  init->add_option("-f,--file", v.init.file, "Where to")->capture_default_str();
  init->callback([&v] { v.chosen = [&v] { return run_init(v.global, v.init); }; });
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->callback([&v] { v.chosen = [&v] { return run_version(v.global); }; });
}

}  // namespace sb::cli
