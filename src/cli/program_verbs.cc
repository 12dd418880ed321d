// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"
#include "cli/verbs.h"

namespace sb::cli {

void add_program_verbs(CLI::App& app, Verbs& v) {
  CLI::App* schema =
      app.add_subcommand("schema", "Print the JSON Schema of switchboard.yaml, for editors and CI");
  schema->callback([&v] { v.chosen = [&v] { return run_schema(v.global); }; });
  CLI::App* completion = app.add_subcommand("completion", "Print a shell's completion of this command line");
  completion->add_option("shell", v.completion.shell, "The shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "powershell"}));
  completion->callback([&v, &app] {
    v.chosen = [&v, &app] { return run_completion(v.completion, read_command_table(app)); };
  });
  CLI::App* man = app.add_subcommand("man", "Print the manual, switchboard(1), in roff");
  man->callback([&v, &app] { v.chosen = [&app] { return run_man(read_command_table(app)); }; });
  CLI::App* help = app.add_subcommand("help", "Say what a verb does and takes");
  help->add_option("verb", v.help_verb, "The verb")->type_name("VERB");
  help->callback([&v, &app] { v.chosen = [&v, &app] { return run_help(app, v.help_verb); }; });
}

}  // namespace sb::cli
