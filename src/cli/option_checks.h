// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

// What values of flags may be. A value that is refused is told in one sentence with what it must be: kind,
// unit, range.
namespace sb::cli {

// `what` is the unit, in the plural: "threads".
CLI::Validator whole_number(int64_t least, int64_t most, const std::string& what);
CLI::Validator decimal_number(double least, double most, const std::string& what);
// A time above zero: 90s, 30m, 24h, 1d.
CLI::Validator time_above_zero();
// Some text: what an unset variable leaves is no name. `what`: "a folder".
CLI::Validator not_empty(const std::string& what);

}  // namespace sb::cli
