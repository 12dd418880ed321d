// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/verbs.h"

namespace sb::cli {
namespace {

void add_global(CLI::App& app, GlobalOptions& o) {
  app.add_option("--output", o.output, "How to print data: text, json, or markdown (plan)")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  app.add_option("--profile", o.profile, "AWS profile");
  app.add_option("--region", o.region, "AWS region");
  app.add_option("--endpoint-url", o.endpoint_url, "Address of every AWS service");
  app.add_option("--genesys-url", o.genesys_url, "Address of Genesys Cloud, login and API");
  app.add_option("--local", o.local_url, "Use the local cloud: --local, or --local=URL");
  app.add_flag("--no-color", o.no_color, "No colours");
  app.add_flag("-v,--verbose", o.verbose, "Say whose account and how much of it was read");
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
  add_pattern_verbs(app, verbs);
  add_cloud_verbs(app, verbs);
  add_project_verbs(app, verbs);
  try {
    app.parse(read_words(argc, argv, verbs.global));
  } catch (const CLI::RequiredError& error) {
    return explain_no_verb(app, error);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  const std::string verb = app.get_subcommands().front()->get_name();
  if (verbs.global.format() == OutputFormat::kMarkdown && verb != "plan") {
    std::fprintf(stderr, "--output markdown is for plan; %s prints text or json\n", verb.c_str());
    return kExitUsage;
  }
  return verbs.chosen();
}

}  // namespace sb::cli
