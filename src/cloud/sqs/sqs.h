// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cloud/delivery/delivery.h"
#include "cloud/service/inventory.h"
#include "cloud/service/quotas.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/sqs/leavings.h"
#include "cloud/sqs/queue.h"
#include "cloud/store/store.h"

namespace sb::cloud::sqs {

// More messages than this are not in flight at a time from one queue (SQS quotas).
inline constexpr size_t kInFlightMax = 120000;

// Amazon SQS (API 2012-11-05): queues by account and region, standard and FIFO, with resource policies, long
// polls, visibility, retention, deduplication, dead-letter redrive and move tasks. Also the sink for
// deliveries to queues, which the queue's policy must allow. State is held in memory and written through the
// store; load() brings it back. On the loop's thread only.
class Sqs final : public service::Service, public delivery::Sink {
 public:
  Sqs(service::Timeline& timeline, store::Store& store, service::Quotas quotas = service::Quotas::kNone);

  base::Status load();
  bool knows(const std::string& operation) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

  size_t queue_count() const { return queues_.size(); }
  size_t message_count() const;
  // Long polls that wait for a message.
  size_t waiting_count() const;
  // Every queue under `queues` of its account and region.
  void describe(service::Inventory& out);
  // Takes all queues away; who waits at one is told that it does not exist.
  void reset();
  // Memory taken by messages and by what is remembered to tell duplicates, as an estimate. O(1).
  size_t held_bytes() const { return held_.total; }

 private:
  using Outcome = service::Outcome;
  using Operation = Outcome (Sqs::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  // queues.cc
  Outcome create_queue(const service::Call& call, const json::Object& input);
  Outcome get_queue_url(const service::Call& call, const json::Object& input);
  Outcome list_queues(const service::Call& call, const json::Object& input);
  Outcome delete_queue(const service::Call& call, const json::Object& input);
  Outcome purge_queue(const service::Call& call, const json::Object& input);
  // Takes a queue out of the world; who waits at it is told. It stays in queues_.
  void put_away(Queue& queue);

  // leavings.cc
  // Takes everything out of a queue, in constant time. That its rows mean nothing must be in the store by
  // then: it has begun anew, or is gone.
  void empty(Queue& queue);
  // Where what a queue remembered and a restart found goes.
  DeduplicationWindow& windows_left_by(const std::string& queue_key);
  void clear_soon();
  void clear_some();

  // queue_settings.cc
  Outcome get_queue_attributes(const service::Call& call, const json::Object& input);
  Outcome set_queue_attributes(const service::Call& call, const json::Object& input);
  Outcome tag_queue(const service::Call& call, const json::Object& input);
  Outcome untag_queue(const service::Call& call, const json::Object& input);
  Outcome list_queue_tags(const service::Call& call, const json::Object& input);
  void apply(Queue& queue, QueueAttributes attributes);
  // A FIFO queue's delay holds for what is in it, too (SQS API reference, "SetQueueAttributes").
  void delay_anew(Queue& queue);

  // permissions.cc
  Outcome add_permission(const service::Call& call, const json::Object& input);
  Outcome remove_permission(const service::Call& call, const json::Object& input);

  // send.cc
  Outcome send_message(const service::Call& call, const json::Object& input);
  Outcome send_message_batch(const service::Call& call, const json::Object& input);
  // One entry of a send, also of a batch; the answer's members, or the fault.
  Outcome send_one(Queue& queue, const service::Call& call, const json::Object& entry, const char* too_long);
  // The message that the queue was sent first under the same deduplication id, within its window.
  DeduplicationWindow::First* first_of(Queue& queue, const Message& message);
  // Takes a message that is good for the queue; its number is set.
  Message& enqueue(Queue& queue, Message message, base::Seconds delay);

  // receive.cc
  void receive_message(const service::Call& call, const json::Object& input, service::Reply reply);
  struct Taken {
    json::Array messages;
    bool must_last = false;  // something went to the dead letters, or a FIFO queue gave a handle
    bool has_more = false;   // to move to the dead letters, when others have had their turn
  };
  Taken take_messages(Queue& queue, const ReceiveRequest& request);
  json::Array hand_out(Queue& queue, const ReceiveRequest& request, const std::vector<uint64_t>& chosen);
  static Outcome answer(Taken taken);
  std::optional<json::Array> repeat_attempt(Queue& queue, const ReceiveRequest& request);
  json::Object render(const Message& message, const Queue& queue, const ReceiveRequest& request) const;
  void give_up(Queue& queue, uint64_t number);
  void serve_waiters(Queue& queue);
  // Serves who waits at queues that were given messages since the last time.
  void serve_ripe();
  // Plans to serve who waits when a message becomes visible, or at once.
  void arm_wake(Queue& queue, bool at_once = false);

  // messages.cc
  Outcome delete_message(const service::Call& call, const json::Object& input);
  Outcome delete_message_batch(const service::Call& call, const json::Object& input);
  Outcome change_visibility(const service::Call& call, const json::Object& input);
  Outcome change_visibility_batch(const service::Call& call, const json::Object& input);
  Outcome delete_one(Queue& queue, const json::Object& entry);
  Outcome change_one(Queue& queue, const json::Object& entry);

  // retention.cc
  // Drops what is too old; false when there is so much of it that some is left for soon after.
  bool sweep(Queue& queue);
  // Plans the next sweep, `least` from now at the soonest.
  void arm_sweep(Queue& queue, base::Milliseconds least = base::Milliseconds(1));

  // dead_letters.cc
  Outcome list_dead_letter_source_queues(const service::Call& call, const json::Object& input);
  // Whether the RedrivePolicy among the attributes, if any, names a queue that may take the queue's letters.
  std::optional<service::Fault> check_dead_letter_target(const Queue& queue,
                                                         const QueueAttributes& attributes) const;
  void index_redrive(Queue& queue, std::optional<RedrivePolicy> redrive);
  // True when the message has been received as often as may be, and has been moved.
  bool redrive(Queue& queue, const Message& message);

  // move_tasks.cc
  Outcome start_message_move_task(const service::Call& call, const json::Object& input);
  Outcome cancel_message_move_task(const service::Call& call, const json::Object& input);
  Outcome list_message_move_tasks(const service::Call& call, const json::Object& input);
  std::optional<service::Fault> check_move(const Queue& source, const service::Call& call,
                                           const json::Object& input);
  void arm_move(Queue& source, base::Time when);
  void run_move(Queue& source);
  // Moves one message; false, with the task ended, when there is none or it has nowhere to go.
  bool move_next(Queue& source, MoveTask& task);

  // The queue that QueueUrl names, or an ARN, if the caller may do `action` on it.
  struct Found {
    Queue* queue = nullptr;
    std::optional<service::Fault> fault;
  };
  Found find(const service::Call& call, const json::Object& input, const char* action);
  Found find_source(const service::Call& call, const std::string& arn, const char* action);
  Queue* find(const std::string& arn) const;
  Queue* at(const std::string& key) const;
  bool may(const Queue& queue, const service::Call& call, const std::string& action) const;
  std::optional<service::Fault> check_rate(Queue& queue, const std::string& action);
  std::string url_of(const Queue& queue, const service::Call& call) const;

  // persistence.cc
  void save(const Queue& queue);
  void save(const Queue& queue, const Message& message);
  void save_state(Message& message);
  void save(const Queue& queue, const MoveTask& task);
  void forget(const Queue& queue, const MoveTask& task);
  void forget_windows(const std::string& queue_key, const std::vector<std::string>& ids);
  void remove(Queue& queue, uint64_t sequence);
  // Keeps what tells duplicates of a message, apart from the message. An answer to a duplicate waits for it:
  // it promises no less than the answer to the first.
  void save_window(const Queue& queue, const Message& message, DeduplicationWindow::First& first);
  // The same for a message that is about to go.
  void keep_window(Queue& queue, const Message& message);
  base::Status load_queues();
  base::Status load_messages();
  // Puts a message that was in the store back into its queue.
  void restore(Queue& queue, Message message);
  base::Status take_over_first_version();
  base::Status load_windows();
  base::Status load_move_tasks();

  service::Timeline& timeline_;
  store::Store& store_;
  const service::Quotas quotas_;
  HeldBytes held_;
  std::map<std::string, std::unique_ptr<Queue>> queues_;  // by Queue::key()
  Leavings leavings_;
  service::Timeline::Ticket clearing_ = 0;
  std::map<std::string, std::set<std::string>> dead_letter_sources_;  // keys of queues, by the ARN they name
  std::map<std::string, base::Time> deleted_;                         // queues lately deleted, under kAws
  std::set<std::string> ripe_;                                        // keys of queues to serve
  uint64_t last_waiter_ = 0;
};

}  // namespace sb::cloud::sqs
