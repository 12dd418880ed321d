// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion.h"

namespace sb::cli {
namespace {

constexpr char kHead[] = R"(#compdef switchboard
# Made by: switchboard completion zsh

_switchboard() {
  local context state state_descr line
  typeset -A opt_args
  local -a global verbs
)";

constexpr char kTail[] = R"(      esac
      ;;
  esac
}

if [ "$funcstack[1]" = "_switchboard" ]; then
  _switchboard "$@"
else
  compdef _switchboard switchboard
fi
)";

// Inside single quotes.
std::string quoted(std::string text) { return base::replace_all(std::move(text), "'", R"('\'')"); }

std::string escaped(std::string text) {
  for (const char* special : {"\\", "[", "]", ":"})
    text = base::replace_all(std::move(text), special, std::string("\\") + special);
  return quoted(std::move(text));
}

std::string action_of(const Parameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format("({})", spaced(parameter.choices));
  if (parameter.completes == Completes::kFile) return "_files";
  if (parameter.completes == Completes::kFolder) return "_files -/";
  return "";
}

// One spec of _arguments for each name; the names exclude each other.
void write_flag(const Parameter& flag, std::string& out) {
  for (const std::string& name : flag.names) {
    const std::string mark = flag.takes_next_word() ? (name.starts_with("--") ? "=" : "+") : "";
    const std::string excluded = flag.repeats ? "*" : fmt::format("({})", spaced(flag.names));
    out += fmt::format(" \\\n        '{}{}{}[{}]", excluded, name, mark, escaped(flag.description));
    if (flag.takes_next_word()) out += fmt::format(":{}:{}", escaped(flag.value), action_of(flag));
    out += "'";
  }
}

}  // namespace

std::string zsh_completion(const CommandTable& table) {
  std::string out = kHead;
  std::string global;
  for (const Parameter& flag : table.flags) write_flag(flag, global);
  out += fmt::format("  global=({}\n  )\n  verbs=(\n", global);
  for (const VerbRow& verb : table.verbs)
    out += fmt::format("    '{}:{}'\n", verb.name, escaped(verb.description));
  out +=
      "  )\n  _arguments -C $global '1: :->verb' '*:: :->rest'\n  case $state in\n    verb)\n"
      "      _describe -t verbs verb verbs\n      ;;\n    rest)\n      case $words[1] in\n";
  for (const VerbRow& verb : table.verbs) {
    out += fmt::format("      {})\n        _arguments $global", verb.name);
    for (const Parameter& flag : verb.flags) write_flag(flag, out);
    for (const Parameter& word : verb.words) {
      out += fmt::format(" \\\n        '{}:{}:{}'",
                         word.repeats    ? "*"
                         : word.required ? "1"
                                         : ":",
                         escaped(word.names.front()), action_of(word));
    }
    out += "\n        ;;\n";
  }
  return out + kTail;
}

}  // namespace sb::cli
