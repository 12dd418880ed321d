// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/console.h"

namespace sb::cli {

// The flags that every verb takes, as typed.
struct GlobalOptions {
  std::string output = "text";
  std::string profile;
  std::string region;
  std::string endpoint_url;
  std::string genesys_url;
  bool local = false;
  std::string local_url;  // empty: the default port's, or one in this process
  bool no_color = false;
  bool verbose = false;

  OutputFormat format() const { return output == "json" ? OutputFormat::kJson : OutputFormat::kText; }
};

// plan, apply, destroy, verify.
struct StackOptions {
  std::string file = "switchboard.yaml";
  bool yes = false;
  bool adopt = false;
  bool discard_messages = false;
  bool detailed_exit_code = false;
};

struct MatchOptions {
  std::string rules;
  std::string events;
  bool count = false;
  bool skip_validation = false;
  int repeat = 1;
  int threads = 1;
};

struct TestOptions {
  std::string cases;
  std::string junit;
};

struct LocalOptions {
  std::string listen = "127.0.0.1:4010";
  std::string data = ".switchboard";
  bool in_memory = false;
  std::string seed_file;
  std::string fsync = "always";
};

struct DemoOptions {
  size_t events = 12000;
};

struct InitOptions {
  std::string template_name = "fanout";
  std::string file = "switchboard.yaml";
};

struct QueuesOptions {
  std::string file;
  std::string match;
};

// One function a verb, each in a file of its own; the exit code is the program's.
int run_plan(const GlobalOptions& global, const StackOptions& options);
int run_apply(const GlobalOptions& global, const StackOptions& options);
int run_destroy(const GlobalOptions& global, const StackOptions& options);
int run_verify(const GlobalOptions& global, const StackOptions& options);
int run_match(const GlobalOptions& global, const MatchOptions& options);
int run_test(const GlobalOptions& global, const TestOptions& options);
int run_local(const GlobalOptions& global, const LocalOptions& options);
int run_demo(const GlobalOptions& global, const DemoOptions& options);
int run_init(const GlobalOptions& global, const InitOptions& options);
int run_queues(const GlobalOptions& global, const QueuesOptions& options);
int run_version(const GlobalOptions& global);

}  // namespace sb::cli
