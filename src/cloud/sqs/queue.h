// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "json/document.h"

namespace sb::cloud::sqs {

struct Message {
  uint64_t sequence = 0;  // of the queue, rising; names the message in the store and in receipt handles
  std::string id;
  std::string body;
  json::Object attributes;  // as in the JSON protocol: {"name":{"DataType":…,"StringValue":…}}
  std::string sender_id;
  base::Time sent{};
  std::string dead_letter_source;  // ARN of the queue it was moved from; empty for a first home
  int receive_count = 0;
  base::Time first_received{};
  base::Time visible_at{};
  uint32_t receipt = 0;  // number of the last receive; part of its handle
};

// The messages of one standard queue and who may see which when. No I/O, no clock: times are given.
// Receive, send, delete and visibility are O(log n) in what is waiting, whatever the length of the queue.
class MessageFlow {
 public:
  // Adds a message that becomes visible at `visible_at`.
  Message& add(Message message, base::Time visible_at, base::Time now);
  // The next visible message, hidden until `hide_until`; nullptr when none is visible at `now`.
  Message* take(base::Time now, base::Time hide_until);
  Message* find(uint64_t sequence);
  void erase(uint64_t sequence);
  void hide_until(Message& message, base::Time until, base::Time now);
  // The earliest time at which a hidden message shows; nullopt when none is hidden.
  std::optional<base::Time> next_visible() const;
  // Every message there is, in no order.
  std::vector<uint64_t> sequences() const;

  uint64_t next_sequence() { return ++last_sequence_; }
  // Numbers given from now on are above `floor`, so that none is ever given twice, not even after a restart.
  void raise_sequence(uint64_t floor) { last_sequence_ = std::max(last_sequence_, floor); }
  size_t size() const { return messages_.size(); }
  size_t visible(base::Time now);
  // Received and neither deleted nor visible again.
  size_t in_flight(base::Time now);
  size_t delayed(base::Time now) { return size() - visible(now) - in_flight(now); }

 private:
  void surface(base::Time now);

  std::unordered_map<uint64_t, Message> messages_;
  std::map<uint64_t, base::Time> ready_;  // visible, oldest first
  std::map<std::pair<base::Time, uint64_t>, bool>
      hidden_;  // by when they show; true: in flight, false: delayed
  size_t in_flight_ = 0;
  uint64_t last_sequence_ = 0;
};

}  // namespace sb::cloud::sqs
