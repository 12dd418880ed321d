// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}

// The table of verbs as plain data, read from the parser itself, so that completion and the manual cannot
// differ from what is parsed.
namespace sb::cli {

enum class Completes { kNothing, kFile, kFolder };

// A flag, or a word that a verb takes.
struct Parameter {
  std::vector<std::string> names;  // "-f", "--file"; of a word its one name
  std::string value;  // what it takes, "FILE"; "" for nothing, "[=URL]" where only --flag=URL does
  std::string description;
  std::string default_value;
  std::vector<std::string> choices;
  Completes completes = Completes::kNothing;
  bool required = false;
  bool repeats = false;

  bool takes_next_word() const { return !value.empty() && !value.starts_with('['); }
};

struct VerbRow {
  std::string name;
  std::string heading;
  std::string description;
  std::vector<Parameter> flags;
  std::vector<Parameter> words;
};

struct CommandTable {
  std::string description;
  std::vector<Parameter> flags;  // of every verb
  std::vector<VerbRow> verbs;
};

CommandTable read_command_table(const CLI::App& app);

}  // namespace sb::cli
