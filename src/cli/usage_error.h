// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace sb::cli {

// Prints what was wrong with the command line, with the nearest verb or flag, to stderr; --help to stdout.
// Returns the exit code.
int explain_usage(CLI::App& app, const CLI::ParseError& error);

}  // namespace sb::cli
