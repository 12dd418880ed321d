// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/paging.h"
#include "cloud/sqs/sqs.h"

// Queues come, are found, are emptied and go.
namespace sb::cloud::sqs {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr base::Seconds kPause{
    60};  // between two purges, and between a deletion and a queue of the same name

std::optional<Fault> check_name(const std::string& name, const QueueAttributes& attributes) {
  if (name.empty()) return missing_parameter("QueueName");
  const auto type = attributes.find("FifoQueue");
  const bool wants_fifo = type != attributes.end() && type->second == "true";
  if (wants_fifo && (!name.ends_with(".fifo") || !aws::is_queue_name(name))) {
    return invalid_parameter(
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must "
        "end "
        "with .fifo suffix and be 1 to 80 in length");
  }
  if (!aws::is_queue_name(name) || (name.ends_with(".fifo") && !wants_fifo)) {
    return invalid_parameter(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  return std::nullopt;
}

// Only what the request names is compared.
std::optional<Fault> compare(const Queue& existing, const QueueAttributes& attributes) {
  for (const auto& [key, value] : attributes) {
    if (is_same_value(key, existing.attribute(key), value)) continue;
    return Fault{
        "QueueNameExists",
        fmt::format("A queue already exists with the same name and a different value for attribute {}", key),
        400, "QueueAlreadyExists", ""};
  }
  return std::nullopt;
}

}  // namespace

Outcome Sqs::create_queue(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "QueueName");
  QueueAttributes attributes = read_queue_attributes(input);
  if (auto fault = check_name(name, attributes)) return *fault;
  auto queue = std::make_unique<Queue>(call.realm, name, held_);
  if (auto fault = check_queue_attributes(attributes, queue->fifo)) return *fault;
  attributes = with_plain_numbers(std::move(attributes));
  const std::string key = queue->key();
  if (const Queue* existing = at(key)) {
    if (auto fault = compare(*existing, attributes)) return *fault;
    return json::Object{{"QueueUrl", url_of(*existing, call)}};
  }
  const base::Time now = timeline_.now();
  if (const auto gone = deleted_.find(key); gone != deleted_.end() && gone->second + kPause > now) {
    return simple_queue_fault("QueueDeletedRecently",
                              "You must wait 60 seconds after deleting a queue before you can create another "
                              "with the same name.");
  }
  QueueAttributes merged = merge_queue_attributes(default_queue_attributes(queue->fifo), attributes);
  if (auto fault = check_throughput(merged)) return *fault;
  if (auto fault = check_dead_letter_target(*queue, attributes)) return *fault;
  // CreateQueue says "tags" where TagQueue says "Tags".
  queue->tags = json::string_map(input, input.contains("tags") ? "tags" : "Tags");
  if (auto fault = check_tags(*queue, queue->tags)) return *fault;
  queue->created = now;
  queue->begun = store_.next_number();
  Queue& kept = *(queues_[key] = std::move(queue));
  deleted_.erase(key);
  apply(kept, std::move(merged));
  save(kept);
  return json::Object{{"QueueUrl", url_of(kept, call)}};
}

Outcome Sqs::get_queue_url(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "QueueName");
  if (name.empty()) return missing_parameter("QueueName");
  const std::string owner = json::string_or_empty(input, "QueueOwnerAWSAccountId");
  const Queue* queue =
      at(service::make_key({owner.empty() ? call.realm.account : owner, call.realm.region, name}));
  if (queue == nullptr || !may(*queue, call, "GetQueueUrl")) return no_such_queue();
  return json::Object{{"QueueUrl", url_of(*queue, call)}};
}

Outcome Sqs::list_queues(const Call& call, const json::Object& input) {
  const auto read = read_page(input);
  if (const Fault* fault = std::get_if<Fault>(&read)) return *fault;
  const Page& page = std::get<Page>(read);
  const std::string prefix = json::string_or_empty(input, "QueueNamePrefix");
  json::Array urls;
  std::string last;
  auto from = queues_.lower_bound(
      service::make_key({call.realm.account, call.realm.region, std::max(prefix, page.after)}));
  for (; from != queues_.end(); ++from) {
    const Queue& queue = *from->second;
    if (queue.realm != call.realm || !queue.name.starts_with(prefix)) break;
    if (queue.name == page.after) continue;
    if (urls.size() == page.count_max) {
      json::Object out{{"QueueUrls", urls}};
      end_page(out, page, last);
      return out;
    }
    urls.emplace_back(url_of(queue, call));
    last = queue.name;
  }
  return urls.empty() ? json::Object{} : json::Object{{"QueueUrls", urls}};
}

void Sqs::put_away(Queue& queue) {
  for (auto& [number, waiter] : queue.waiters) waiter.reply(no_such_queue());
  timeline_.cancel(queue.wake.ticket);
  timeline_.cancel(queue.sweep.ticket);
  timeline_.cancel(queue.moving);
  empty(queue);
  for (const MoveTask& task : queue.move_tasks) forget(queue, task);
  index_redrive(queue, std::nullopt);
  store_.erase(store::Table::kQueue, queue.key());
}

Outcome Sqs::delete_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "DeleteQueue");
  if (found.fault) return *found.fault;
  const std::string key = found.queue->key();
  put_away(*found.queue);
  if (quotas_ == service::Quotas::kAws) {
    const base::Time now = timeline_.now();
    std::erase_if(deleted_, [&](const auto& gone) { return gone.second + kPause <= now; });
    deleted_[key] = now;
  }
  queues_.erase(key);
  return json::Object{};
}

Outcome Sqs::purge_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "PurgeQueue");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const base::Time now = timeline_.now();
  if (quotas_ == service::Quotas::kAws && queue.purged + kPause > now) {
    return simple_queue_fault(
        "PurgeQueueInProgress",
        fmt::format("Only one PurgeQueue operation on {} is allowed every 60 seconds.", queue.name), 403);
  }
  queue.purged = now;
  queue.begun = store_.next_number();
  save(queue);
  empty(queue);
  return json::Object{};
}

}  // namespace sb::cloud::sqs
