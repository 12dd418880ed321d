// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "cloud/sqs/message_row.h"
#include "cloud/sqs/sqs.h"

// How queues and messages are kept. A queue, a message, what changes about a message, a deduplication window
// whose message is gone, and a move task are a row each.
namespace sb::cloud::sqs {
namespace {

int64_t count(base::Time time) { return time.time_since_epoch().count(); }

base::Time time_of(const json::Object& object, const char* key) {
  return base::Time(base::Milliseconds(json::find_int(object, key).value_or(0)));
}

uint64_t number_at(const json::Object& object, const char* key) {
  return static_cast<uint64_t>(json::find_int(object, key).value_or(0));
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

}  // namespace

void Sqs::save(const Queue& queue) {
  const json::Object row{{"account", queue.realm.account},
                         {"region", queue.realm.region},
                         {"name", queue.name},
                         {"attributes", json::to_object(queue.attributes)},
                         {"tags", json::to_object(queue.tags)},
                         {"created", count(queue.created)},
                         {"modified", count(queue.modified)},
                         {"begun", static_cast<int64_t>(queue.begun)}};
  store_.put(store::Table::kQueue, queue.key(), json::to_text(row));
}

void Sqs::save(const Queue& queue, const Message& message) {
  store_.put(store::NumberedTable::kMessage, message.sequence, write_message_row_head(queue.key(), message),
             message.body);
}

void Sqs::save_state(Message& message) {
  message.state_saved = true;
  store_.put(store::NumberedTable::kMessageState, message.sequence, write_state_row(message));
}

void Sqs::save(const Queue& queue, const MoveTask& task) {
  store_.put(store::Table::kMoveTask, service::make_key({queue.key(), task.id}),
             json::to_text(to_json(task)));
}

void Sqs::forget(const Queue& queue, const MoveTask& task) {
  store_.erase(store::Table::kMoveTask, service::make_key({queue.key(), task.id}));
}

void Sqs::forget_windows(const std::string& queue_key, const std::vector<std::string>& ids) {
  for (const std::string& id : ids)
    store_.erase(store::Table::kDeduplication, service::make_key({queue_key, id}));
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
  store_.erase(store::NumberedTable::kMessage, sequence);
  if (message.state_saved) store_.erase(store::NumberedTable::kMessageState, sequence);
  queue.flow.erase(sequence);
}

base::Status Sqs::load_queues() {
  return store_.for_each_object(store::Table::kQueue, [&](std::string_view key, const json::Object& row) {
    auto queue = std::make_unique<Queue>(
        aws::Realm{json::string_or_empty(row, "account"), json::string_or_empty(row, "region")},
        json::string_or_empty(row, "name"), held_);
    queue->tags = json::string_map(row, "tags");
    queue->created = time_of(row, "created");
    queue->begun = number_at(row, "begun");
    apply(*queue, json::string_map(row, "attributes"));
    queue->modified = time_of(row, "modified");
    queues_[std::string(key)] = std::move(queue);
  });
}

base::Status Sqs::load_windows() {
  return store_.for_each_object(
      store::Table::kDeduplication, [&](std::string_view key, const json::Object& row) {
        const RowKey name = split_key(key);
        Queue* queue = at(name.queue);
        const uint64_t sequence = number_at(row, "sequence");
        const bool left = queue == nullptr || sequence < queue->begun;
        (left ? windows_left_by(name.queue) : queue->deduplication)
            .remember(name.rest, {json::string_or_empty(row, "id"), sequence, time_of(row, "sent"), true});
      });
}

base::Status Sqs::load_messages() {
  std::unordered_map<uint64_t, std::string> states;
  auto status =
      store_.for_each(store::NumberedTable::kMessageState,
                      [&](uint64_t number, std::string_view value) { states.emplace(number, value); });
  if (!status) return status;
  const char* damaged = nullptr;
  status = store_.for_each(store::NumberedTable::kMessage, [&](uint64_t number, std::string_view value) {
    auto row = read_message_row(value);
    if (!row) {
      damaged = store::name_of(store::NumberedTable::kMessage);
      return;
    }
    row->message.sequence = number;
    if (const auto state = states.find(number);
        state != states.end() && !read_state_row(state->second, row->message))
      damaged = store::name_of(store::NumberedTable::kMessageState);
    Queue* queue = at(row->queue_key);
    if (queue == nullptr || number < queue->begun) {
      leavings_.messages.push_back(number);
      return;
    }
    restore(*queue, std::move(row->message));
  });
  return status.ok() && damaged != nullptr ? store_.damage(damaged) : status;
}

void Sqs::restore(Queue& queue, Message message) {
  const base::Time now = timeline_.now();
  if (queue.fifo && !message.moved && message.sent + kDeduplicationInterval > now) {
    const std::string id = deduplication_key(queue, message);
    // A window with a row of its own is known by now.
    const auto* known = queue.deduplication.find(id, now);
    if (known == nullptr || known->sequence != message.sequence)
      queue.deduplication.remember(id, {message.id, message.sequence, message.sent, false});
  }
  const base::Time visible_at = message.visible_at;
  queue.flow.add(std::move(message), visible_at, now);
}

base::Status Sqs::load_move_tasks() {
  return store_.for_each_object(store::Table::kMoveTask, [&](std::string_view key, const json::Object& row) {
    if (Queue* queue = at(split_key(key).queue)) queue->move_tasks.push_back(move_task_from_json(row));
  });
}

base::Status Sqs::load() {
  for (const auto part : {&Sqs::load_queues, &Sqs::load_windows, &Sqs::load_messages, &Sqs::load_move_tasks,
                          &Sqs::take_over_first_version}) {
    if (auto status = (this->*part)(); !status) return status;
  }
  clear_soon();
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
