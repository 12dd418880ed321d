// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sqs.h"

// What stands of SQS, and how all of it goes.
namespace sb::cloud::sqs {
namespace {

json::Object describe(Queue& queue, base::Time now) {
  json::Object out{{"name", queue.name},
                   {"arn", queue.arn()},
                   {"messages",
                    {{"visible", queue.flow.visible(now)},
                     {"in_flight", queue.flow.in_flight(now)},
                     {"delayed", queue.flow.delayed(now)}}},
                   {"waiting_receives", queue.waiters.size()},
                   {"attributes", json::to_object(queue.attributes)},
                   {"tags", json::to_object(queue.tags)}};
  if (!queue.move_tasks.empty() && queue.move_tasks.back().is_running())
    out["move_task"] = queue.move_tasks.back().describe();
  return out;
}

}  // namespace

void Sqs::describe(service::Inventory& out) {
  const base::Time now = timeline_.now();
  for (const auto& [key, queue] : queues_)
    out.list(queue->realm, "queues").push_back(sqs::describe(*queue, now));
}

void Sqs::reset() {
  for (const auto& [key, queue] : queues_) put_away(*queue);
  queues_.clear();
  deleted_.clear();
  ripe_.clear();
}

}  // namespace sb::cloud::sqs
