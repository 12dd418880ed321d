// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/queue.h"

#include <algorithm>

namespace sb::cloud::sqs {

Message& MessageFlow::add(Message message, base::Time visible_at, base::Time now) {
  const uint64_t sequence = message.sequence;
  last_sequence_ = std::max(last_sequence_, sequence);
  message.visible_at = visible_at;
  Message& kept = messages_.insert_or_assign(sequence, std::move(message)).first->second;
  if (visible_at > now) {
    const bool received = kept.receive_count > 0;
    hidden_[{visible_at, sequence}] = received;
    in_flight_ += received ? 1 : 0;
  } else {
    ready_.emplace(sequence, kept.sent);
  }
  return kept;
}

void MessageFlow::surface(base::Time now) {
  while (!hidden_.empty() && hidden_.begin()->first.first <= now) {
    const auto [when_and_sequence, received] = *hidden_.begin();
    in_flight_ -= received ? 1 : 0;
    hidden_.erase(hidden_.begin());
    ready_.emplace(when_and_sequence.second, messages_.at(when_and_sequence.second).sent);
  }
}

Message* MessageFlow::take(base::Time now, base::Time until) {
  surface(now);
  if (ready_.empty()) return nullptr;
  Message& message = messages_.at(ready_.begin()->first);
  ++message.receive_count;
  ++message.receipt;
  if (message.receive_count == 1) message.first_received = now;
  hide_until(message, until, now);
  return &message;
}

Message* MessageFlow::find(uint64_t sequence) {
  const auto at = messages_.find(sequence);
  return at == messages_.end() ? nullptr : &at->second;
}

void MessageFlow::erase(uint64_t sequence) {
  const auto at = messages_.find(sequence);
  if (at == messages_.end()) return;
  if (ready_.erase(sequence) == 0) {
    const auto hidden = hidden_.find({at->second.visible_at, sequence});
    if (hidden != hidden_.end()) {
      in_flight_ -= hidden->second ? 1 : 0;
      hidden_.erase(hidden);
    }
  }
  messages_.erase(at);
}

void MessageFlow::hide_until(Message& message, base::Time until, base::Time now) {
  if (ready_.erase(message.sequence) == 0) {
    const auto hidden = hidden_.find({message.visible_at, message.sequence});
    if (hidden != hidden_.end()) {
      in_flight_ -= hidden->second ? 1 : 0;
      hidden_.erase(hidden);
    }
  }
  message.visible_at = until;
  if (until > now) {
    hidden_[{until, message.sequence}] = true;
    ++in_flight_;
  } else {
    ready_.emplace(message.sequence, message.sent);
  }
}

std::optional<base::Time> MessageFlow::next_visible() const {
  if (hidden_.empty()) return std::nullopt;
  return hidden_.begin()->first.first;
}

std::vector<uint64_t> MessageFlow::sequences() const {
  std::vector<uint64_t> out;
  for (const auto& [sequence, message] : messages_) out.push_back(sequence);
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
