// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reconcile/observed.h"

// Topics and queues of the account that bear a statement of the stack; a part of observe(), inside this
// folder only. Those in `known` are left out. `notes` gets what was not looked at, and why: a list that may
// not be asked for is no error, nor is a topic or queue that may not be read.
namespace sb::reconcile {

base::Result<std::set<std::string>> orphan_topics(const World& world, const Desired& desired,
                                                  const std::set<std::string>& known, size_t workers,
                                                  std::vector<std::string>& notes);

base::Result<std::map<std::string, ObservedQueue>> orphan_queues(const World& world, const Desired& desired,
                                                                 const std::set<std::string>& known,
                                                                 size_t workers,
                                                                 std::vector<std::string>& notes);

}  // namespace sb::reconcile
