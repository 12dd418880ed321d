// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "cloud/sqs/message.h"

namespace sb::cloud::sqs {

enum class Order {
  kBestEffort,  // standard queues: oldest first, whatever is in flight
  kByGroup,     // FIFO queues: no message of a group while an earlier one of it is in flight or delayed
};

// The messages of one queue and who may see which when. No I/O, no clock: times are given. Receive, send,
// delete and visibility are O(log n) in what is waiting, whatever the length of the queue.
class MessageFlow {
 public:
  // `held` outlives the flow.
  MessageFlow(Order order, HeldBytes& held) : order_(order), held_(held) {}

  // Adds a message that becomes visible at `visible_at`.
  Message& add(Message message, base::Time visible_at, base::Time now);
  // The next messages that may be received at `now`, at most `count_max`, in the order in which they go out.
  // By groups: the group that has waited longest first, as many of its messages in a row as may go out.
  std::vector<uint64_t> receivable(base::Time now, size_t count_max);
  // Counts a receive of one that is receivable and hides it until `until`.
  Message& receive(uint64_t sequence, base::Time now, base::Time until);
  Message* find(uint64_t sequence);
  void erase(uint64_t sequence);
  void hide_until(Message& message, base::Time until, base::Time now);
  bool is_in_flight(const Message& message, base::Time now);
  // Messages sent to this queue after `since` that nobody has received show `delay` after they were sent.
  // Gives those for which that is another time than before.
  std::vector<uint64_t> delay_anew(base::Seconds delay, base::Time since, base::Time now);
  // The earliest time at which a hidden message shows; nullopt when none is hidden.
  std::optional<base::Time> next_visible() const;
  // Those sent at `when` or earlier, oldest first, at most `count_max`.
  std::vector<uint64_t> sent_until(base::Time when, size_t count_max) const;
  // When the oldest was sent; nullopt when there is none.
  std::optional<base::Time> oldest() const;
  // Hands over everything, in constant time, and is empty.
  MessageFlow take_all();

  size_t size() const { return messages_.size(); }
  // Neither in flight nor delayed, those that wait for an earlier one of their group included.
  size_t visible(base::Time now);
  // Received and neither deleted nor visible again.
  size_t in_flight(base::Time now);
  size_t delayed(base::Time now) { return size() - visible(now) - in_flight(now); }

 private:
  struct Group {
    std::set<uint64_t> sequences;
    uint64_t turn = 0;  // its place among the groups whose first message is visible; 0: it has none
  };

  void surface(base::Time now);
  void show(const Message& message);
  // Takes a message out of what is visible or hidden.
  void withdraw(const Message& message);
  // Gives a group its turn, or takes it away, by whether its first message is visible.
  void settle(const std::string& group_id);

  const Order order_;
  HeldBytes& held_;
  std::unordered_map<uint64_t, Message> messages_;
  std::set<uint64_t> ready_;  // visible, oldest first
  std::map<std::pair<base::Time, uint64_t>, bool>
      hidden_;  // by when they show; true: in flight, false: delayed
  std::set<std::pair<base::Time, uint64_t>> by_age_;
  std::unordered_map<std::string, Group> groups_;  // kByGroup only
  std::map<uint64_t, std::string> turns_;          // groups whose first message is visible
  uint64_t last_turn_ = 0;
  size_t in_flight_ = 0;
};

}  // namespace sb::cloud::sqs
