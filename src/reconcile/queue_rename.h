// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "genesys/client.h"
#include "reconcile/desired.h"
#include "reconcile/resolve.h"

// A queue of Genesys Cloud that was renamed keeps its id, so that the live rules of a route whose spec still
// has the old name wait for the right queue. The spec alone tells only that there is no such name.
namespace sb::reconcile {

// What the queues with these ids are called, as far as Genesys Cloud knows them: "its rules wait for ID,
// which Genesys Cloud knows as 'NAME'; if …"; "" where it knows none. Error: a call failed.
base::Result<std::string> names_by_now(const std::set<std::string>& ids, genesys::Client& genesys);

// For each route with a queue name that Genesys Cloud does not have, a sentence about the queues that its
// live rules hold (`live`: live_parts.h) and that its selectors did not find. Error: a call failed.
base::Result<std::vector<std::string>> find_renamed_queues(const Resolved& resolved,
                                                           const std::map<std::string, QueueParts>& live,
                                                           genesys::Client& genesys);

}  // namespace sb::reconcile
