// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "cli/completion.h"

namespace sb::cli {

std::string spaced(const std::vector<std::string>& parts) { return base::join(parts, " "); }

std::vector<std::string> names_of(const std::vector<Parameter>& flags) {
  std::vector<std::string> out;
  for (const Parameter& flag : flags) out.insert(out.end(), flag.names.begin(), flag.names.end());
  return out;
}

std::vector<std::string> taking_flags(const CommandTable& table) {
  std::set<std::string> names;
  const auto add = [&](const std::vector<Parameter>& flags) {
    for (const Parameter& flag : flags) {
      if (flag.takes_next_word()) names.insert(flag.names.begin(), flag.names.end());
    }
  };
  add(table.flags);
  for (const VerbRow& verb : table.verbs) add(verb.flags);
  return {names.begin(), names.end()};
}

namespace {

constexpr char kHead[] = R"(# bash completion for switchboard                        -*- shell-script -*-
# Made by: switchboard completion bash

_switchboard_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }
_switchboard_files() {
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  compopt -o filenames 2>/dev/null || true
}
_switchboard_folders() {
  mapfile -t COMPREPLY < <(compgen -d -- "$cur")
  compopt -o filenames 2>/dev/null || true
}

_switchboard() {
  local cur prev='' verb='' word skip=0
  COMPREPLY=()
  cur=${COMP_WORDS[COMP_CWORD]}
  if ((COMP_CWORD > 0)); then prev=${COMP_WORDS[COMP_CWORD - 1]}; fi
  # bash breaks "--flag=value" into three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' ]] && ((COMP_CWORD > 1)); then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if ((skip)); then
      [[ $word == '=' ]] || skip=0
      continue
    fi
    case $word in
)";

constexpr char kTail[] = R"(}

complete -F _switchboard switchboard
)";

std::string action_of(const Parameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format("_switchboard_words '{}'", spaced(parameter.choices));
  if (parameter.completes == Completes::kFile) return "_switchboard_files";
  if (parameter.completes == Completes::kFolder) return "_switchboard_folders";
  return ":";
}

void write_values(const std::string& verb, const std::vector<Parameter>& flags, std::string& out) {
  for (const Parameter& flag : flags) {
    if (!flag.takes_next_word()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : flag.names)
      patterns.push_back(verb.empty() ? "*:" + name : fmt::format("{}:{}", verb, name));
    out += fmt::format("    {})\n      {}\n      return\n      ;;\n", base::join(patterns, " | "),
                       action_of(flag));
  }
}

}  // namespace

std::string bash_completion(const CommandTable& table) {
  std::string out = kHead;
  out += fmt::format(
      "      {}) skip=1 ;;\n      -*) ;;\n      *)\n        verb=$word\n        break\n        ;;\n"
      "    esac\n  done\n  case $verb:$prev in\n",
      base::join(taking_flags(table), " | "));
  for (const VerbRow& verb : table.verbs) write_values(verb.name, verb.flags, out);
  write_values("", table.flags, out);
  const std::string global = spaced(names_of(table.flags));
  std::vector<std::string> verbs;
  for (const VerbRow& verb : table.verbs) verbs.push_back(verb.name);
  out += "  esac\n  case $verb in\n";
  const auto write_verb = [&](const std::string& name, const std::string& flags, const std::string& words) {
    out += fmt::format(
        "    {})\n      if [[ $cur == -* ]]; then\n        _switchboard_words '{}'\n      else\n"
        "        {}\n      fi\n      ;;\n",
        name, flags, words);
  };
  write_verb("''", global, fmt::format("_switchboard_words '{}'", spaced(verbs)));
  for (const VerbRow& verb : table.verbs) {
    write_verb(verb.name, spaced(names_of(verb.flags)) + " " + global,
               verb.words.empty() ? ":" : action_of(verb.words.front()));
  }
  return out + "  esac\n" + kTail;
}

}  // namespace sb::cli
