// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sqs.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/sqs/faults.h"

namespace sb::cloud::sqs {

using service::Call;

Sqs::Sqs(service::Timeline& timeline, store::Store& store) : timeline_(timeline), store_(store) {}

const std::map<std::string, Sqs::Operation>& Sqs::operations() {
  static const std::map<std::string, Operation> kOperations{
      {"CreateQueue", &Sqs::create_queue},
      {"GetQueueUrl", &Sqs::get_queue_url},
      {"ListQueues", &Sqs::list_queues},
      {"DeleteQueue", &Sqs::delete_queue},
      {"GetQueueAttributes", &Sqs::get_queue_attributes},
      {"SetQueueAttributes", &Sqs::set_queue_attributes},
      {"PurgeQueue", &Sqs::purge_queue},
      {"TagQueue", &Sqs::tag_queue},
      {"UntagQueue", &Sqs::untag_queue},
      {"ListQueueTags", &Sqs::list_queue_tags},
      {"AddPermission", &Sqs::add_permission},
      {"RemovePermission", &Sqs::remove_permission},
      {"SendMessage", &Sqs::send_message},
      {"SendMessageBatch", &Sqs::send_message_batch},
      {"DeleteMessage", &Sqs::delete_message},
      {"DeleteMessageBatch", &Sqs::delete_message_batch},
      {"ChangeMessageVisibility", &Sqs::change_visibility},
      {"ChangeMessageVisibilityBatch", &Sqs::change_visibility_batch},
  };
  return kOperations;
}

bool Sqs::knows(const std::string& operation) const {
  return operation == "ReceiveMessage" || operations().contains(operation);
}

void Sqs::handle(const Call& call, const std::string& operation, const json::Object& input,
                 service::Reply reply) {
  if (operation == "ReceiveMessage") return receive_message(call, input, std::move(reply));
  reply((this->*operations().at(operation))(call, input));
}

size_t Sqs::message_count() const {
  size_t total = 0;
  for (const auto& [key, queue] : queues_) total += queue->flow.size();
  return total;
}

Sqs::Queue* Sqs::find(const std::string& arn_text) {
  const auto arn = aws::parse_arn(arn_text);
  if (!arn) return nullptr;
  const auto at = queues_.find(service::make_key({arn->account, arn->region, arn->resource}));
  return at == queues_.end() ? nullptr : at->second.get();
}

Sqs::Found Sqs::find(const Call& call, const json::Object& input, const char* action) {
  const auto url = aws::parse_queue_url(json::string_or_empty(input, "QueueUrl"));
  if (!url) return {nullptr, missing_parameter("QueueUrl")};
  const std::string& account = aws::is_account_id(url->account) ? url->account : call.realm.account;
  const auto at = queues_.find(service::make_key({account, call.realm.region, url->name}));
  if (at == queues_.end()) return {nullptr, no_such_queue()};
  if (!may(*at->second, call, action)) return {nullptr, access_denied(call, action, at->second->arn())};
  return {at->second.get(), std::nullopt};
}

bool Sqs::may(const Queue& queue, const Call& call, const std::string& action) const {
  const bool own = call.realm.account == queue.realm.account;
  if (!queue.policy) return own;
  aws::PolicyRequest request;
  request.principal_account = call.realm.account;
  request.principal_arn = call.caller_arn;
  request.action = "sqs:" + action;
  request.resource = queue.arn();
  request.context["aws:principalaccount"] = call.realm.account;
  const aws::PolicyVerdict verdict = aws::evaluate(*queue.policy, request);
  return verdict == aws::PolicyVerdict::kAllow || (own && verdict == aws::PolicyVerdict::kNoStatement);
}

std::string Sqs::url_of(const Queue& queue, const Call& call) const {
  return fmt::format("{}/{}/{}", call.origin, queue.realm.account, queue.name);
}

void Sqs::apply(Queue& queue, const QueueAttributes& attributes) {
  for (const auto& [name, value] : attributes) {
    if (value.empty()) {
      queue.attributes.erase(name);
    } else {
      queue.attributes[name] = value;
    }
  }
  queue.policy.reset();
  if (const auto policy = queue.attributes.find("Policy"); policy != queue.attributes.end()) {
    if (auto parsed = aws::parse_policy(policy->second); parsed.ok()) queue.policy = std::move(*parsed);
  }
  queue.modified = timeline_.now();
}

void Sqs::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  using delivery::Verdict;
  Queue* queue = find(delivery.target_arn);
  if (queue == nullptr)
    return done({Verdict::kRefused, "NO_RESOURCE", "The specified queue does not exist."});
  if (!delivery::is_let_in(
          delivery, queue->policy ? &*queue->policy : nullptr, "sqs:SendMessage",
          {{"aws:sourcearn", delivery.source_arn}, {"aws:sourceaccount", delivery.realm.account}})) {
    return done({Verdict::kRefused, "NO_PERMISSIONS",
                 fmt::format("The policy of {} does not let {} send messages for {}.", delivery.target_arn,
                             delivery.principal, delivery.source_arn)});
  }
  const auto size_max = static_cast<size_t>(number_of(queue->attributes, "MaximumMessageSize"));
  if (delivery.body.size() + bytes_of_attributes(delivery.attributes) > size_max) {
    return done({Verdict::kRefused, "SDK_CLIENT_ERROR",
                 fmt::format("The message is longer than {} bytes.", size_max)});
  }
  Message message;
  message.body = delivery.body;
  message.attributes = delivery.attributes;
  message.sender_id = delivery.principal;
  enqueue(*queue, std::move(message), base::Seconds(number_of(queue->attributes, "DelaySeconds")));
  done({});
}

}  // namespace sb::cloud::sqs
