// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sb::cli {

// The whole program: reads the command line, runs one verb, returns its exit code. Data goes to stdout, talk
// to stderr.
int run(int argc, char** argv);

}  // namespace sb::cli
