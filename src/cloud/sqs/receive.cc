// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/message_attributes.h"
#include "cloud/sqs/receipt_handle.h"
#include "cloud/sqs/sqs.h"

// ReceiveMessage: at once, or as a long poll.
namespace sb::cloud::sqs {

using service::Call;
using service::Outcome;

namespace {

std::string epoch_milliseconds(base::Time time) { return fmt::format("{}", time.time_since_epoch().count()); }

json::Object system_attributes(const Message& m, const Queue& queue) {
  json::Object out{{"SenderId", m.sender_id},
                   {"SentTimestamp", epoch_milliseconds(m.sent)},
                   {"ApproximateReceiveCount", fmt::format("{}", m.receive_count)},
                   {"ApproximateFirstReceiveTimestamp", epoch_milliseconds(m.first_received)}};
  if (queue.fifo) {
    out["SequenceNumber"] = sequence_number(m.sequence);
    out["MessageDeduplicationId"] = m.deduplication_id;
  }
  if (!m.group_id.empty()) out["MessageGroupId"] = m.group_id;
  if (!m.trace_header.empty()) out["AWSTraceHeader"] = m.trace_header;
  if (!m.dead_letter_source.empty()) out["DeadLetterQueueSourceArn"] = m.dead_letter_source;
  return out;
}

constexpr size_t kRedrivenAtATime = 1000;  // messages, so that others have their turn

// A first receive from a standard queue may be lost in a crash: the message is then received as if for the
// first time. A FIFO queue needs it to know whose handle is good, and a count of several to end.
bool is_worth_saving(const Queue& queue, const Message& message) {
  return queue.fifo || message.receive_count > 1 || message.state_saved;
}

base::Seconds visibility_of(const Queue& queue, const ReceiveRequest& request) {
  return request.visibility_seconds ? base::Seconds(*request.visibility_seconds)
                                    : queue.seconds("VisibilityTimeout");
}

}  // namespace

void Sqs::receive_message(const Call& call, const json::Object& input, service::Reply reply) {
  const Found found = find(call, input, "ReceiveMessage");
  if (found.fault) return reply(*found.fault);
  Queue& queue = *found.queue;
  if (auto fault = check_receive(input, queue.fifo)) return reply(*fault);
  if (call.is_abandoned()) return reply(answer(Taken{}));
  ReceiveRequest request = read_receive(input);
  const base::Seconds wait = request.wait_seconds ? base::Seconds(*request.wait_seconds)
                                                  : queue.seconds("ReceiveMessageWaitTimeSeconds");
  Taken taken = take_messages(queue, request);
  if (taken.messages.empty() && wait.count() == 0 && !queue.fifo &&
      queue.flow.in_flight(timeline_.now()) >= kInFlightMax) {
    return reply(over_limit(
        "Too many messages have been received without being deleted. Please delete your received messages or "
        "let them timeout before receiving more."));
  }
  if (!taken.messages.empty() || wait.count() == 0) return reply(answer(std::move(taken)));
  if (taken.must_last) store_.on_durable([](const base::Status&) {});
  const uint64_t number = ++last_waiter_;
  Waiter& waiter = queue.waiters[number];
  waiter.request = std::move(request);
  waiter.peer = call.peer;
  waiter.reply = std::move(reply);
  waiter.deadline = timeline_.call_after_real(wait, [this, key = queue.key(), number] {
    if (Queue* waited_for = at(key)) give_up(*waited_for, number);
  });
  arm_wake(queue, taken.has_more);
}

Outcome Sqs::answer(Taken taken) {
  Outcome out(taken.messages.empty() ? json::Object{}
                                     : json::Object{{"Messages", std::move(taken.messages)}});
  // That a message is in flight may be lost in a crash; that it went to the dead letters, and which handle of
  // a FIFO queue's was given, may not: the next receiver's would be the same.
  out.wait_for_durability = taken.must_last;
  return out;
}

void Sqs::give_up(Queue& queue, uint64_t number) {
  auto late = queue.waiters.extract(number);
  if (!late.empty()) late.mapped().reply(answer(Taken{}));
}

void Sqs::serve_waiters(Queue& queue) {
  bool has_more = false;
  while (!queue.waiters.empty() && !has_more) {
    const auto& [number, first] = *queue.waiters.begin();
    if (first.peer != nullptr && first.peer->is_gone()) {
      give_up(queue, number);
      continue;
    }
    Taken taken = take_messages(queue, first.request);
    has_more = taken.has_more;
    if (taken.messages.empty()) break;
    auto waiter = queue.waiters.extract(queue.waiters.begin());
    waiter.mapped().reply(answer(std::move(taken)));
  }
  arm_wake(queue, has_more);
}

void Sqs::serve_ripe() {
  while (!ripe_.empty()) {
    const auto next = ripe_.extract(ripe_.begin());
    if (Queue* queue = at(next.value())) serve_waiters(*queue);
  }
}

void Sqs::arm_wake(Queue& queue, bool at_once) {
  if (queue.waiters.empty()) return;
  const auto next = at_once ? timeline_.now() : queue.flow.next_visible();
  if (!next || (queue.wake.ticket != 0 && queue.wake.when <= *next)) return;
  timeline_.cancel(queue.wake.ticket);
  queue.wake.when = *next;
  queue.wake.ticket = timeline_.call_at(*next, [this, key = queue.key()] {
    Queue* waited_for = at(key);
    if (waited_for == nullptr) return;
    waited_for->wake.ticket = 0;
    serve_waiters(*waited_for);
    serve_ripe();
    store_.on_durable([](const base::Status&) {});
  });
}

Sqs::Taken Sqs::take_messages(Queue& queue, const ReceiveRequest& request) {
  Taken out;
  if (!sweep(queue)) return out;
  if (auto again = repeat_attempt(queue, request)) {
    out.messages = std::move(*again);
    out.must_last = queue.fifo;
    return out;
  }
  const base::Time now = timeline_.now();
  // Hidden at least while this answer is put together, so that no message is in it twice.
  const base::Time until =
      now + std::max<base::Milliseconds>(base::Milliseconds(1), visibility_of(queue, request));
  std::vector<uint64_t> chosen;
  size_t redriven = 0;
  while (chosen.size() < request.count_max && queue.flow.in_flight(now) < kInFlightMax &&
         redriven < kRedrivenAtATime) {
    const auto next = queue.flow.receivable(
        now, std::min(request.count_max - chosen.size(), kInFlightMax - queue.flow.in_flight(now)));
    if (next.empty()) break;
    for (const uint64_t sequence : next) {
      if (redrive(queue, *queue.flow.find(sequence))) {
        ++redriven;
        continue;
      }
      queue.flow.receive(sequence, now, until);
      chosen.push_back(sequence);
    }
  }
  out.must_last = redriven > 0 || (queue.fifo && !chosen.empty());
  out.has_more = redriven >= kRedrivenAtATime;
  out.messages = hand_out(queue, request, chosen);
  return out;
}

json::Array Sqs::hand_out(Queue& queue, const ReceiveRequest& request, const std::vector<uint64_t>& chosen) {
  const base::Time now = timeline_.now();
  const bool stays_visible = visibility_of(queue, request).count() == 0;
  json::Array out;
  std::vector<ReceiveAttempts::Given> given;
  for (const uint64_t sequence : chosen) {
    Message& message = *queue.flow.find(sequence);
    if (stays_visible) queue.flow.hide_until(message, now, now);
    if (is_worth_saving(queue, message)) save_state(message);
    given.push_back({sequence, message.receipt, message.visible_at});
    out.push_back(render(message, queue, request));
  }
  if (!request.attempt_id.empty() && !given.empty())
    queue.attempts.remember(request.attempt_id, std::move(given), now);
  return out;
}

std::optional<json::Array> Sqs::repeat_attempt(Queue& queue, const ReceiveRequest& request) {
  if (request.attempt_id.empty()) return std::nullopt;
  const base::Time now = timeline_.now();
  const auto* given = queue.attempts.find(request.attempt_id, now);
  if (given == nullptr) return std::nullopt;
  const bool untouched = std::all_of(given->begin(), given->end(), [&](const ReceiveAttempts::Given& g) {
    const Message* message = queue.flow.find(g.sequence);
    return message != nullptr && message->receipt == g.receipt && message->visible_at == g.visible_at &&
           queue.flow.is_in_flight(*message, now);
  });
  if (!untouched) return std::nullopt;
  const base::Seconds hidden = visibility_of(queue, request);
  json::Array out;
  std::vector<ReceiveAttempts::Given> again;
  for (const auto& [sequence, receipt, visible_at] : *given) {
    Message& message = *queue.flow.find(sequence);
    queue.flow.hide_until(message, now + hidden, now);
    save_state(message);
    again.push_back({sequence, receipt, message.visible_at});
    out.push_back(render(message, queue, request));
  }
  queue.attempts.remember(request.attempt_id, std::move(again), now);
  return out;
}

json::Object Sqs::render(const Message& message, const Queue& queue, const ReceiveRequest& request) const {
  json::Object out{{"MessageId", message.id},
                   {"ReceiptHandle", ReceiptHandle{message.sequence, message.receipt}.to_text(queue.key())},
                   {"MD5OfBody", base::hex(base::md5(message.body))},
                   {"Body", message.body}};
  if (!request.system_attributes.empty()) {
    json::Object attributes;
    for (const auto& [name, value] : system_attributes(message, queue)) {
      if (request.system_attributes.contains("All") || request.system_attributes.contains(std::string(name)))
        attributes[name] = value;
    }
    if (!attributes.empty()) out["Attributes"] = std::move(attributes);
  }
  json::Object selected = select_attributes(message.attributes, request.message_attributes);
  if (!selected.empty()) {
    out["MD5OfMessageAttributes"] = md5_of_attributes(selected);
    out["MessageAttributes"] = std::move(selected);
  }
  return out;
}

}  // namespace sb::cloud::sqs
