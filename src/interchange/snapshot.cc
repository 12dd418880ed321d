// SPDX-License-Identifier: Apache-2.0
#include "interchange/snapshot.h"

#include <algorithm>

namespace sb::interchange {

std::string Snapshot::queue_name(const std::string& id) const {
  const genesys::Queue* found = nullptr;
  for (const genesys::Queue& queue : queues) {
    if (queue.id != id) continue;
    if (found != nullptr) return "";
    found = &queue;
  }
  if (found == nullptr) return "";
  const auto namesakes = std::count_if(queues.begin(), queues.end(),
                                       [&](const genesys::Queue& q) { return q.name == found->name; });
  return namesakes == 1 ? found->name : "";
}

}  // namespace sb::interchange
