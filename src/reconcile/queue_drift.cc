// SPDX-License-Identifier: Apache-2.0
#include "reconcile/queue_drift.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace sb::reconcile {
namespace {

// With more ids than this one list of all queues is cheaper than a question for each.
constexpr size_t kIdsAskedSingly = 3;

// Which of `ids` Genesys Cloud does not know.
base::Result<std::set<std::string>> unknown_of(const std::set<std::string>& ids, genesys::Client& genesys) {
  std::set<std::string> out = ids;
  if (ids.size() > kIdsAskedSingly) {
    const auto all = genesys.queues();
    if (!all) return all.error();
    for (const genesys::Queue& queue : *all) out.erase(queue.id);
    return out;
  }
  for (const std::string& id : ids) {
    const auto queue = genesys.queue(id);
    if (!queue) return queue.error();
    if (*queue) out.erase(id);
  }
  return out;
}

// What moved in a route's rules: ids they hold and need not, ids they need and do not hold.
struct Moved {
  std::vector<std::string> out;
  std::vector<std::string> in;
};

Moved moved_in(const QueueParts& live, const std::vector<std::string>& wanted) {
  std::set<std::string> held;
  for (const auto& part : live) held.insert(part.begin(), part.end());
  const std::set<std::string> needed(wanted.begin(), wanted.end());
  Moved moved;
  std::set_difference(held.begin(), held.end(), needed.begin(), needed.end(), std::back_inserter(moved.out));
  std::set_difference(needed.begin(), needed.end(), held.begin(), held.end(), std::back_inserter(moved.in));
  return moved;
}

}  // namespace

base::Result<std::vector<QueueDrift>> find_queue_drift(const spec::Spec& spec, const Resolution& resolution,
                                                       genesys::Client& genesys) {
  std::map<std::string, Moved> moved;
  std::set<std::string> left;
  for (const spec::Route& route : spec.routes) {
    const auto live = resolution.live_parts.find(route.name);
    const auto wanted = resolution.queue_ids.find(route.name);
    if (live == resolution.live_parts.end() || wanted == resolution.queue_ids.end()) continue;
    Moved& of_route = moved[route.name] = moved_in(live->second, wanted->second);
    left.insert(of_route.out.begin(), of_route.out.end());
  }
  if (left.empty()) return std::vector<QueueDrift>{};
  const auto unknown = unknown_of(left, genesys);
  if (!unknown) return unknown.error();
  std::vector<QueueDrift> out;
  for (const auto& [route, of_route] : moved) {
    QueueDrift drift{route, {}, {}};
    std::copy_if(of_route.out.begin(), of_route.out.end(), std::back_inserter(drift.gone),
                 [&](const std::string& id) { return unknown->contains(id); });
    if (drift.gone.empty()) continue;
    for (const std::string& id : of_route.in) {
      const auto name = resolution.queue_names.find(id);
      if (name != resolution.queue_names.end()) drift.made_anew.push_back({id, name->second});
    }
    out.push_back(std::move(drift));
  }
  return out;
}

std::string words_for(const QueueDrift& drift) {
  const std::string gone = base::join(drift.gone, ", ");
  if (drift.made_anew.empty()) {
    return fmt::format(
        "Genesys Cloud knows no queue with the id {}, which its rules hold: it was deleted, or this client "
        "may not see it",
        gone);
  }
  if (drift.made_anew.size() == 1 && drift.gone.size() == 1) {
    return fmt::format(
        "the queue '{}' was deleted and recreated: its id changed from {} to {} (unless the spec named "
        "another queue before)",
        drift.made_anew.front().name, gone, drift.made_anew.front().id);
  }
  std::vector<std::string> names;
  for (const QueueDrift::Queue& queue : drift.made_anew)
    names.push_back(fmt::format("'{}' is {}", queue.name, queue.id));
  return fmt::format("queues were deleted and recreated: ids changed; {} are gone, {}", gone,
                     base::join(names, ", "));
}

}  // namespace sb::reconcile
