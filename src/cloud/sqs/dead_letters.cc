// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cloud/sqs/faults.h"
#include "cloud/sqs/paging.h"
#include "cloud/sqs/sqs.h"

// Who may send its letters where, and the sending.
namespace sb::cloud::sqs {

using service::Call;
using service::Outcome;

std::optional<service::Fault> Sqs::check_dead_letter_target(const Queue& queue,
                                                            const QueueAttributes& attributes) const {
  const auto given = attributes.find("RedrivePolicy");
  if (given == attributes.end()) return std::nullopt;
  const auto policy = parse_redrive_policy(given->second);
  if (!policy) return std::nullopt;
  const auto refused = [&](const char* reason) { return invalid_redrive_policy(given->second, reason); };
  const auto arn = aws::parse_arn(policy->dead_letter_arn);
  if (arn->realm() != queue.realm) return refused("Dead-letter target owner should be same as the source.");
  if (arn->resource.ends_with(".fifo") != queue.fifo)
    return refused("Dead-letter queue must be same type of queue as the source.");
  const Queue* target = find(policy->dead_letter_arn);
  if (target == nullptr) return refused("Dead letter target does not exist.");
  if (!allows_redrive(target->attribute("RedriveAllowPolicy"), queue.arn()))
    return refused("The redrive allow policy of the dead-letter queue does not permit this source queue.");
  return std::nullopt;
}

void Sqs::index_redrive(Queue& queue, std::optional<RedrivePolicy> policy) {
  if (queue.redrive) {
    const auto named = dead_letter_sources_.find(queue.redrive->dead_letter_arn);
    named->second.erase(queue.key());
    if (named->second.empty()) dead_letter_sources_.erase(named);
  }
  if (policy) dead_letter_sources_[policy->dead_letter_arn].insert(queue.key());
  queue.redrive = std::move(policy);
}

bool Sqs::redrive(Queue& queue, const Message& message) {
  if (!queue.redrive || message.receive_count - message.receives_elsewhere < queue.redrive->receives_max)
    return false;
  Queue* home = find(queue.redrive->dead_letter_arn);
  if (home == nullptr || home == &queue || home->fifo != queue.fifo) return false;
  Message letter = message;
  letter.dead_letter_source = queue.arn();
  letter.moved = true;
  letter.state_saved = false;
  letter.receives_elsewhere = letter.receive_count;
  letter.receipt = 0;
  // A standard message's retention runs on from its first sending; a FIFO message's begins anew.
  if (queue.fifo) letter.sent = timeline_.now();
  // There before it is gone here, so that a crash in between leaves two rather than none.
  enqueue(*home, std::move(letter), base::Seconds(0));
  remove(queue, message.sequence);
  return true;
}

Outcome Sqs::list_dead_letter_source_queues(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "ListDeadLetterSourceQueues");
  if (found.fault) return *found.fault;
  const auto read = read_page(input);
  if (const auto* fault = std::get_if<service::Fault>(&read)) return *fault;
  const Page& page = std::get<Page>(read);
  json::Object out{{"queueUrls", json::Array{}}};
  const auto named = dead_letter_sources_.find(found.queue->arn());
  if (named == dead_letter_sources_.end()) return out;
  json::Array& urls = out["queueUrls"].as_array();
  std::string last;
  for (auto key = named->second.upper_bound(
           service::make_key({found.queue->realm.account, found.queue->realm.region, page.after}));
       key != named->second.end(); ++key) {
    if (urls.size() == page.count_max) {
      end_page(out, page, last);
      break;
    }
    const Queue& source = *at(*key);
    urls.emplace_back(url_of(source, call));
    last = source.name;
  }
  return out;
}

}  // namespace sb::cloud::sqs
