// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

// What the manual and --help say beside the table of verbs.
namespace sb::cli {

struct ExitCode {
  int code;
  const char* meaning;
};
std::span<const ExitCode> exit_codes();

struct ReferenceRow {
  const char* name;
  const char* meaning;
};
std::span<const ReferenceRow> environment_variables();
std::span<const ReferenceRow> files();

}  // namespace sb::cli
