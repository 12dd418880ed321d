// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "aws/arn.h"
#include "aws/policy.h"
#include "base/clock.h"
#include "cloud/delivery/admission.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/sqs/deduplication.h"
#include "cloud/sqs/message_flow.h"
#include "cloud/sqs/move_task.h"
#include "cloud/sqs/queue_attributes.h"
#include "cloud/sqs/receive_attempts.h"
#include "cloud/sqs/receive_request.h"
#include "cloud/sqs/redrive_policy.h"
#include "cloud/sqs/request_rate.h"

namespace sb::cloud::sqs {

// A ReceiveMessage that waits for a message.
struct Waiter {
  ReceiveRequest request;
  std::shared_ptr<net::Peer> peer;  // who waits; null: over no connection
  service::Reply reply;
  std::shared_ptr<net::Loop::Timer> deadline;  // in real time: a caller waits no longer than it said
};

// Work of a queue that the cloud's clock brings; at most one of its kind is planned.
struct Appointment {
  service::Timeline::Ticket ticket = 0;  // 0: none
  base::Time when{};
};

// One queue with all that is in it. Its name says its type.
struct Queue {
  Queue(aws::Realm given_realm, std::string given_name, HeldBytes& held)
      : realm(std::move(given_realm)),
        name(std::move(given_name)),
        fifo(name.ends_with(".fifo")),
        flow(fifo ? Order::kByGroup : Order::kBestEffort, held),
        deduplication(held),
        arn_(aws::queue_arn(realm, name)),
        key_(service::make_key({realm.account, realm.region, name})) {}

  const aws::Realm realm;
  const std::string name;
  const bool fifo;
  QueueAttributes attributes;  // those that were set or have a default
  QueueSettings settings;      // of the attributes
  std::optional<aws::Policy> policy;
  delivery::Admission admission;  // by the policy
  std::optional<RedrivePolicy> redrive;
  std::map<std::string, std::string> tags;
  base::Time created{};
  base::Time modified{};
  base::Time purged{};
  // The store's number when it was made or purged last. A row with a lower one is of what was before.
  uint64_t begun = 0;
  MessageFlow flow;
  DeduplicationWindow deduplication;
  ReceiveAttempts attempts;
  RequestRate rate;
  std::map<uint64_t, Waiter> waiters;  // by the order in which they came
  std::deque<MoveTask> move_tasks;     // out of this queue, oldest first; only the last may be running
  Appointment wake;                    // when a hidden message shows and somebody waits
  Appointment sweep;                   // when something is too old to be kept
  service::Timeline::Ticket moving = 0;

  const std::string& arn() const { return arn_; }
  const std::string& key() const { return key_; }
  std::string attribute(const std::string& key) const {
    const auto at = attributes.find(key);
    return at == attributes.end() ? "" : at->second;
  }
  base::Seconds seconds(const std::string& key) const { return base::Seconds(number_of(attributes, key)); }

 private:
  const std::string arn_;
  const std::string key_;
};

// The fault of more tags than a queue may have, or of a key or value that none may; nullopt for good ones.
std::optional<service::Fault> check_tags(const Queue& queue, const std::map<std::string, std::string>& tags);
// What a FIFO queue tells duplicates of the message by, in the scope that it has.
std::string deduplication_key(const Queue& queue, const Message& message);
// SequenceNumber: 20 digits, rising.
std::string sequence_number(uint64_t sequence);

}  // namespace sb::cloud::sqs
