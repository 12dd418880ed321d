// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace sb::cli {
namespace {

// "TEXT:{text,json}": the type's name, then what each check says of itself.
std::vector<std::string> choices_of(std::string_view type) {
  const size_t open = type.find(":{");
  if (open == std::string_view::npos || !type.ends_with('}')) return {};
  std::vector<std::string> out;
  for (const std::string_view item : base::split(type.substr(open + 2, type.size() - open - 3), ','))
    out.emplace_back(item);
  return out;
}

Parameter read_parameter(const CLI::Option& option) {
  Parameter out;
  if (option.nonpositional()) {
    for (const std::string& name : option.get_snames()) out.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) out.names.push_back("--" + name);
  } else {
    out.names.push_back(option.get_name(true));
  }
  const std::string type = option.get_type_name();
  if (option.get_items_expected_max() > 0) out.value = type.substr(0, type.find(':'));
  out.description = option.get_description();
  out.default_value = option.get_default_str();
  out.choices = choices_of(type);
  if (out.value == "FILE") out.completes = Completes::kFile;
  if (out.value == "DIR") out.completes = Completes::kFolder;
  out.required = option.get_required();
  out.repeats = option.get_items_expected_max() > 1;
  return out;
}

// Flags in groups of which one is asked for are the verb's like any other.
void read_parameters(const CLI::App& app, VerbRow& out) {
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr()) continue;  // is among the flags of every verb
    (option->nonpositional() ? out.flags : out.words).push_back(read_parameter(*option));
  }
  for (const CLI::App* group :
       app.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); }))
    read_parameters(*group, out);
}

}  // namespace

CommandTable read_command_table(const CLI::App& app) {
  CommandTable out;
  out.description = app.get_description();
  for (const CLI::Option* option : app.get_options()) out.flags.push_back(read_parameter(*option));
  for (const CLI::App* verb :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    VerbRow row{verb->get_name(), verb->get_group(), verb->get_description(), {}, {}};
    read_parameters(*verb, row);
    out.verbs.push_back(std::move(row));
  }
  std::vector<std::string> names;
  for (const VerbRow& verb : out.verbs) names.push_back(verb.name);
  for (VerbRow& verb : out.verbs) {
    for (Parameter& word : verb.words) {
      if (word.value == "VERB") word.choices = names;
    }
  }
  return out;
}

}  // namespace sb::cli
