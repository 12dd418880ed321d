// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion.h"

namespace sb::cli {
namespace {

constexpr char kHead[] = R"(# fish completion for switchboard
# Made by: switchboard completion fish

# Prints the verb of the command line; false where none stands there yet.
function __switchboard_verb
  set -l taking {}
  set -l skip no
  set -l words (commandline -opc)
  set -e words[1]
  for word in $words
    if test $skip = yes
      set skip no
    else if contains -- $word $taking
      set skip yes
    else if not string match -q -- '-*' $word
      echo $word
      return 0
    end
  end
  return 1
end

complete -c switchboard -f
)";

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
  std::string out = fmt::format(kHead, spaced(taking_flags(table)));
  write_flags("", table.flags, out);
  for (const VerbRow& verb : table.verbs) {
    out += fmt::format("complete -c switchboard -n 'not __switchboard_verb >/dev/null' -a {} -d {}\n",
                       verb.name, quoted(verb.description));
    const std::string condition = fmt::format(" -n 'contains -- {} (__switchboard_verb)'", verb.name);
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
