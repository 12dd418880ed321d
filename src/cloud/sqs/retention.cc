// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cloud/sqs/sqs.h"

// What is too old goes by the clock, whether or not anybody asks for it.
namespace sb::cloud::sqs {
namespace {

constexpr size_t kSweepMax = 1000;  // messages at a time, so that others have their turn
constexpr base::Milliseconds kSoon{1};
constexpr base::Milliseconds kPause{1000};

}  // namespace

bool Sqs::sweep(Queue& queue) {
  const base::Time now = timeline_.now();
  const auto old = queue.flow.sent_until(now - queue.settings.retention, kSweepMax);
  for (const uint64_t sequence : old) remove(queue, sequence);
  forget_windows(queue.key(), queue.deduplication.expire(now, kForgottenAtATime));
  const auto next = queue.deduplication.next_expiry();
  return old.size() < kSweepMax && (!next || *next > now);
}

void Sqs::arm_sweep(Queue& queue, base::Milliseconds least) {
  std::optional<base::Time> next = queue.deduplication.next_expiry();
  if (const auto oldest = queue.flow.oldest()) {
    const base::Time end = *oldest + queue.settings.retention;
    next = next ? std::min(*next, end) : end;
  }
  if (!next || (queue.sweep.ticket != 0 && queue.sweep.when <= *next)) return;
  timeline_.cancel(queue.sweep.ticket);
  queue.sweep.when = std::max(*next, timeline_.now() + least);
  queue.sweep.ticket = timeline_.call_at(queue.sweep.when, [this, key = queue.key()] {
    Queue* swept = at(key);
    if (swept == nullptr) return;
    swept->sweep = {};
    const bool done = sweep(*swept);
    arm_sweep(*swept, done ? kPause : kSoon);
    if (done && !swept->waiters.empty()) ripe_.insert(key);
    serve_ripe();
    store_.on_durable([](const base::Status&) {});
  });
}

}  // namespace sb::cloud::sqs
