// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/sample_events.h"

// What is known of events before any is sent.
namespace sb::cli {

// Which way an event goes in.
enum class Way {
  kPutEvents,  // as any program puts its own events on a bus
  kGenesys,    // it happens in the organisation of the local cloud
};

// The event comes from Genesys Cloud's own integration or from an AWS service, or is for a partner bus: no
// PutEvents carries it (facts: sources that begin with "aws." are reserved, PutEvents' EventBusName has no
// '/').
bool is_beyond_put_events(const awsclient::PutEventsEntry& entry);

// Why events cannot go that way: over AWS's limits, or beyond PutEvents where there is no other way. One
// error an event, all of them.
std::vector<base::Error> check_events(const std::vector<SampleEvent>& events, const std::vector<Way>& ways);

}  // namespace sb::cli
