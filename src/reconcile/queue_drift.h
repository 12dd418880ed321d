// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "genesys/client.h"
#include "reconcile/desired.h"
#include "spec/model.h"

namespace sb::reconcile {

// Queues of a route that were deleted in Genesys Cloud, and made anew where `made_anew` has any: a queue of
// the same name has another id then, and rules go on waiting for the old one.
struct QueueDrift {
  std::string route;
  std::vector<std::string> gone;  // ids that live rules hold and Genesys Cloud does not know any more
  struct Queue {
    std::string id;
    std::string name;
  };
  std::vector<Queue> made_anew;  // wanted queues whose ids no live rule holds
};

// By route, where there is any. Asks Genesys Cloud only where live rules hold ids that are no longer wanted.
// Error: such a question failed.
base::Result<std::vector<QueueDrift>> find_queue_drift(const spec::Spec& spec, const Resolution& resolution,
                                                       genesys::Client& genesys);

// "the queue 'General Support' was deleted and recreated: its id changed from A to B …". Which name an id had
// that is gone nobody says any more; that the spec has changed at the same time cannot be told from it.
std::string words_for(const QueueDrift& drift);

}  // namespace sb::reconcile
