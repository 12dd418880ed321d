// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/sqs.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aws/limits.h"
#include "cloud/service/policy_request.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/input_types.h"

namespace sb::cloud::sqs {

using service::Call;

namespace {

// What only the owner's account may do, whatever a policy says (SQS developer guide, "Basic examples of
// Amazon SQS policies").
constexpr const char* kOwnerOnly[] = {"AddPermission",
                                      "RemovePermission",
                                      "DeleteQueue",
                                      "SetQueueAttributes",
                                      "TagQueue",
                                      "UntagQueue",
                                      "ListQueueTags",
                                      "StartMessageMoveTask",
                                      "CancelMessageMoveTask",
                                      "ListMessageMoveTasks"};

bool is_owner_only(const std::string& action) {
  return std::any_of(std::begin(kOwnerOnly), std::end(kOwnerOnly),
                     [&](const char* name) { return action == name; });
}

}  // namespace

Sqs::Sqs(service::Timeline& timeline, store::Store& store, service::Quotas quotas)
    : timeline_(timeline), store_(store), quotas_(quotas) {}

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
      {"ListDeadLetterSourceQueues", &Sqs::list_dead_letter_source_queues},
      {"StartMessageMoveTask", &Sqs::start_message_move_task},
      {"CancelMessageMoveTask", &Sqs::cancel_message_move_task},
      {"ListMessageMoveTasks", &Sqs::list_message_move_tasks},
  };
  return kOperations;
}

bool Sqs::knows(const std::string& operation) const {
  return operation == "ReceiveMessage" || operations().contains(operation);
}

void Sqs::handle(const Call& call, const std::string& operation, const json::Object& input,
                 service::Reply reply) {
  if (auto fault = check_types(input)) return reply(std::move(*fault));
  if (operation == "ReceiveMessage") {
    receive_message(call, input, std::move(reply));
  } else {
    reply((this->*operations().at(operation))(call, input));
  }
  serve_ripe();
}

size_t Sqs::message_count() const {
  size_t total = 0;
  for (const auto& [key, queue] : queues_) total += queue->flow.size();
  return total;
}

size_t Sqs::waiting_count() const {
  size_t total = 0;
  for (const auto& [key, queue] : queues_) total += queue->waiters.size();
  return total;
}

Queue* Sqs::at(const std::string& key) const {
  const auto found = queues_.find(key);
  return found == queues_.end() ? nullptr : found->second.get();
}

Queue* Sqs::find(const std::string& arn_text) const {
  const auto arn = aws::view_arn(arn_text);
  if (!arn || arn->service != "sqs" || arn->partition != aws::partition_of(arn->region)) return nullptr;
  return at(service::make_key({arn->account, arn->region, arn->resource}));
}

Sqs::Found Sqs::find(const Call& call, const json::Object& input, const char* action) {
  const std::string text = json::string_or_empty(input, "QueueUrl");
  if (text.empty()) return {nullptr, missing_parameter("QueueUrl")};
  const auto url = aws::parse_queue_url(text);
  if (!url) {
    return {nullptr,
            service::Fault{"InvalidAddress",
                           fmt::format("The address {} is not valid for this endpoint.", text), 404, "", ""}};
  }
  const std::string& account = aws::is_account_id(url->account) ? url->account : call.realm.account;
  Queue* queue = at(service::make_key({account, call.realm.region, url->name}));
  if (queue == nullptr) return {nullptr, no_such_queue()};
  if (!may(*queue, call, action)) return {nullptr, access_denied(call, action, queue->arn())};
  return {queue, check_rate(*queue, action)};
}

bool Sqs::may(const Queue& queue, const Call& call, const std::string& action) const {
  const bool own = call.realm.account == queue.realm.account;
  if (!queue.policy || (!own && is_owner_only(action))) return own;
  const aws::PolicyRequest request = service::make_policy_request(call, "sqs:" + action, queue.arn());
  const aws::PolicyVerdict verdict = aws::evaluate(*queue.policy, request);
  return verdict == aws::PolicyVerdict::kAllow || (own && verdict == aws::PolicyVerdict::kNoStatement);
}

std::optional<service::Fault> Sqs::check_rate(Queue& queue, const std::string& action) {
  if (quotas_ != service::Quotas::kAws || !queue.fifo) return std::nullopt;
  if (queue.attribute("FifoThroughputLimit") == "perMessageGroupId") return std::nullopt;
  if (queue.rate.admit(action, timeline_.now())) return std::nullopt;
  return service::Fault{"RequestThrottled", "Request is throttled.", 403, "", ""};
}

std::string Sqs::url_of(const Queue& queue, const Call& call) const {
  return fmt::format("{}/{}/{}", call.origin, queue.realm.account, queue.name);
}

}  // namespace sb::cloud::sqs
