// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/leavings.h"

#include "cloud/sqs/sqs.h"

// Purged and deleted queues, taken apart in the background.
namespace sb::cloud::sqs {
namespace {

constexpr size_t kClearedAtATime = 1000;  // messages, so that others have their turn
constexpr base::Milliseconds kSoon{1};

}  // namespace

void Sqs::empty(Queue& queue) {
  leavings_.contents.push_back({queue.key(), queue.flow.take_all(), queue.deduplication.take_all()});
  queue.attempts.clear();
  clear_some();
}

DeduplicationWindow& Sqs::windows_left_by(const std::string& queue_key) {
  auto& contents = leavings_.contents;
  if (contents.empty() || contents.back().queue_key != queue_key)
    contents.push_back({queue_key, MessageFlow(Order::kByGroup, held_), DeduplicationWindow(held_)});
  return contents.back().windows;
}

void Sqs::clear_soon() {
  if (clearing_ != 0 || leavings_.empty()) return;
  clearing_ = timeline_.call_at(timeline_.now() + kSoon, [this] {
    clearing_ = 0;
    clear_some();
  });
}

void Sqs::clear_some() {
  const auto erase = [this](uint64_t number, bool has_state) {
    store_.erase(store::NumberedTable::kMessage, number);
    if (has_state) store_.erase(store::NumberedTable::kMessageState, number);
  };
  for (size_t left = kClearedAtATime; left > 0 && !leavings_.messages.empty(); --left) {
    erase(leavings_.messages.back(), true);
    leavings_.messages.pop_back();
  }
  if (!leavings_.contents.empty()) {
    auto& [queue_key, messages, windows] = leavings_.contents.front();
    for (const uint64_t sequence : messages.sent_until(base::Time::max(), kClearedAtATime)) {
      erase(sequence, messages.find(sequence)->state_saved);
      messages.erase(sequence);
    }
    auto ids = windows.expire(base::Time::max(), kClearedAtATime);
    // A queue of this name may have been sent the same id since.
    if (const Queue* queue = at(queue_key))
      std::erase_if(ids, [&](const std::string& id) { return queue->deduplication.has_row(id); });
    forget_windows(queue_key, ids);
    if (leavings_.contents.front().empty()) leavings_.contents.pop_front();
  }
  clear_soon();
}

}  // namespace sb::cloud::sqs
