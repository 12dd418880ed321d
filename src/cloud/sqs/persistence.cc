// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "cloud/sqs/sqs.h"

// How queues and messages are kept: one row a queue, one a message, and one for what changes about a message.
namespace sb::cloud::sqs {
namespace {

std::string message_key(const std::string& queue_key, uint64_t sequence) {
  return service::make_key({queue_key, fmt::format("{:016x}", sequence)});
}

int64_t count(base::Time time) { return time.time_since_epoch().count(); }

base::Time time_of(const json::Object& object, const char* key) {
  return base::Time(base::Milliseconds(json::find_int(object, key).value_or(0)));
}

// The queue's key within a message's.
std::string queue_of(std::string_view key) { return std::string(key.substr(0, key.rfind('\x1f'))); }

uint64_t sequence_of(std::string_view key) {
  return std::stoull(std::string(key.substr(key.rfind('\x1f') + 1)), nullptr, 16);
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

void Sqs::save(const Queue& queue, const Message& m) {
  json::Object row{{"id", m.id},
                   {"body", m.body},
                   {"sender", m.sender_id},
                   {"sent", count(m.sent)},
                   {"visible_at", count(m.visible_at)}};
  if (!m.attributes.empty()) row["attributes"] = m.attributes;
  if (!m.dead_letter_source.empty()) row["dead_letter_source"] = m.dead_letter_source;
  store_.put(store::Table::kMessage, message_key(queue.key(), m.sequence), json::to_text(row));
}

void Sqs::save_state(const Queue& queue, const Message& m) {
  const json::Object row{{"count", m.receive_count},
                         {"first", count(m.first_received)},
                         {"visible_at", count(m.visible_at)},
                         {"receipt", m.receipt}};
  store_.put(store::Table::kMessageState, message_key(queue.key(), m.sequence), json::to_text(row));
}

void Sqs::remove(Queue& queue, uint64_t sequence) {
  queue.flow.erase(sequence);
  const std::string key = message_key(queue.key(), sequence);
  store_.erase(store::Table::kMessage, key);
  store_.erase(store::Table::kMessageState, key);
}

base::Status Sqs::load() {
  auto status = store_.for_each(store::Table::kQueue, [&](std::string_view, std::string_view value) {
    const json::Object row = json::parse_document(value)->as_object();
    auto queue = std::make_unique<Queue>();
    queue->realm = {json::string_or_empty(row, "account"), json::string_or_empty(row, "region")};
    queue->name = json::string_or_empty(row, "name");
    queue->tags = json::string_map(row, "tags");
    queue->created = time_of(row, "created");
    apply(*queue, json::string_map(row, "attributes"));
    queue->modified = time_of(row, "modified");
    queue->flow.raise_sequence(static_cast<uint64_t>(count(timeline_.now())) << 16);
    const std::string key = queue->key();
    queues_[key] = std::move(queue);
  });
  if (!status) return status;
  std::map<std::string, json::Object> states;
  status = store_.for_each(store::Table::kMessageState, [&](std::string_view key, std::string_view value) {
    states[std::string(key)] = json::parse_document(value)->as_object();
  });
  if (!status) return status;
  const base::Time now = timeline_.now();
  return store_.for_each(store::Table::kMessage, [&](std::string_view key, std::string_view value) {
    const auto at = queues_.find(queue_of(key));
    if (at == queues_.end()) return;
    const json::Object row = json::parse_document(value)->as_object();
    Message message;
    message.sequence = sequence_of(key);
    message.id = json::string_or_empty(row, "id");
    message.body = json::string_or_empty(row, "body");
    message.sender_id = json::string_or_empty(row, "sender");
    message.sent = time_of(row, "sent");
    message.dead_letter_source = json::string_or_empty(row, "dead_letter_source");
    if (const json::Object* attributes = json::find_object(row, "attributes"))
      message.attributes = *attributes;
    base::Time visible_at = time_of(row, "visible_at");
    if (const auto state = states.find(std::string(key)); state != states.end()) {
      message.receive_count = static_cast<int>(json::find_int(state->second, "count").value_or(0));
      message.first_received = time_of(state->second, "first");
      message.receipt = static_cast<uint32_t>(json::find_int(state->second, "receipt").value_or(0));
      visible_at = time_of(state->second, "visible_at");
    }
    at->second->flow.add(std::move(message), visible_at, now);
  });
}

}  // namespace sb::cloud::sqs
