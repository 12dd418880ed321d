// SPDX-License-Identifier: Apache-2.0
#include "reconcile/queue_rename.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sb::reconcile {
namespace {

// With more ids than this one list of all queues is cheaper than a question for each.
constexpr size_t kIdsAskedSingly = 3;

// Those of `ids` that Genesys Cloud knows.
base::Result<std::vector<genesys::Queue>> known_of(const std::set<std::string>& ids,
                                                   genesys::Client& genesys) {
  std::vector<genesys::Queue> out;
  if (ids.size() > kIdsAskedSingly) {
    auto all = genesys.queues();
    if (!all) return all.error();
    std::copy_if(all->begin(), all->end(), std::back_inserter(out),
                 [&](const genesys::Queue& queue) { return ids.contains(queue.id); });
    return out;
  }
  for (const std::string& id : ids) {
    auto queue = genesys.queue(id);
    if (!queue) return queue.error();
    if (*queue) out.push_back(std::move(**queue));
  }
  return out;
}

bool lacks_a_name(const RouteQueues& queues) {
  return std::any_of(queues.problems.begin(), queues.problems.end(), is_no_such_queue);
}

}  // namespace

base::Result<std::string> names_by_now(const std::set<std::string>& ids, genesys::Client& genesys) {
  const auto known = known_of(ids, genesys);
  if (!known) return known.error();
  if (known->empty()) return std::string();
  std::vector<std::string> names;
  for (const genesys::Queue& queue : *known)
    names.push_back(fmt::format("{}, which Genesys Cloud knows as '{}'", queue.id, queue.name));
  return fmt::format("its rules wait for {}; if the queue was renamed, write its name by now",
                     base::join(names, ", and for "));
}

base::Result<std::vector<std::string>> find_renamed_queues(const Resolved& resolved,
                                                           const std::map<std::string, QueueParts>& live,
                                                           genesys::Client& genesys) {
  std::vector<std::string> out;
  for (const auto& [route, parts] : live) {
    const auto queues = resolved.routes.find(route);
    if (queues == resolved.routes.end() || !lacks_a_name(queues->second)) continue;
    std::set<std::string> left;
    for (const auto& part : parts) left.insert(part.begin(), part.end());
    for (const std::string& id : queues->second.ids) left.erase(id);
    const auto words = names_by_now(left, genesys);
    if (!words) return words.error();
    if (!words->empty()) out.push_back(fmt::format("route '{}': {}", route, *words));
  }
  return out;
}

}  // namespace sb::reconcile
