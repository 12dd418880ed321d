// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion.h"

namespace sb::cli {
namespace {

std::string quoted(std::string text) {
  text = base::replace_all(std::move(text), "\\", "\\\\");
  return "'" + base::replace_all(std::move(text), "'", "\\'") + "'";
}

std::string names_of(const Parameter& flag) {
  std::string out;
  for (const std::string& name : flag.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return out;
}

std::string value_of(const Parameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format(" -x -a {}", quoted(spaced(parameter.choices)));
  if (parameter.completes == Completes::kFile) return " -r -F";
  if (parameter.completes == Completes::kFolder) return " -x -a '(__fish_complete_directories)'";
  return parameter.takes_next_word() ? " -x" : "";
}

void write_flags(const std::string& condition, const std::vector<Parameter>& flags, std::string& out) {
  for (const Parameter& flag : flags) {
    out += fmt::format("complete -c switchboard{}{}{} -d {}\n", condition, names_of(flag), value_of(flag),
                       quoted(flag.description));
  }
}

}  // namespace

std::string fish_completion(const CommandTable& table) {
  std::string out =
      "# fish completion for switchboard\n# Made by: switchboard completion fish\n\n"
      "complete -c switchboard -f\n";
  write_flags("", table.flags, out);
  for (const VerbRow& verb : table.verbs) {
    out += fmt::format("complete -c switchboard -n __fish_use_subcommand -a {} -d {}\n", verb.name,
                       quoted(verb.description));
    const std::string condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", verb.name);
    write_flags(condition, verb.flags, out);
    for (const Parameter& word : verb.words) {
      if (word.completes == Completes::kFile) out += fmt::format("complete -c switchboard{} -F\n", condition);
      if (!word.choices.empty()) {
        out += fmt::format("complete -c switchboard{} -a {}\n", condition, quoted(spaced(word.choices)));
      }
    }
  }
  return out;
}

}  // namespace sb::cli
