// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/verbs.h"

namespace sb::cli {

int run_help(const CLI::App& app, const std::string& verb) {
  const Console console(OutputFormat::kText, false);
  if (verb.empty()) {
    console.out(app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal));
    return kExitDone;
  }
  std::vector<std::string> names;
  for (const CLI::App* known : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (known->get_name() == verb) {
      console.out(known->help(app.get_name()));
      return kExitDone;
    }
    names.push_back(known->get_name());
  }
  const auto near = base::suggest(verb, names);
  console.say(fmt::format("switchboard has no verb '{}'{}", verb,
                          near ? fmt::format("; did you mean '{}'?", *near) : ""));
  return kExitUsage;
}

}  // namespace sb::cli
