// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"
#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {

int run_completion(const CompletionOptions& options, const CommandTable& table) {
  const Console console(OutputFormat::kText, false);
  const std::string& shell = options.shell;
  console.out(shell == "bash"   ? bash_completion(table)
              : shell == "zsh"  ? zsh_completion(table)
              : shell == "fish" ? fish_completion(table)
                                : powershell_completion(table));
  return kExitDone;
}

}  // namespace sb::cli
