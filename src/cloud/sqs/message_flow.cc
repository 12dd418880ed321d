// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message_flow.h"

namespace sb::cloud::sqs {

Message& MessageFlow::add(Message message, base::Time visible_at, base::Time now) {
  const uint64_t sequence = message.sequence;
  erase(sequence);
  message.visible_at = visible_at;
  Message& kept = messages_.emplace(sequence, std::move(message)).first->second;
  held_.total += held_bytes(kept);
  by_age_.emplace_hint(by_age_.end(), kept.sent, sequence);
  if (order_ == Order::kByGroup) groups_[kept.group_id].sequences.insert(sequence);
  if (visible_at <= now) {
    show(kept);
    return kept;
  }
  const bool received = kept.receive_count > kept.receives_elsewhere;
  hidden_[{visible_at, sequence}] = received;
  in_flight_ += received ? 1 : 0;
  if (order_ == Order::kByGroup) settle(kept.group_id);
  return kept;
}

void MessageFlow::show(const Message& message) {
  ready_.insert(ready_.end(), message.sequence);
  if (order_ == Order::kByGroup) settle(message.group_id);
}

void MessageFlow::withdraw(const Message& message) {
  if (ready_.erase(message.sequence) == 0) {
    const auto hidden = hidden_.find({message.visible_at, message.sequence});
    if (hidden != hidden_.end()) {
      in_flight_ -= hidden->second ? 1 : 0;
      hidden_.erase(hidden);
    }
  }
  if (order_ == Order::kByGroup) settle(message.group_id);
}

void MessageFlow::settle(const std::string& group_id) {
  const auto at = groups_.find(group_id);
  Group& group = at->second;
  const bool open = !group.sequences.empty() && ready_.contains(*group.sequences.begin());
  if (open && group.turn == 0) {
    group.turn = ++last_turn_;
    turns_.emplace(group.turn, group_id);
  } else if (!open && group.turn != 0) {
    turns_.erase(group.turn);
    group.turn = 0;
  }
}

void MessageFlow::surface(base::Time now) {
  while (!hidden_.empty() && hidden_.begin()->first.first <= now) {
    const auto [when_and_sequence, received] = *hidden_.begin();
    in_flight_ -= received ? 1 : 0;
    hidden_.erase(hidden_.begin());
    show(messages_.at(when_and_sequence.second));
  }
}

std::vector<uint64_t> MessageFlow::receivable(base::Time now, size_t count_max) {
  surface(now);
  std::vector<uint64_t> out;
  if (order_ == Order::kBestEffort) {
    for (auto at = ready_.begin(); at != ready_.end() && out.size() < count_max; ++at) out.push_back(*at);
    return out;
  }
  for (auto turn = turns_.begin(); turn != turns_.end() && out.size() < count_max; ++turn) {
    for (const uint64_t sequence : groups_.at(turn->second).sequences) {
      if (out.size() == count_max || !ready_.contains(sequence)) break;
      out.push_back(sequence);
    }
  }
  return out;
}

Message& MessageFlow::receive(uint64_t sequence, base::Time now, base::Time until) {
  Message& message = messages_.at(sequence);
  ++message.receive_count;
  ++message.receipt;
  if (message.first_received == base::Time{}) message.first_received = now;
  message.last_received = now;
  hide_until(message, until, now);
  return message;
}

Message* MessageFlow::find(uint64_t sequence) {
  const auto at = messages_.find(sequence);
  return at == messages_.end() ? nullptr : &at->second;
}

void MessageFlow::erase(uint64_t sequence) {
  const auto at = messages_.find(sequence);
  if (at == messages_.end()) return;
  const Message& message = at->second;
  held_.total -= held_bytes(message);
  by_age_.erase({message.sent, sequence});
  if (order_ == Order::kByGroup) groups_.at(message.group_id).sequences.erase(sequence);
  withdraw(message);
  if (order_ == Order::kByGroup) {
    const auto group = groups_.find(message.group_id);
    if (group->second.sequences.empty()) groups_.erase(group);
  }
  messages_.erase(at);
}

void MessageFlow::hide_until(Message& message, base::Time until, base::Time now) {
  withdraw(message);
  message.visible_at = until;
  if (until <= now) return show(message);
  hidden_[{until, message.sequence}] = true;
  ++in_flight_;
}

std::vector<uint64_t> MessageFlow::delay_anew(base::Seconds delay, base::Time since, base::Time now) {
  surface(now);
  std::vector<uint64_t> out;
  for (auto at = by_age_.rbegin(); at != by_age_.rend() && at->first > since; ++at) {
    Message& message = messages_.at(at->second);
    const base::Time visible_at = message.sent + delay;
    if (message.moved || message.receive_count > 0 || message.visible_at == visible_at) continue;
    withdraw(message);
    message.visible_at = visible_at;
    out.push_back(message.sequence);
    if (visible_at <= now) {
      show(message);
      continue;
    }
    hidden_[{visible_at, message.sequence}] = false;
    if (order_ == Order::kByGroup) settle(message.group_id);
  }
  return out;
}

bool MessageFlow::is_in_flight(const Message& message, base::Time now) {
  surface(now);
  const auto at = hidden_.find({message.visible_at, message.sequence});
  return at != hidden_.end() && at->second;
}

std::optional<base::Time> MessageFlow::next_visible() const {
  if (hidden_.empty()) return std::nullopt;
  return hidden_.begin()->first.first;
}

std::vector<uint64_t> MessageFlow::sent_until(base::Time when, size_t count_max) const {
  std::vector<uint64_t> out;
  for (auto at = by_age_.begin(); at != by_age_.end() && at->first <= when && out.size() < count_max; ++at)
    out.push_back(at->second);
  return out;
}

std::optional<base::Time> MessageFlow::oldest() const {
  if (by_age_.empty()) return std::nullopt;
  return by_age_.begin()->first;
}

MessageFlow MessageFlow::take_all() {
  MessageFlow out(order_, held_);
  out.messages_.swap(messages_);
  out.ready_.swap(ready_);
  out.hidden_.swap(hidden_);
  out.by_age_.swap(by_age_);
  out.groups_.swap(groups_);
  out.turns_.swap(turns_);
  out.last_turn_ = last_turn_;
  out.in_flight_ = std::exchange(in_flight_, 0);
  return out;
}

size_t MessageFlow::visible(base::Time now) {
  surface(now);
  return ready_.size();
}

size_t MessageFlow::in_flight(base::Time now) {
  surface(now);
  return in_flight_;
}

}  // namespace sb::cloud::sqs
