// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sb::awsclient::credentials {

// The words of a command as a POSIX shell would split them: blanks part words, '…' and "…" hold them
// together, a backslash takes the next character as it is. Nothing is expanded. Error: a quote without its
// other end.
base::Result<std::vector<std::string>> split_command(std::string_view command);

// Runs a program, found by PATH, and takes what it prints. Its stdin and stderr are ours, so that it can ask
// and complain. Errors, naming the program and not its arguments: it cannot be run, ended otherwise than with
// 0, printed more than 64 KiB, or was still running at the end of `patience` (it is killed then).
base::Result<base::Secret> run_program(const std::vector<std::string>& words, base::Milliseconds patience);

}  // namespace sb::awsclient::credentials
