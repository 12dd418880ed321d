// SPDX-License-Identifier: Apache-2.0
#include "cli/usage_error.h"

#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "base/text.h"
#include "cli/command_table.h"
#include "cli/exit_code.h"

namespace sb::cli {
namespace {

int say_usage(const std::string& complaint, const std::string& verb) {
  std::fprintf(stderr, "%s\nRun 'switchboard%s --help' for more.\n", complaint.c_str(),
               verb.empty() ? "" : (" " + verb).c_str());
  return kExitUsage;
}

std::string with_nearest(std::string complaint, const std::string& word,
                         const std::vector<std::string>& candidates) {
  if (const auto near = base::suggest(word, candidates))
    complaint += fmt::format("; did you mean '{}'?", *near);
  return complaint;
}

void add_names(const std::vector<Parameter>& flags, std::vector<std::string>& out) {
  for (const Parameter& flag : flags) out.insert(out.end(), flag.names.begin(), flag.names.end());
}

// A word that was not expected: a flag that is none, or one word too many.
int explain_extra(const CommandTable& table, const std::string& verb, const std::string& word) {
  if (!word.starts_with('-')) return say_usage(fmt::format("{} takes no '{}'", verb, word), verb);
  std::vector<std::string> names;
  add_names(table.flags, names);
  for (const VerbRow& row : table.verbs) {
    if (row.name == verb) add_names(row.flags, names);
  }
  const std::string flag = word.substr(0, word.find('='));
  return say_usage(with_nearest(fmt::format("{} has no flag '{}'", verb, flag), flag, names), verb);
}

int explain_no_verb(const CommandTable& table, const std::string& word) {
  std::vector<std::string> names;
  for (const VerbRow& row : table.verbs) names.push_back(row.name);
  if (word.starts_with('-')) {
    add_names(table.flags, names);
    return say_usage(with_nearest(fmt::format("switchboard has no flag '{}'", word), word, names), "");
  }
  return say_usage(with_nearest(fmt::format("switchboard has no verb '{}'", word), word, names), "");
}

}  // namespace

int explain_usage(CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const std::vector<std::string> words = app.remaining(true);
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const std::string verb = chosen.empty() ? "" : chosen.front()->get_name();
  if (!words.empty()) {
    const CommandTable table = read_command_table(app);
    return verb.empty() ? explain_no_verb(table, words.front()) : explain_extra(table, verb, words.front());
  }
  if (verb.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    std::fprintf(stderr, "%s", app.help().c_str());
    return kExitUsage;
  }
  return say_usage(error.what(), verb);
}

}  // namespace sb::cli
