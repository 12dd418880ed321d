// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "interchange/snapshot.h"
#include "interchange/trial.h"
#include "spec/model.h"

namespace sb::interchange {

struct LiveSpec {
  spec::Spec spec;
  Trial trial;                                      // the spec, tried out as a whole
  std::optional<genesys::Integration> integration;  // that the spec names, as far as it was read
  std::vector<Remark> remarks;                      // what is live and not in it, in a fixed order
};

// The spec that describes what is live: rules that bear the stack's mark, those of a route joined again, and
// rules without a mark, each a route of its own. Rules of other stacks, of services and of schedules are told
// and left out, and so is every route whose words, tried out, do not come to the patterns that are live.
// Where the organisation's integrations were read, a suffix stands in the spec only if one of them sends to
// that bus in this account and region; routes on other partner buses name their bus.
// Pure; the same snapshot gives the same spec.
LiveSpec make_live_spec(const Snapshot& snapshot);

}  // namespace sb::interchange
