// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "spec/model.h"

namespace sb::cli {

// A Genesys Cloud queue as a file of queues has it.
struct KnownQueue {
  std::string id;
  std::string name;
};

// Reads the output of `switchboard queues --output json` or any JSON list of {"id":…,"name":…}. `list_queues`
// is the command that writes it, for hints.
base::Result<std::vector<KnownQueue>> read_known_queues(const std::string& file,
                                                        const std::string& list_queues);

// The ids that the queues of a route stand for, sorted, each once. Without `queues` only ids can be taken.
// nullopt when one cannot be told, which is said with its place in `file`.
std::optional<std::vector<std::string>> queue_ids_of(const spec::Route& route, const std::string& file,
                                                     const std::optional<std::vector<KnownQueue>>& queues,
                                                     const std::string& list_queues, const Console& console);

}  // namespace sb::cli
