// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "awsclient/eventbridge.h"
#include "base/clock.h"
#include "base/result.h"
#include "reconcile/desired.h"
#include "spec/catalogue.h"

namespace sb::cli {

// An event to be sent, and where it came from ("events.jsonl:3", "route 'created', event 2").
struct SampleEvent {
  std::string place;
  awsclient::PutEventsEntry entry;
};

// `count` events that the rules of one route let through, made from their patterns: the choices that a
// pattern gives are taken by turns, conversation ids are new, times end at `now`, a second apart. Error: none
// could be made (the pattern asks for values that contradict each other).
base::Result<std::vector<SampleEvent>> make_route_events(const reconcile::Desired& desired,
                                                         const std::string& route, size_t count,
                                                         base::Time now);

struct SampleQueue {
  std::string id;
  std::string name;  // may be empty
};

// `count` events called `event`, in the shape that Genesys Cloud (or the tutorial) gives them.
std::vector<SampleEvent> make_named_events(const spec::Event& event, const spec::Family& family,
                                           const std::optional<SampleQueue>& queue, size_t count,
                                           base::Time now);

}  // namespace sb::cli
