// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "reconcile/observed.h"

// The reading of partner buses and integrations; inside this folder only.
namespace sb::reconcile {

// Puts into `out` the wanted partner bus with its event source, and those of `listed` that bear the stack's
// mark.
base::Status observe_buses(const World& world, const Desired& desired,
                           const std::vector<awsclient::EventBus>& listed, Observed& out);
// Notes whose rules stand on the partner buses of `out`. `rules`: all that stand on them.
void note_rules_on_buses(const Desired& desired, const std::vector<awsclient::Rule>& rules, Observed& out);
// Puts the organisation's integrations into `out`, if the spec names one, if what is read so far speaks of
// one of an earlier spec, or if what no rule leads to is looked for. Where no route needs one and no bus of
// the stack speaks of one, a caller without the right to see integrations is no error: a note says so.
base::Status observe_integrations(const World& world, const Desired& desired, bool seeks_orphans,
                                  Observed& out);

}  // namespace sb::reconcile
