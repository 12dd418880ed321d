// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "interchange/snapshot.h"

// Live rules sorted into the routes that they are the rules of.
namespace sb::interchange {

struct PlacedRule {
  size_t part = 0;   // of the route's queue ids, from 0
  size_t group = 0;  // of its targets, from 0
  const reconcile::ObservedRule* rule = nullptr;
};

struct LiveRoute {
  std::string name;
  std::string bus;
  std::string first_rule;         // the name that the others' names begin with
  std::vector<PlacedRule> rules;  // by part, then group; at least one
  bool marked = false;            // as this stack's
};

// Routes in the order of their names. Pointers are into `snapshot`. Rules that belong to no route of the
// stack (another stack's, a service's, a schedule's), and rules whose names do not go together, are told in
// `remarks`.
std::vector<LiveRoute> find_routes(const Snapshot& snapshot, std::vector<Remark>& remarks);

}  // namespace sb::interchange
