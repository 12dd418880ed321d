// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <functional>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {
namespace {

void add_global(CLI::App& app, GlobalOptions& o) {
  app.add_option("--output", o.output, "How to print data: text or json")
      ->check(CLI::IsMember({"text", "json"}));
  app.add_option("--profile", o.profile, "AWS profile");
  app.add_option("--region", o.region, "AWS region");
  app.add_option("--endpoint-url", o.endpoint_url, "Address of every AWS service");
  app.add_option("--genesys-url", o.genesys_url, "Address of Genesys Cloud, login and API");
  app.add_option("--local", o.local_url, "Use the local cloud: --local, or --local=URL");
  app.add_flag("--no-color", o.no_color, "No colours");
  app.add_flag("-v,--verbose", o.verbose, "Say whose account and how much of it was read");
}

void add_stack(CLI::App& verb, StackOptions& o) {
  verb.add_option("-f,--file", o.file, "The spec")->capture_default_str();
}

void add_change_flags(CLI::App& verb, StackOptions& o) { verb.add_flag("--yes", o.yes, "Do not ask"); }

// What the command line asks for: the chosen verb, bound to its options.
struct Verbs {
  GlobalOptions global;
  StackOptions stack;
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

void add_stack_verbs(CLI::App& app, Verbs& v) {
  CLI::App* plan = app.add_subcommand("plan", "Show what apply would do");
  add_stack(*plan, v.stack);
  plan->add_flag("--adopt", v.stack.adopt, "Take over rules that exist");
  plan->add_flag("--detailed-exitcode", v.stack.detailed_exit_code, "Exit 2 when there are changes");
  plan->callback([&v] { v.chosen = [&v] { return run_plan(v.global, v.stack); }; });
  CLI::App* apply = app.add_subcommand("apply", "Make what is live as the spec says");
  add_stack(*apply, v.stack);
  add_change_flags(*apply, v.stack);
  apply->add_flag("--adopt", v.stack.adopt, "Take over rules that exist");
  apply->callback([&v] { v.chosen = [&v] { return run_apply(v.global, v.stack); }; });
  CLI::App* destroy = app.add_subcommand("destroy", "Remove what the stack made");
  add_stack(*destroy, v.stack);
  add_change_flags(*destroy, v.stack);
  destroy->add_flag("--discard-messages", v.stack.discard_messages, "Delete queues that hold messages too");
  destroy->callback([&v] { v.chosen = [&v] { return run_destroy(v.global, v.stack); }; });
  CLI::App* verify = app.add_subcommand("verify", "Prove each hop of what is live against the spec");
  add_stack(*verify, v.stack);
  verify->callback([&v] { v.chosen = [&v] { return run_verify(v.global, v.stack); }; });
}

constexpr char kQueuesHelp[] = "Ids of queues that the spec names: the output of queues --output json";

void add_offline_verbs(CLI::App& app, Verbs& v) {
  CLI::App* match = app.add_subcommand("match", "Which rules match which events");
  match
      ->add_option("--rules", v.match.rules,
                   "Rules, one {\"id\",\"pattern\"} a line; may be gzip, - is stdin")
      ->required();
  match->add_option("--events", v.match.events, "Events, one a line; may be gzip, - is stdin")->required();
  match->add_flag("--count", v.match.count, "Print counts and times only");
  match->add_flag("--skip-validation", v.match.skip_validation, "Leave parts unread that no rule looks at");
  match->add_option("--repeat", v.match.repeat, "Go over the events N times")->check(CLI::Range(1, 1000000));
  match->add_option("--threads", v.match.threads, "Threads")->check(CLI::Range(1, 256));
  match->callback([&v] { v.chosen = [&v] { return run_match(v.global, v.match); }; });
  CLI::App* test = app.add_subcommand("test", "Run a file of pattern cases");
  test->add_option("cases", v.test.cases, "Cases, one a line")->required();
  test->add_option("--junit", v.test.junit, "Write the results as JUnit XML");
  test->add_option("-f,--file", v.test.file, "A spec, for cases with expect_routes");
  test->add_option("--queues", v.test.queues, kQueuesHelp);
  test->callback([&v] { v.chosen = [&v] { return run_test(v.global, v.test); }; });
  CLI::App* init = app.add_subcommand("init", "Write a spec to start from");
  init->add_option("--template", v.init.template_name, "fanout or queue-filter")
      ->check(CLI::IsMember({"fanout", "queue-filter"}));
  init->add_option("-f,--file", v.init.file, "Where to")->capture_default_str();
  init->callback([&v] { v.chosen = [&v] { return run_init(v.global, v.init); }; });
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->callback([&v] { v.chosen = [&v] { return run_version(v.global); }; });
}

void add_explaining_verbs(CLI::App& app, Verbs& v) {
  CLI::App* explain = app.add_subcommand("explain", "Why an event matches or does not, and what would help");
  CLI::Option_group* which = explain->add_option_group("which", "What to hold the event against");
  which->add_option("--pattern", v.explain.pattern, "A pattern: JSON text or a file");
  which->add_option("--rules", v.explain.rules,
                    "Rules, one {\"id\",\"pattern\"} a line: who matched, who came closest");
  which->add_option("-f,--file", v.explain.file, "A spec: the same for its routes");
  which->require_option(1);
  explain
      ->add_option("--event", v.explain.event,
                   "An event: JSON text, or a file of one or of one a line; - is stdin")
      ->required();
  explain->add_option("--line", v.explain.line, "Only the event in this line")->check(CLI::PositiveNumber);
  explain->add_option("--id", v.explain.id, "Only this rule or route, whole");
  explain->add_option("--closest", v.explain.closest, "How many that came close are shown")
      ->capture_default_str();
  explain->add_option("--queues", v.explain.queues, kQueuesHelp);
  explain->callback([&v] { v.chosen = [&v] { return run_explain(v.global, v.explain); }; });
  CLI::App* lint = app.add_subcommand("lint", "Find rules that cannot do what they are meant to");
  CLI::Option_group* what = lint->add_option_group("what", "What to look through");
  what->add_option("rules", v.lint.rules, "Rules, one {\"id\",\"pattern\"} a line; may be gzip, - is stdin");
  what->add_option("-f,--file", v.lint.file, "A spec: its routes");
  what->require_option(1);
  lint->add_option("--bus-rules", v.lint.bus_rules, "How many rules a bus may have, if AWS has raised yours")
      ->check(CLI::PositiveNumber);
  lint->add_option("--queues", v.lint.queues, kQueuesHelp);
  lint->callback([&v] { v.chosen = [&v] { return run_lint(v.global, v.lint); }; });
}

void add_cloud_verbs(CLI::App& app, Verbs& v) {
  CLI::App* queues = app.add_subcommand("queues", "List Genesys Cloud queues");
  queues->add_option("-f,--file", v.queues.file, "A spec, for its genesys: settings");
  queues->add_option("match", v.queues.match, "Names to show, * for any run of characters");
  queues->callback([&v] { v.chosen = [&v] { return run_queues(v.global, v.queues); }; });
  CLI::App* local =
      app.add_subcommand("local", "Serve Genesys Cloud, EventBridge, SNS, SQS and STS on this machine");
  local->add_option("--listen", v.local.listen, "Address and port")->capture_default_str();
  CLI::Option* data = local->add_option("--data", v.local.data, "Folder of the data")->capture_default_str();
  local->add_flag("--in-memory", v.local.in_memory, "Keep nothing")->excludes(data);
  local->add_option("--seed-file", v.local.seed_file, "The organisation to start with (YAML)");
  local->add_option("--fsync", v.local.fsync, "always or interval")
      ->check(CLI::IsMember({"always", "interval"}));
  local->add_option("--credentials", v.local.credentials,
                    "Who may come in instead of the well-known keys (YAML, mode 0600)");
  CLI::Option* certificate =
      local->add_option("--tls-cert", v.local.tls_cert, "Serve HTTPS with this certificate chain (PEM)");
  CLI::Option* key = local->add_option("--tls-key", v.local.tls_key, "The certificate's private key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  local
      ->add_option("--quotas", v.local.quotas,
                   "aws: hold AWS's limits on pace too, not only on sizes and counts")
      ->check(CLI::IsMember({"aws"}));
  local
      ->add_option(
          "--chaos", v.local.chaos,
          "Troubles on purpose: latency=50ms,throttle=10%,error=1%,reset=1%,duplicate=1%,late=1%,seed=7")
      ->check([](const std::string& text) {
        return text.empty() ? "give what and how much, as latency=50ms,throttle=10%" : std::string();
      });
  local
      ->add_option("--memory-max", v.local.memory_mebibytes,
                   "MiB that messages may take before senders are throttled")
      ->capture_default_str()
      ->check(CLI::Range(1, 1 << 20));
  local->add_option("--allow-http", v.local.allow_http,
                    "Hosts that HTTP subscriptions may reach: HOST or HOST:PORT");
  local->callback([&v] { v.chosen = [&v] { return run_local(v.global, v.local); }; });
  CLI::App* demo = app.add_subcommand("demo", "The main job on the local cloud, start to end");
  demo->add_option("--events", v.demo.events, "How many events happen")
      ->capture_default_str()
      ->check(CLI::Range(size_t{100}, size_t{10000000}));
  demo->callback([&v] { v.chosen = [&v] { return run_demo(v.global, v.demo); }; });
}

// `--local` may stand alone; it never takes the next word for its value.
std::vector<std::string> read_words(int argc, char** argv, GlobalOptions& global) {
  std::vector<std::string> words;
  for (int i = argc - 1; i > 0; --i) {
    const std::string word = argv[i];
    if (word == "--local") {
      global.local = true;
    } else {
      if (word.starts_with("--local=")) global.local = true;
      words.push_back(word);
    }
  }
  return words;
}

// A word that is no verb is named, with the nearest one.
int explain_no_verb(CLI::App& app, const CLI::RequiredError& error) {
  const std::vector<std::string> words = app.remaining();
  if (words.empty()) {
    app.exit(error);
    return kExitUsage;
  }
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
  const auto near = base::suggest(words.front(), verbs);
  std::fprintf(stderr, "switchboard has no verb '%s'%s\nRun with --help for more information.\n",
               words.front().c_str(), near ? fmt::format("; did you mean '{}'?", *near).c_str() : "");
  return kExitUsage;
}

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Genesys Cloud events to the programs that want them, over Amazon EventBridge and SNS.",
               "switchboard");
  Verbs verbs;
  add_global(app, verbs.global);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "Exit codes: 0 done, 1 failed, 2 changes pending (plan --detailed-exitcode) or bad input (match, "
      "explain,\n"
      "test, lint), 64 usage, 130 interrupted. match and explain: 0 something matched, 1 nothing did.\n"
      "lint: 0 nothing but notes, 1 findings.");
  add_stack_verbs(app, verbs);
  add_offline_verbs(app, verbs);
  add_explaining_verbs(app, verbs);
  add_cloud_verbs(app, verbs);
  try {
    app.parse(read_words(argc, argv, verbs.global));
  } catch (const CLI::RequiredError& error) {
    return explain_no_verb(app, error);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return verbs.chosen();
}

}  // namespace sb::cli
