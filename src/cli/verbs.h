// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/options.h"

// The table of verbs: what each is called, takes and says in its help. Help, completion and the manual are
// printed from it.
namespace sb::cli {

// What the command line asks for: the chosen verb, bound to its options.
struct Verbs {
  GlobalOptions global;
  StackOptions stack;
  DoctorOptions doctor;
  MatchOptions match;
  TestOptions test;
  ExplainOptions explain;
  LintOptions lint;
  LocalOptions local;
  DemoOptions demo;
  InitOptions init;
  QueuesOptions queues;
  std::function<int()> chosen;
};

// Each adds the verbs of one subject to the program. `verbs` must live as long as `app`.
void add_stack_verbs(CLI::App& app, Verbs& verbs);    // stack_verbs.cc: what is done to a stack
void add_pattern_verbs(CLI::App& app, Verbs& verbs);  // pattern_verbs.cc: patterns and events, offline
void add_cloud_verbs(CLI::App& app, Verbs& verbs);  // cloud_verbs.cc: Genesys Cloud, events, the local cloud
void add_project_verbs(CLI::App& app,
                       Verbs& verbs);  // project_verbs.cc: the spec's file and the program itself

}  // namespace sb::cli
