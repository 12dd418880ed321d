// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command_table.h"

// Scripts that complete the command line, one a shell. Each completes verbs, flags, the choices of a flag,
// and files where a flag or a word is a file.
namespace sb::cli {

std::string bash_completion(const CommandTable& table);
std::string zsh_completion(const CommandTable& table);
std::string fish_completion(const CommandTable& table);
std::string powershell_completion(const CommandTable& table);

// What the writers of those scripts share: parts joined by spaces, and every name of some flags.
std::string spaced(const std::vector<std::string>& parts);
std::vector<std::string> names_of(const std::vector<Parameter>& flags);
// The names of flags, of whatever verb, that take the next word, which is then no verb.
std::vector<std::string> taking_flags(const CommandTable& table);

}  // namespace sb::cli
