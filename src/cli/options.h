// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"

namespace sb::cli {

struct CommandTable;

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

  OutputFormat format() const {
    if (output == "json") return OutputFormat::kJson;
    return output == "markdown" ? OutputFormat::kMarkdown : OutputFormat::kText;
  }
};

// plan, apply, destroy, verify.
struct StackOptions {
  std::string file = "switchboard.yaml";
  bool yes = false;
  bool adopt = false;
  bool discard_messages = false;
  bool detailed_exit_code = false;
  double rate = 0;                // EventBridge calls a second; 0: the usual pace
  std::vector<std::string> only;  // routes; empty for all
  std::string out;                // plan: the file to save it in; empty for none
  std::string saved_plan;         // apply: the file of a saved plan; empty for none
};

struct DoctorOptions {
  std::string file;  // empty: switchboard.yaml where there is one
  std::vector<std::string> routes;
  std::string event;  // a file; may be empty
};

struct ImportOptions {
  std::string stack;
  std::string bus;  // globs: rules without a mark
  std::string rule;
  std::string out;  // a file; empty: stdout
  bool force = false;
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
  std::string file;    // a spec; may be empty
  std::string queues;  // names and ids of queues, for the spec
  std::string junit;
};

struct ExplainOptions {
  std::string pattern;  // text or file; one of pattern, rules, file is given
  std::string rules;
  std::string file;    // a spec
  std::string queues;  // names and ids of queues, for the spec
  std::string event;   // text or file
  std::string id;      // explain this rule or route only
  size_t line = 0;     // of the file of events; 0 for all
  size_t closest = 3;
};

struct LintOptions {
  std::string rules;     // one of rules and file is given
  std::string file;      // a spec
  std::string queues;    // names and ids of queues, for the spec
  size_t bus_rules = 0;  // rules that a bus may have; 0: the spec's, or AWS's default
};

struct LocalOptions {
  std::string listen = "127.0.0.1:4010";
  std::string data = ".switchboard";
  bool in_memory = false;
  std::string seed_file;
  std::string fsync = "always";
  std::string quotas;  // "aws" or empty
  std::string chaos;   // "latency=50ms,throttle=10%,…"
  size_t memory_mebibytes = 4096;
  std::string credentials;  // a file
  std::string tls_cert;     // files; both or none
  std::string tls_key;
  std::string public_url;               // how others reach it; empty: by the address it listens on
  std::vector<std::string> allow_http;  // hosts that HTTP subscriptions may reach
};

struct DemoOptions {
  size_t events = 12000;
};

struct InitOptions {
  std::string template_name = "fanout";
  std::string file = "switchboard.yaml";
};

struct GraphOptions {
  std::string file = "switchboard.yaml";
  std::string format = "mermaid";  // or "dot"
  bool live = false;               // hold what is live against it
};

struct ExportOptions {
  std::string file = "switchboard.yaml";
  std::string format;  // "cloudformation" or "terraform"
  std::string queues;  // names and ids of queues, for the spec; empty: Genesys Cloud is asked
  std::string out;     // a file; empty: stdout
  bool force = false;
};

struct QueuesOptions {
  std::string file;
  std::string match;
};

// Where the events come from: one of input, route, event.
struct SendOptions {
  std::string input;  // a file of events or of PutEvents entries; "-" is stdin
  std::string file;   // a spec, for its routes and families
  std::string route;
  std::string event;  // a name of the catalogue
  std::string queue;  // id or name, for `event`
  std::string bus;    // in place of the event's own
  std::string as;     // "", "events", "genesys"
  size_t count = 1;
};

struct TailOptions {
  std::string bus;
  std::string file;     // a spec
  std::string route;    // of the spec
  std::string pattern;  // text or a file
  bool explain = false;
  size_t count = 0;  // 0: no end
  std::string timeout;
  std::string lease = "10m";  // how long what was made stands without being renewed
  bool reap = false;
};

struct CompletionOptions {
  std::string shell;
};

struct TopicsOptions {
  std::string file;
  std::string match;
};

// One function a verb, each in a file of its own; the exit code is the program's.
int run_plan(const GlobalOptions& global, const StackOptions& options);
int run_apply(const GlobalOptions& global, const StackOptions& options);
int run_destroy(const GlobalOptions& global, const StackOptions& options);
int run_verify(const GlobalOptions& global, const StackOptions& options);
int run_doctor(const GlobalOptions& global, const DoctorOptions& options);
int run_import(const GlobalOptions& global, const ImportOptions& options);
int run_match(const GlobalOptions& global, const MatchOptions& options);
int run_test(const GlobalOptions& global, const TestOptions& options);
int run_explain(const GlobalOptions& global, const ExplainOptions& options);
int run_lint(const GlobalOptions& global, const LintOptions& options);
int run_local(const GlobalOptions& global, const LocalOptions& options);
int run_demo(const GlobalOptions& global, const DemoOptions& options);
int run_init(const GlobalOptions& global, const InitOptions& options);
int run_graph(const GlobalOptions& global, const GraphOptions& options);
int run_export(const GlobalOptions& global, const ExportOptions& options);
int run_queues(const GlobalOptions& global, const QueuesOptions& options);
int run_topics(const GlobalOptions& global, const TopicsOptions& options);
int run_version(const GlobalOptions& global);
int run_send(const GlobalOptions& global, const SendOptions& options);
int run_tail(const GlobalOptions& global, const TailOptions& options);
int run_schema(const GlobalOptions& global);
int run_completion(const CompletionOptions& options, const CommandTable& table);
int run_man(const CommandTable& table);

}  // namespace sb::cli
