// SPDX-License-Identifier: Apache-2.0
#include "reconcile/observe_orphans.h"

#include <fmt/format.h>

#include "reconcile/ownership.h"
#include "reconcile/read_each.h"

namespace sb::reconcile {
namespace {

using Attributes = std::map<std::string, std::string>;
using Found = std::map<std::string, Attributes>;

bool is_denied(const base::Error& error) {
  return error.code.starts_with("AccessDenied") || error.code == "AuthorizationError";
}

std::string not_asked(const char* list) {
  return fmt::format(
      "what a run of the stack that was cut off may have left was not looked for: {} is not allowed", list);
}

// Cuts the candidates down to as many as are looked at.
void bound(std::set<std::string>& candidates, const char* what, std::vector<std::string>& notes) {
  if (candidates.size() <= kOrphanCandidates) return;
  candidates.erase(std::next(candidates.begin(), kOrphanCandidates), candidates.end());
  notes.push_back(fmt::format(
      "only {} of the account's {} were searched for what a run of the stack that was cut off may "
      "have left",
      kOrphanCandidates, what));
}

// Those of `candidates` that bear a statement of the stack. `read` gives a candidate's attributes.
template <class Read>
base::Result<Found> find_ours(const std::set<std::string>& candidates, const std::string& stack,
                              size_t workers, Read read) {
  const auto all = read_each<std::optional<Attributes>>(
      candidates, workers, [&](const std::string& arn) -> base::Result<std::optional<Attributes>> {
        auto attributes = read(arn);
        if (!attributes.ok() && is_denied(attributes.error())) return std::optional<Attributes>{};
        return attributes;
      });
  if (!all) return all.error();
  Found out;
  size_t number = 0;
  for (const std::string& arn : candidates) {
    const auto& attributes = (*all)[number++];
    if (attributes && read_held_policy(*attributes, stack).ours) out[arn] = *attributes;
  }
  return out;
}

}  // namespace

base::Result<std::set<std::string>> orphan_topics(const World& world, const Desired& desired,
                                                  const std::set<std::string>& known, size_t workers,
                                                  std::vector<std::string>& notes) {
  std::set<std::string> out;
  const auto listed = world.sns.list_topics(kOrphanCandidates + known.size() + 1);
  if (!listed.ok() && is_denied(listed.error())) {
    notes.push_back(not_asked("sns:ListTopics"));
    return out;
  }
  if (!listed) return listed.error();
  std::set<std::string> candidates(listed->begin(), listed->end());
  for (const std::string& arn : known) candidates.erase(arn);
  bound(candidates, "topics", notes);
  const auto ours = find_ours(candidates, desired.stack, workers,
                              [&](const std::string& arn) { return world.sns.topic_attributes(arn); });
  if (!ours) return ours.error();
  for (const auto& [arn, attributes] : *ours) out.insert(arn);
  return out;
}

base::Result<std::map<std::string, ObservedQueue>> orphan_queues(const World& world, const Desired& desired,
                                                                 const std::set<std::string>& known,
                                                                 size_t workers,
                                                                 std::vector<std::string>& notes) {
  std::map<std::string, ObservedQueue> out;
  const auto listed = world.sqs.list_queues("", kOrphanCandidates + known.size() + 1);
  if (!listed.ok() && is_denied(listed.error())) {
    notes.push_back(not_asked("sqs:ListQueues"));
    return out;
  }
  if (!listed) return listed.error();
  std::map<std::string, std::string> urls;
  std::set<std::string> candidates;
  for (const std::string& url : *listed) {
    const auto name = aws::parse_queue_url(url);
    if (!name) continue;
    const std::string arn = aws::queue_arn(desired.realm, name->name);
    urls[arn] = url;
    if (!known.contains(arn)) candidates.insert(arn);
  }
  bound(candidates, "queues", notes);
  const auto ours = find_ours(candidates, desired.stack, workers,
                              [&](const std::string& arn) { return world.sqs.attributes(urls.at(arn)); });
  if (!ours) return ours.error();
  for (const auto& [arn, attributes] : *ours) out[arn] = {urls.at(arn), attributes};
  return out;
}

}  // namespace sb::reconcile
