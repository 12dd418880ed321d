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

// Error "FILE: reason": a file that others will read is not there, or is a folder, or closed to the user.
base::Status check_readable(const std::string& path);

// A whole file. Error: the name and the system's reason.
base::Result<std::string> read_file(const std::string& path);
// The same for a spec: where the one that verbs read by themselves is not there, how to come to one.
base::Result<std::string> read_spec_file(const std::string& path);
// The same for a file of secrets. Error also when anyone but its owner, who must be the user, may read or
// write it.
base::Result<std::string> read_private_file(const std::string& path);

}  // namespace sb::cli
