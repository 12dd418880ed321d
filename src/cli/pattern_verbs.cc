// SPDX-License-Identifier: Apache-2.0
#include "cli/option_checks.h"
#include "cli/verbs.h"

namespace sb::cli {
namespace {

constexpr char kQueuesHelp[] = "Ids of queues that the spec names: the output of queues --output json";

void add_matching_verbs(CLI::App& app, Verbs& v) {
  CLI::App* match = app.add_subcommand("match", "Which rules match which events");
  match
      ->add_option("--rules", v.match.rules,
                   "Rules, one {\"id\",\"pattern\"} a line; may be gzip, - is stdin")
      ->required()
      ->type_name("FILE");
  match->add_option("--events", v.match.events, "Events, one a line; may be gzip, - is stdin")
      ->required()
      ->type_name("FILE");
  CLI::Option* count = match->add_flag("--count", v.match.count, "Print counts and times only");
  match->add_flag("--skip-validation", v.match.skip_validation, "Leave parts unread that no rule looks at");
  match->add_option("--repeat", v.match.repeat, "Go over the events N times")
      ->needs(count)
      ->check(whole_number(1, 1000000, "passes"));
  match->add_option("--threads", v.match.threads, "Threads")->check(whole_number(1, 256, "threads"));
  match->callback([&v] { v.chosen = [&v] { return run_match(v.global, v.match); }; });
  CLI::App* test = app.add_subcommand("test", "Run a file of pattern cases");
  test->add_option("cases", v.test.cases, "Cases, one a line")->required()->type_name("FILE");
  test->add_option("--junit", v.test.junit, "Write the results as JUnit XML")->type_name("FILE");
  test->add_option("-f,--file", v.test.file, "A spec, for cases with expect_routes");
  test->add_option("--queues", v.test.queues, kQueuesHelp)->type_name("FILE");
  test->callback([&v] { v.chosen = [&v] { return run_test(v.global, v.test); }; });
}

void add_explaining_verbs(CLI::App& app, Verbs& v) {
  CLI::App* explain = app.add_subcommand("explain", "Why an event matches or does not, and what would help");
  CLI::Option_group* which = explain->add_option_group("which", "What to hold the event against");
  which->add_option("--pattern", v.explain.pattern, "A pattern: JSON text or a file")->type_name("FILE");
  which
      ->add_option("--rules", v.explain.rules,
                   "Rules, one {\"id\",\"pattern\"} a line: who matched, who came closest")
      ->type_name("FILE");
  which->add_option("-f,--file", v.explain.file, "A spec: the same for its routes")->type_name("FILE");
  which->require_option(1);
  explain
      ->add_option("--event", v.explain.event,
                   "An event: JSON text, or a file of one or of one a line; - is stdin")
      ->required()
      ->type_name("FILE");
  explain->add_option("--line", v.explain.line, "Only the event in this line")
      ->check(whole_number(1, 1000000000, "lines"));
  explain->add_option("--id", v.explain.id, "Only this rule or route, whole");
  explain->add_option("--closest", v.explain.closest, "How many that came close are shown")
      ->capture_default_str()
      ->check(whole_number(0, 1000000, "rules"));
  explain->add_option("--queues", v.explain.queues, kQueuesHelp)->type_name("FILE");
  explain->callback([&v] { v.chosen = [&v] { return run_explain(v.global, v.explain); }; });
  CLI::App* lint = app.add_subcommand("lint", "Find rules that cannot do what they are meant to");
  CLI::Option_group* what = lint->add_option_group("what", "What to look through");
  what->add_option("rules", v.lint.rules, "Rules, one {\"id\",\"pattern\"} a line; may be gzip, - is stdin")
      ->type_name("FILE");
  what->add_option("-f,--file", v.lint.file, "A spec: its routes")->type_name("FILE");
  what->require_option(1);
  lint->add_option("--bus-rules", v.lint.bus_rules, "How many rules a bus may have, if AWS has raised yours")
      ->check(whole_number(1, 1000000, "rules"));
  lint->add_option("--queues", v.lint.queues, kQueuesHelp)->type_name("FILE");
  lint->callback([&v] { v.chosen = [&v] { return run_lint(v.global, v.lint); }; });
}

}  // namespace

void add_pattern_verbs(CLI::App& app, Verbs& v) {
  add_matching_verbs(app, v);
  add_explaining_verbs(app, v);
}

}  // namespace sb::cli
