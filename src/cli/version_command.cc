// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/exit_code.h"
#include "cli/options.h"

namespace sb::cli {

int run_version(const GlobalOptions& global) {
  const Console console(global.format(), !global.no_color);
  console.out(console.json()
                  ? fmt::format("{{\"schema\":\"switchboard.version/1\",\"version\":\"{}\"}}\n", SB_VERSION)
                  : fmt::format("switchboard {}\n", SB_VERSION));
  return kExitDone;
}

}  // namespace sb::cli
