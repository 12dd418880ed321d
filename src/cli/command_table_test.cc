// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/completion.h"
#include "cli/program.h"

namespace sb::cli {
namespace {

class Program : public testing::Test {
 protected:
  Program() {
    build_program(app, verbs);
    table = read_command_table(app);
  }
  const Parameter* find(const std::string& verb, const std::string& name) const {
    for (const VerbRow& row : table.verbs) {
      if (row.name != verb) continue;
      for (const std::vector<Parameter>* parameters : {&row.flags, &row.words}) {
        for (const Parameter& parameter : *parameters) {
          if (std::find(parameter.names.begin(), parameter.names.end(), name) != parameter.names.end())
            return &parameter;
        }
      }
    }
    return nullptr;
  }

  CLI::App app{"", "switchboard"};
  Verbs verbs;
  CommandTable table;
};

TEST_F(Program, HasAHeadingAndADescriptionForEveryVerbAndFlag) {
  EXPECT_GT(table.verbs.size(), 15U);
  for (const VerbRow& verb : table.verbs) {
    EXPECT_FALSE(verb.description.empty()) << verb.name;
    EXPECT_NE(verb.heading, "Subcommands") << verb.name;
    for (const Parameter& flag : verb.flags)
      EXPECT_FALSE(flag.description.empty()) << verb.name << flag.names[0];
    for (const Parameter& word : verb.words)
      EXPECT_FALSE(word.description.empty()) << verb.name << word.names[0];
  }
}

TEST_F(Program, TellsWhatAFlagTakes) {
  ASSERT_NE(find("plan", "-f"), nullptr);
  EXPECT_EQ(find("plan", "-f"), find("plan", "--file"));
  EXPECT_EQ(find("plan", "-f")->completes, Completes::kFile);
  EXPECT_EQ(find("plan", "-f")->default_value, "switchboard.yaml");
  EXPECT_FALSE(find("plan", "--adopt")->takes_next_word());
  EXPECT_EQ(find("local", "--data")->completes, Completes::kFolder);
  EXPECT_EQ(find("local", "--fsync")->choices, (std::vector<std::string>{"always", "interval"}));
  EXPECT_TRUE(find("local", "--allow-http")->repeats);
  EXPECT_TRUE(find("match", "--rules")->required);
  EXPECT_EQ(find("completion", "shell")->choices.size(), 4U);
  EXPECT_NE(find("explain", "--pattern"), nullptr) << "flags in groups are the verb's";
}

TEST_F(Program, TakesNoNextWordForLocalWhichStandsAlone) {
  const auto local = std::find_if(table.flags.begin(), table.flags.end(),
                                  [](const Parameter& flag) { return flag.names.front() == "--local"; });
  ASSERT_NE(local, table.flags.end());
  EXPECT_FALSE(local->takes_next_word());
}

TEST_F(Program, CompletesEveryVerbAndFlagInEveryShell) {
  const std::string scripts[] = {bash_completion(table), zsh_completion(table), powershell_completion(table)};
  const std::string fish = fish_completion(table);
  for (const VerbRow& verb : table.verbs) {
    for (const std::string& script : scripts)
      EXPECT_NE(script.find(verb.name), std::string::npos) << verb.name;
    EXPECT_NE(fish.find("-a " + verb.name + " "), std::string::npos) << verb.name;
    for (const std::string& name : names_of(verb.flags)) {
      for (const std::string& script : scripts) EXPECT_NE(script.find(name), std::string::npos) << name;
    }
  }
}

}  // namespace
}  // namespace sb::cli
