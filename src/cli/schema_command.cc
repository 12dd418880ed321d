// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.h"
#include "cli/options.h"
#include "spec/schema.h"

namespace sb::cli {

int run_schema(const GlobalOptions&) {
  Console(OutputFormat::kJson, false).out(json::to_pretty_text(spec::json_schema()) + "\n");
  return kExitDone;
}

}  // namespace sb::cli
