// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "interchange/snapshot.h"
#include "reconcile/desired.h"
#include "spec/model.h"

// A spec that was made from what is live, held against it again.
namespace sb::interchange {

struct Trial {
  std::string text;                 // the spec as YAML
  reconcile::Desired desired;       // what that text asks for
  std::vector<std::string> faults;  // why it asks for nothing; empty where it is in order
};

// Writes the spec, reads it as apply would, and computes what it asks for, with the queue ids and the live
// rules of the snapshot. No call is made.
Trial try_out(const spec::Spec& spec, const Snapshot& snapshot);

// What `apply --adopt` would change in `observed` other than marks of ownership (descriptions' marks,
// statements added to policies), in words.
std::vector<Remark> changes_beyond_marks(const Trial& trial, const reconcile::Observed& observed);

}  // namespace sb::interchange
