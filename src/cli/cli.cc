// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <csignal>

#include "cli/program.h"
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
    } else {
      if (word.starts_with("--local=")) global.local = true;
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("", "switchboard");
  Verbs verbs;
  build_program(app, verbs);
  try {
    app.parse(read_words(argc, argv, verbs.global));
  } catch (const CLI::ParseError& error) {
    return explain_usage(app, error);
  }
  return verbs.chosen();
}

}  // namespace sb::cli
