// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "spec/model.h"

namespace sb::reconcile {

// The event pattern of a route: source, detail-type, the queue ids at the family's place, `where` merged in,
// as compact JSON; a route's own `pattern:` as it is. `source` is one value of the pattern's source as JSON
// text: a string, or {"prefix":…}. `intent: ended` becomes "an agent's leg for one of the queues is over,
// other than by transfer, or the contact was abandoned while waiting" (facts: Genesys Cloud detail events
// user.end and acd.end).
std::string make_pattern(const spec::Spec& spec, const spec::Route& route, const std::string& source,
                         const std::vector<std::string>& queue_ids);

// The same, each value with its place in the spec: that of the event or queue it comes of, or its own in
// `where` or `pattern`. Line 0 where it comes of nothing that is written.
spec::Fragment make_placed_pattern(const spec::Spec& spec, const spec::Route& route,
                                   const std::string& source, const std::vector<std::string>& queue_ids);

// The topics or event types that a route is about: its events, or those that its intent stands for.
std::vector<std::string> events_of(const spec::Route& route);

// Where the queue ids stand in such a pattern, keys joined by dots ("$or" for the branches of `intent`); ""
// for a route whose events name no queue.
std::string queue_path_of(const spec::Spec& spec, const spec::Route& route);

}  // namespace sb::reconcile
