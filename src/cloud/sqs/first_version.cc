// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cloud/sqs/sqs.h"

// Messages of stores of version 1: JSON rows under the queue's key and a number of the queue's own. They are
// written anew in the way of today and erased in the same group of changes.
namespace sb::cloud::sqs {
namespace {

base::Time time_of(const json::Object& object, const char* key) {
  return base::Time(base::Milliseconds(json::find_int(object, key).value_or(0)));
}

Message message_of(const json::Object& row) {
  Message m;
  m.id = json::string_or_empty(row, "id");
  m.body = json::string_or_empty(row, "body");
  m.sender_id = json::string_or_empty(row, "sender");
  m.sent = time_of(row, "sent");
  m.visible_at = time_of(row, "visible_at");
  m.dead_letter_source = json::string_or_empty(row, "dead_letter_source");
  if (const json::Object* attributes = json::find_object(row, "attributes")) m.attributes = *attributes;
  return m;
}

void read_state(const json::Object& row, Message& m) {
  m.receive_count = static_cast<int>(json::find_int(row, "count").value_or(0));
  m.first_received = time_of(row, "first");
  m.last_received = m.first_received;
  m.visible_at = time_of(row, "visible_at");
  m.receipt = static_cast<uint32_t>(json::find_int(row, "receipt").value_or(0));
}

}  // namespace

base::Status Sqs::take_over_first_version() {
  std::map<std::string, Message> found;  // by key: in the order in which each queue got them
  auto status = store_.for_each_object(
      store::Table::kMessage,
      [&](std::string_view key, const json::Object& row) { found.emplace(key, message_of(row)); });
  if (!status) return status;
  std::map<std::string, json::Object> states;
  status = store_.for_each_object(
      store::Table::kMessageState,
      [&](std::string_view key, const json::Object& row) { states.emplace(key, row); });
  if (!status) return status;
  for (auto& [key, message] : found) {
    store_.erase(store::Table::kMessage, key);
    Queue* queue = at(key.substr(0, key.rfind('\x1f')));
    if (queue == nullptr) continue;
    message.sequence = store_.next_number();
    save(*queue, message);
    if (const auto state = states.find(key); state != states.end()) {
      read_state(state->second, message);
      save_state(message);
    }
    restore(*queue, std::move(message));
  }
  for (const auto& [key, state] : states) store_.erase(store::Table::kMessageState, key);
  return {};
}

}  // namespace sb::cloud::sqs
