// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/policy.h"
#include "cloud/delivery/delivery.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/sqs/attributes.h"
#include "cloud/sqs/queue.h"
#include "cloud/store/store.h"

namespace sb::cloud::sqs {

// Amazon SQS, standard queues (API 2012-11-05): queues by account and region, resource policies, long polls,
// visibility, retention, dead-letter redrive. Also the sink for deliveries to queues, which the queue's
// policy must allow. State is held in memory and written through the store; load() brings it back. On the
// loop's thread only.
class Sqs final : public service::Service, public delivery::Sink {
 public:
  Sqs(service::Timeline& timeline, store::Store& store);

  base::Status load();
  bool knows(const std::string& operation) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

  size_t queue_count() const { return queues_.size(); }
  size_t message_count() const;

 private:
  struct Waiter {
    service::Call call;
    json::Object input;
    service::Reply reply;
    std::shared_ptr<net::Loop::Timer> deadline;  // in real time: a caller waits no longer than it said
    uint64_t number = 0;
  };
  struct Queue {
    aws::Realm realm;
    std::string name;
    QueueAttributes attributes;  // those that were set or have a default
    std::optional<aws::Policy> policy;
    std::map<std::string, std::string> tags;
    base::Time created{};
    base::Time modified{};
    base::Time purged{};
    MessageFlow flow;
    std::list<Waiter> waiters;
    service::Timeline::Ticket wake = 0;
    base::Time wake_at{};

    std::string arn() const { return aws::queue_arn(realm, name); }
    std::string key() const { return service::make_key({realm.account, realm.region, name}); }
  };
  using Operation = service::Outcome (Sqs::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  service::Outcome create_queue(const service::Call& call, const json::Object& input);
  service::Outcome get_queue_url(const service::Call& call, const json::Object& input);
  service::Outcome list_queues(const service::Call& call, const json::Object& input);
  service::Outcome delete_queue(const service::Call& call, const json::Object& input);
  service::Outcome get_queue_attributes(const service::Call& call, const json::Object& input);
  service::Outcome set_queue_attributes(const service::Call& call, const json::Object& input);
  service::Outcome purge_queue(const service::Call& call, const json::Object& input);
  service::Outcome tag_queue(const service::Call& call, const json::Object& input);
  service::Outcome untag_queue(const service::Call& call, const json::Object& input);
  service::Outcome list_queue_tags(const service::Call& call, const json::Object& input);
  service::Outcome add_permission(const service::Call& call, const json::Object& input);
  service::Outcome remove_permission(const service::Call& call, const json::Object& input);
  service::Outcome send_message(const service::Call& call, const json::Object& input);
  service::Outcome send_message_batch(const service::Call& call, const json::Object& input);
  service::Outcome delete_message(const service::Call& call, const json::Object& input);
  service::Outcome delete_message_batch(const service::Call& call, const json::Object& input);
  service::Outcome change_visibility(const service::Call& call, const json::Object& input);
  service::Outcome change_visibility_batch(const service::Call& call, const json::Object& input);

  void receive_message(const service::Call& call, const json::Object& input, service::Reply reply);
  std::optional<service::Fault> check_receive(const json::Object& input) const;
  json::Array take_messages(Queue& queue, const json::Object& input);
  json::Object render(const Message& message, const Queue& queue, const json::Object& input) const;
  void give_up(Queue& queue, uint64_t number);
  void serve_waiters(Queue& queue);
  void arm_wake(Queue& queue);

  // One entry of a send, also of a batch; the answer's members, or the fault.
  service::Outcome send_one(Queue& queue, const service::Call& call, const json::Object& entry);
  service::Outcome delete_one(Queue& queue, const json::Object& entry);
  service::Outcome change_one(Queue& queue, const json::Object& entry);
  template <class Each>
  service::Outcome batch(const service::Call& call, const json::Object& input, const char* action, Each each);
  Message& enqueue(Queue& queue, Message message, base::Seconds delay);
  bool redrive(Queue& queue, Message& message);
  void remove(Queue& queue, uint64_t sequence);

  // The queue that QueueUrl names, if the caller may do `action` on it.
  struct Found {
    Queue* queue = nullptr;
    std::optional<service::Fault> fault;
  };
  Found find(const service::Call& call, const json::Object& input, const char* action);
  Queue* find(const std::string& arn);
  bool may(const Queue& queue, const service::Call& call, const std::string& action) const;
  std::string url_of(const Queue& queue, const service::Call& call) const;
  void apply(Queue& queue, const QueueAttributes& attributes);
  void save(const Queue& queue);
  void save(const Queue& queue, const Message& message);
  void save_state(const Queue& queue, const Message& message);

  service::Timeline& timeline_;
  store::Store& store_;
  std::map<std::string, std::unique_ptr<Queue>> queues_;  // by Queue::key()
  uint64_t last_waiter_ = 0;
};

}  // namespace sb::cloud::sqs
