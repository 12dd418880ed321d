// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reconcile/desired.h"
#include "reconcile/observed.h"
#include "reconcile/rule_parts.h"
#include "spec/model.h"

namespace sb::reconcile {

// The queue ids in a pattern, at a path of route_pattern.h's queue_path_of.
std::vector<std::string> queue_ids_in(const std::string& pattern, const std::string& path);

// By route: which queue ids this stack's live rules hold, as far as those rules are marked as the route's.
// Routes with no such rule are absent. `desired` needs no patterns.
std::map<std::string, QueueParts> read_live_parts(const spec::Spec& spec, const Desired& desired,
                                                  const Observed& observed);

}  // namespace sb::reconcile
