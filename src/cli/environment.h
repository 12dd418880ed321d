// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spec/load.h"

namespace sb::cli {

// The process's environment.
spec::Environment process_environment();
// Only what `values` holds.
spec::Environment fixed_environment(std::map<std::string, std::string> values);

// `environment`, noting in `asked`, which must outlive it, each name that is asked for and its value.
spec::Environment recording_environment(spec::Environment environment,
                                        std::map<std::string, std::optional<std::string>>& asked);

// The first of `names` that is set and not empty.
std::optional<std::string> first_of(const spec::Environment& environment,
                                    std::initializer_list<const char*> names);

// A whole file. Error: the name and the system's reason.
base::Result<std::string> read_file(const std::string& path);
// The same for a file of secrets. Error also when anyone but its owner, who must be the user, may read or
// write it.
base::Result<std::string> read_private_file(const std::string& path);

}  // namespace sb::cli
