// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cli/completion.h"

namespace sb::cli {
namespace {

constexpr char kHead[] = R"(# PowerShell completion for switchboard
# Made by: switchboard completion powershell

Register-ArgumentCompleter -Native -CommandName switchboard -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

)";

// $words are those before the one to complete. Nothing is answered where a file is asked for: PowerShell
// then completes files itself.
constexpr char kTail[] = R"(
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $verb = ''
  $skip = $false
  foreach ($word in $words) {
    if ($skip) { $skip = $false; continue }
    if ($takes -contains $word) { $skip = $true; continue }
    if (-not $word.StartsWith('-')) { $verb = $word; break }
  }
  $candidates = [ordered]@{}
  $before = if ($words.Count -gt 0) { $words[-1] } else { '' }
  if ($takes -contains $before) {
    $found = $choices["$verb $before"]
    if ($null -eq $found) { $found = $choices[" $before"] }
    foreach ($value in $found) { $candidates[$value] = $value }
  } elseif ($wordToComplete.StartsWith('-')) {
    foreach ($of in @($verb, '') | Select-Object -Unique) {
      if ($flags.ContainsKey($of)) {
        foreach ($name in $flags[$of].Keys) { $candidates[$name] = $flags[$of][$name] }
      }
    }
  } elseif ($verb -eq '') {
    foreach ($name in $verbs.Keys) { $candidates[$name] = $verbs[$name] }
  } else {
    foreach ($value in $choices["$verb "]) { $candidates[$value] = $value }
  }
  $candidates.Keys | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $candidates[$_])
  }
}
)";

std::string quoted(std::string text) { return "'" + base::replace_all(std::move(text), "'", "''") + "'"; }

std::string list_of(const std::vector<std::string>& items) {
  std::vector<std::string> out;
  for (const std::string& item : items) out.push_back(quoted(item));
  return fmt::format("@({})", base::join(out, ", "));
}

void write_flags(const std::string& verb, const std::vector<Parameter>& flags, std::string& out) {
  out += fmt::format("    {} = [ordered]@{{\n", quoted(verb));
  for (const Parameter& flag : flags) {
    for (const std::string& name : flag.names)
      out += fmt::format("      {} = {}\n", quoted(name), quoted(flag.description));
  }
  out += "    }\n";
}

void write_choices(const std::string& verb, const std::vector<Parameter>& flags, std::string& out) {
  for (const Parameter& flag : flags) {
    if (flag.choices.empty()) continue;
    for (const std::string& name : flag.names)
      out += fmt::format("    {} = {}\n", quoted(verb + " " + name), list_of(flag.choices));
  }
}

void add_taking(const std::vector<Parameter>& flags, std::vector<std::string>& out) {
  for (const Parameter& flag : flags) {
    if (flag.takes_next_word()) out.insert(out.end(), flag.names.begin(), flag.names.end());
  }
}

}  // namespace

std::string powershell_completion(const CommandTable& table) {
  std::vector<std::string> taking;
  std::string verbs;
  std::string flags;
  std::string choices;
  add_taking(table.flags, taking);
  write_flags("", table.flags, flags);
  write_choices("", table.flags, choices);
  for (const VerbRow& verb : table.verbs) {
    add_taking(verb.flags, taking);
    verbs += fmt::format("    {} = {}\n", quoted(verb.name), quoted(verb.description));
    write_flags(verb.name, verb.flags, flags);
    write_choices(verb.name, verb.flags, choices);
    for (const Parameter& word : verb.words) {
      if (!word.choices.empty())
        choices += fmt::format("    {} = {}\n", quoted(verb.name + " "), list_of(word.choices));
    }
  }
  return fmt::format(
      "{}  $verbs = [ordered]@{{\n{}  }}\n  $flags = @{{\n{}  }}\n  $choices = @{{\n{}  }}\n"
      "  $takes = {}\n{}",
      kHead, verbs, flags, choices, list_of(taking), kTail);
}

}  // namespace sb::cli
