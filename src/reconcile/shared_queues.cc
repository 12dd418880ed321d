// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/limits.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"

// Queues that several senders share: those that routes inside and outside of a plan's scope use, and those
// whose senders change. One statement of the stack stands in each queue's policy, for all of its routes.
namespace sb::reconcile {
namespace {

struct Senders {
  std::set<std::string> services;
  std::set<std::string> sources;
};

// Whom a statement of queue_statement() lets send.
Senders senders_of(const json::Object& statement) {
  static constexpr std::string_view kService = "Service:";
  Senders out;
  const auto parsed = aws::parse_statement(statement);
  if (!parsed) return out;
  for (const std::string& principal : parsed->principals) {
    if (principal.starts_with(kService)) out.services.insert(principal.substr(kService.size()));
  }
  out.sources = sources_of(statement);
  return out;
}

// The services that send on behalf of these sources.
std::set<std::string> services_of(const std::set<std::string>& sources) {
  std::set<std::string> out;
  for (const std::string& source : sources) {
    const auto arn = aws::parse_arn(source);
    out.insert(arn && arn->service == "sns" ? "sns.amazonaws.com" : "events.amazonaws.com");
  }
  return out;
}

}  // namespace

DesiredQueue Planner::with_other_senders(DesiredQueue queue) const {
  const HeldPolicy held = held_queue(queue.arn);
  if (options_.scope.whole() || queue.sources.empty() || !held.ours) return queue;
  const Senders live = senders_of(*held.ours);
  queue.services.insert(live.services.begin(), live.services.end());
  queue.sources.insert(live.sources.begin(), live.sources.end());
  return queue;
}

Planner::Both Planner::statement_of_both(const DesiredQueue& queue) const {
  const HeldPolicy held = held_queue(queue.arn);
  if (!held.ours || queue.sources.empty()) return {};
  DesiredQueue both = with_other_senders(queue);
  const Senders live = senders_of(*held.ours);
  const size_t wanted = both.sources.size();
  both.sources.insert(live.sources.begin(), live.sources.end());
  both.services.insert(live.services.begin(), live.services.end());
  json::Object statement = queue_statement(both);
  statement["Sid"] = write_sid(desired_.stack, held.holding, found_and_dropped(queue.arn));
  if (both.sources.size() == wanted) return {};
  if (with_statement(held.document, desired_.stack, statement).size() <= aws::kQueuePolicyBytesMax)
    return {std::move(statement), ""};
  return {
      {},
      "the policy has no room for the old senders beside the new ones: what the old ones send before rules "
      "and subscriptions have changed is refused, and goes to their dead-letter queue, if there is one"};
}

void Planner::take_senders_from(const std::string& arn) {
  const HeldPolicy held = held_queue(arn);
  if (!held.ours || !sharing_.is_used_elsewhere(arn)) return;
  DesiredQueue left;
  left.arn = arn;
  const Senders live = senders_of(*held.ours);
  left.sources = sharing_.sources_left(arn, live.sources);
  if (left.sources == live.sources || left.sources.empty()) return;
  left.services = services_of(left.sources);
  json::Object statement = queue_statement(left);
  statement["Sid"] = write_sid(desired_.stack, held.holding, held.found);
  const std::string name = aws::parse_arn(arn)->resource;
  removed_.push_back(
      add({Action::kUpdate,
           "aws.queue_policy",
           name,
           arn,
           {{"statement", json::to_text(*held.ours), json::to_text(statement)}},
           {SetQueueAttributes{name, {{"Policy", with_statement(held.document, desired_.stack, statement)}}}},
           disabled_}));
}

}  // namespace sb::reconcile
