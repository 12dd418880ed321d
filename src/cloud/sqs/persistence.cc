// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cloud/sqs/sqs.h"

// How queues and messages are kept. A queue, a message, what changes about a message, a deduplication window
// whose message is gone, and a move task are a row each.
namespace sb::cloud::sqs {
namespace {

std::string message_key(const std::string& queue_key, uint64_t sequence) {
  return service::make_key({queue_key, fmt::format("{:016x}", sequence)});
}

int64_t count(base::Time time) { return time.time_since_epoch().count(); }

base::Time time_of(const json::Object& object, const char* key) {
  return base::Time(base::Milliseconds(json::find_int(object, key).value_or(0)));
}

// A row's key within a queue: the queue's key and what follows it.
struct RowKey {
  std::string queue;
  std::string rest;
};

RowKey split_key(std::string_view key) {
  size_t at = 0;
  for (int parts = 0; parts < 3; ++parts) at = key.find('\x1f', at) + 1;
  return {std::string(key.substr(0, at - 1)), std::string(key.substr(at))};
}

json::Object message_row(const Message& m, base::Time now) {
  json::Object row{{"id", m.id}, {"body", m.body}, {"sender", m.sender_id}, {"sent", count(m.sent)}};
  if (m.visible_at > now) row["visible_at"] = count(m.visible_at);
  if (!m.attributes.empty()) row["attributes"] = m.attributes;
  if (!m.group_id.empty()) row["group"] = m.group_id;
  if (!m.deduplication_id.empty()) row["deduplication"] = m.deduplication_id;
  if (!m.trace_header.empty()) row["trace"] = m.trace_header;
  if (!m.dead_letter_source.empty()) row["dead_letter_source"] = m.dead_letter_source;
  if (m.moved) row["moved"] = true;
  if (m.receive_count > 0) {
    row["count"] = m.receive_count;
    row["first"] = count(m.first_received);
  }
  return row;
}

Message message_of(const json::Object& row) {
  Message m;
  m.id = json::string_or_empty(row, "id");
  m.body = json::string_or_empty(row, "body");
  m.sender_id = json::string_or_empty(row, "sender");
  m.sent = time_of(row, "sent");
  m.visible_at = time_of(row, "visible_at");
  if (const json::Object* attributes = json::find_object(row, "attributes")) m.attributes = *attributes;
  m.group_id = json::string_or_empty(row, "group");
  m.deduplication_id = json::string_or_empty(row, "deduplication");
  m.trace_header = json::string_or_empty(row, "trace");
  m.dead_letter_source = json::string_or_empty(row, "dead_letter_source");
  m.moved = json::find_bool(row, "moved").value_or(false);
  m.receive_count = static_cast<int>(json::find_int(row, "count").value_or(0));
  m.receives_elsewhere = m.receive_count;
  m.first_received = time_of(row, "first");
  return m;
}

json::Object state_row(const Message& m) {
  return {{"count", m.receive_count},
          {"first", count(m.first_received)},
          {"last", count(m.last_received)},
          {"visible_at", count(m.visible_at)},
          {"receipt", m.receipt}};
}

void read_state(const json::Object& row, Message& m) {
  m.receive_count = static_cast<int>(json::find_int(row, "count").value_or(0));
  m.first_received = time_of(row, "first");
  m.last_received = time_of(row, "last");
  m.visible_at = time_of(row, "visible_at");
  m.receipt = static_cast<uint32_t>(json::find_int(row, "receipt").value_or(0));
  m.state_saved = true;
}

}  // namespace

void Sqs::save(const Queue& queue) {
  const json::Object row{{"account", queue.realm.account},
                         {"region", queue.realm.region},
                         {"name", queue.name},
                         {"attributes", json::to_object(queue.attributes)},
                         {"tags", json::to_object(queue.tags)},
                         {"created", count(queue.created)},
                         {"modified", count(queue.modified)}};
  store_.put(store::Table::kQueue, queue.key(), json::to_text(row));
}

void Sqs::save(const Queue& queue, const Message& message) {
  store_.put(store::Table::kMessage, message_key(queue.key(), message.sequence),
             json::to_text(message_row(message, timeline_.now())));
}

void Sqs::save_state(const Queue& queue, Message& message) {
  message.state_saved = true;
  store_.put(store::Table::kMessageState, message_key(queue.key(), message.sequence),
             json::to_text(state_row(message)));
}

void Sqs::save(const Queue& queue, const MoveTask& task) {
  store_.put(store::Table::kMoveTask, service::make_key({queue.key(), task.id}),
             json::to_text(to_json(task)));
}

void Sqs::forget(const Queue& queue, const MoveTask& task) {
  store_.erase(store::Table::kMoveTask, service::make_key({queue.key(), task.id}));
}

void Sqs::forget_windows(const Queue& queue, const std::vector<std::string>& ids) {
  for (const std::string& id : ids)
    store_.erase(store::Table::kDeduplication, service::make_key({queue.key(), id}));
}

void Sqs::save_window(const Queue& queue, const Message& message, DeduplicationWindow::First& first) {
  first.saved = true;
  const json::Object row{{"id", first.message_id},
                         {"sequence", static_cast<int64_t>(first.sequence)},
                         {"sent", count(first.sent)}};
  store_.put(store::Table::kDeduplication,
             service::make_key({queue.key(), deduplication_key(queue, message)}), json::to_text(row));
}

void Sqs::keep_window(Queue& queue, const Message& message) {
  if (!queue.fifo || message.moved) return;
  auto* first = queue.deduplication.find(deduplication_key(queue, message), timeline_.now());
  if (first != nullptr && !first->saved && first->message_id == message.id)
    save_window(queue, message, *first);
}

void Sqs::remove(Queue& queue, uint64_t sequence) {
  const Message& message = *queue.flow.find(sequence);
  keep_window(queue, message);
  const std::string key = message_key(queue.key(), sequence);
  store_.erase(store::Table::kMessage, key);
  if (message.state_saved) store_.erase(store::Table::kMessageState, key);
  queue.flow.erase(sequence);
}

base::Status Sqs::load_queues() {
  return store_.for_each(store::Table::kQueue, [&](std::string_view key, std::string_view value) {
    const json::Object row = json::parse_document(value)->as_object();
    auto queue = std::make_unique<Queue>(
        aws::Realm{json::string_or_empty(row, "account"), json::string_or_empty(row, "region")},
        json::string_or_empty(row, "name"), held_);
    queue->tags = json::string_map(row, "tags");
    queue->created = time_of(row, "created");
    apply(*queue, json::string_map(row, "attributes"));
    queue->modified = time_of(row, "modified");
    queue->flow.raise_sequence(static_cast<uint64_t>(count(timeline_.now())) << 16);
    queues_[std::string(key)] = std::move(queue);
  });
}

base::Status Sqs::load_windows() {
  return store_.for_each(store::Table::kDeduplication, [&](std::string_view key, std::string_view value) {
    const RowKey name = split_key(key);
    Queue* queue = at(name.queue);
    if (queue == nullptr) return;
    const json::Object row = json::parse_document(value)->as_object();
    const auto sequence = static_cast<uint64_t>(json::find_int(row, "sequence").value_or(0));
    queue->flow.raise_sequence(sequence);
    queue->deduplication.remember(name.rest,
                                  {json::string_or_empty(row, "id"), sequence, time_of(row, "sent"), true});
  });
}

base::Status Sqs::load_messages() {
  std::map<std::string, json::Object> states;
  const auto status =
      store_.for_each(store::Table::kMessageState, [&](std::string_view key, std::string_view value) {
        states[std::string(key)] = json::parse_document(value)->as_object();
      });
  if (!status) return status;
  const base::Time now = timeline_.now();
  return store_.for_each(store::Table::kMessage, [&](std::string_view key, std::string_view value) {
    const RowKey name = split_key(key);
    Queue* queue = at(name.queue);
    if (queue == nullptr) return;
    Message message = message_of(json::parse_document(value)->as_object());
    message.sequence = std::stoull(name.rest, nullptr, 16);
    if (const auto state = states.find(std::string(key)); state != states.end())
      read_state(state->second, message);
    if (queue->fifo && !message.moved && message.sent + kDeduplicationInterval > now) {
      queue->deduplication.remember(deduplication_key(*queue, message),
                                    {message.id, message.sequence, message.sent, false});
    }
    const base::Time visible_at = message.visible_at;
    queue->flow.add(std::move(message), visible_at, now);
  });
}

base::Status Sqs::load_move_tasks() {
  return store_.for_each(store::Table::kMoveTask, [&](std::string_view key, std::string_view value) {
    if (Queue* queue = at(split_key(key).queue))
      queue->move_tasks.push_back(move_task_from_json(json::parse_document(value)->as_object()));
  });
}

base::Status Sqs::load() {
  for (const auto part :
       {&Sqs::load_queues, &Sqs::load_windows, &Sqs::load_messages, &Sqs::load_move_tasks}) {
    if (auto status = (this->*part)(); !status) return status;
  }
  const base::Time now = timeline_.now();
  for (const auto& [key, queue] : queues_) {
    arm_sweep(*queue);
    auto& tasks = queue->move_tasks;
    std::sort(tasks.begin(), tasks.end(),
              [](const MoveTask& a, const MoveTask& b) { return a.started < b.started; });
    if (tasks.empty() || !tasks.back().is_running()) continue;
    tasks.back().set_off(now);
    arm_move(*queue, now);
  }
  return {};
}

}  // namespace sb::cloud::sqs
