// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message.h"

namespace sb::cloud::sqs {
namespace {

constexpr size_t kIndexBytes = 240;      // nodes of the tables and trees that a message stands in
constexpr size_t kAttributeBytes = 160;  // an attribute's own tables, beside its text

size_t text_bytes(const json::Value& value) { return value.is_string() ? value.get_string().capacity() : 0; }

size_t attribute_bytes(const json::Object& attributes) {
  size_t total = 0;
  for (const auto& [name, value] : attributes) {
    total += kAttributeBytes + name.size();
    if (const json::Object* attribute = value.if_object()) {
      for (const auto& [field, content] : *attribute) total += field.size() + text_bytes(content);
    }
  }
  return total;
}

}  // namespace

size_t held_bytes(const Message& m) {
  return sizeof(Message) + kIndexBytes + m.id.size() + m.body.size() + m.sender_id.size() +
         m.group_id.size() + m.deduplication_id.size() + m.trace_header.size() + m.dead_letter_source.size() +
         attribute_bytes(m.attributes);
}

}  // namespace sb::cloud::sqs
