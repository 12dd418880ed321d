// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <csignal>
#include <cstdio>

#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/program.h"
#include "cli/standard_streams.h"
#include "cli/usage_error.h"

namespace sb::cli {
namespace {

// `--local` may stand alone; it never takes the next word for its value.
std::vector<std::string> read_words(int argc, char** argv, GlobalOptions& global) {
  std::vector<std::string> words;
  for (int i = argc - 1; i > 0; --i) {
    const std::string word = argv[i];
    if (word == "--local") {
      global.local = true;
      const std::string next = i + 1 < argc ? argv[i + 1] : "";
      if (next.starts_with("http://") || next.starts_with("https://"))
        throw CLI::ValidationError("--local", "takes its address behind an equals sign: --local=" + next);
    } else {
      if (word.starts_with("--local=")) global.local = true;
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace

int run(int argc, char** argv) {
  hold_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);
  // Who began the program may have ignored it, and then nobody learns how a credential_process ended.
  std::signal(SIGCHLD, SIG_DFL);
  end_on_interrupt();
  CLI::App app("", "switchboard");
  Verbs verbs;
  build_program(app, verbs);
  try {
    app.parse(read_words(argc, argv, verbs.global));
  } catch (const CLI::ParseError& error) {
    return check_output(explain_usage(app, error));
  }
  const std::string verb = app.get_subcommands().front()->get_name();
  if (verbs.global.format() == OutputFormat::kMarkdown && verb != "plan") {
    std::fprintf(stderr, "--output markdown is for plan; %s prints text or json\n", verb.c_str());
    return kExitUsage;
  }
  // Verbs do not look at what became of their data: what could not be written is seen here.
  return check_output(verbs.chosen());
}

}  // namespace sb::cli
