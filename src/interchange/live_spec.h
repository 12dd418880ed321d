// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "interchange/snapshot.h"
#include "interchange/trial.h"
#include "spec/model.h"

namespace sb::interchange {

struct LiveSpec {
  spec::Spec spec;
  Trial trial;                  // the spec, tried out as a whole
  std::vector<Remark> remarks;  // what is live and not in it, in a fixed order
};

// The spec that describes what is live: rules that bear the stack's mark, those of a route joined again, and
// rules without a mark, each a route of its own. Rules of other stacks, of services and of schedules are told
// and left out, and so is every route whose words, tried out, do not come to the patterns that are live.
// Pure; the same snapshot gives the same spec.
LiveSpec make_live_spec(const Snapshot& snapshot);

}  // namespace sb::interchange
