// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/message_row.h"

#include <initializer_list>

namespace sb::cloud::sqs {
namespace {

constexpr char kFormat = 1;

class Writer {
 public:
  explicit Writer(size_t bytes) { out.reserve(bytes); }

  void number(int64_t value) { little_endian(static_cast<uint64_t>(value), sizeof value); }
  void time(base::Time value) { number(value.time_since_epoch().count()); }
  void text(std::string_view value) {
    length(value.size());
    out += value;
  }
  void length(size_t bytes) { little_endian(bytes, sizeof(uint32_t)); }

  std::string out;

 private:
  void little_endian(uint64_t value, size_t bytes) {
    char text[sizeof value];
    for (size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(value >> (8 * i));
    out.append(text, bytes);
  }
};

// After a read beyond the end `whole` is false and what is read is empty.
class Reader {
 public:
  explicit Reader(std::string_view row) : left_(row) {}

  int64_t number() { return static_cast<int64_t>(little_endian(sizeof(int64_t))); }
  base::Time time() { return base::Time(base::Milliseconds(number())); }
  std::string_view text() { return take(little_endian(sizeof(uint32_t))); }
  bool ended_well() const { return whole_ && left_.empty(); }

 private:
  std::string_view take(uint64_t bytes) {
    if (bytes > left_.size()) whole_ = false;
    if (!whole_) return {};
    const std::string_view out = left_.substr(0, bytes);
    left_.remove_prefix(bytes);
    return out;
  }

  uint64_t little_endian(size_t bytes) {
    uint64_t out = 0;
    const std::string_view taken = take(bytes);
    for (size_t i = 0; i < taken.size(); ++i)
      out |= static_cast<uint64_t>(static_cast<unsigned char>(taken[i])) << (8 * i);
    return out;
  }

  std::string_view left_;
  bool whole_ = true;
};

constexpr size_t kFixedBytes = 80;

}  // namespace

std::string write_message_row_head(std::string_view queue_key, const Message& m) {
  const std::string attributes = m.attributes.empty() ? "" : json::to_text(m.attributes);
  Writer writer(kFixedBytes + queue_key.size() + m.id.size() + m.sender_id.size() + m.group_id.size() +
                m.deduplication_id.size() + m.trace_header.size() + m.dead_letter_source.size() +
                attributes.size());
  writer.out += kFormat;
  writer.time(m.sent);
  writer.time(m.visible_at);
  writer.time(m.first_received);
  writer.number(m.receive_count);
  writer.number(m.moved ? 1 : 0);
  for (const std::string_view text :
       std::initializer_list<std::string_view>{queue_key, m.id, m.sender_id, m.group_id, m.deduplication_id,
                                               m.trace_header, m.dead_letter_source, attributes}) {
    writer.text(text);
  }
  writer.length(m.body.size());
  return std::move(writer.out);
}

std::optional<MessageRow> read_message_row(std::string_view row) {
  if (row.empty() || row.front() != kFormat) return std::nullopt;
  Reader reader(row.substr(1));
  MessageRow out;
  Message& m = out.message;
  m.sent = reader.time();
  m.visible_at = reader.time();
  m.first_received = reader.time();
  m.receive_count = static_cast<int>(reader.number());
  m.receives_elsewhere = m.receive_count;
  m.moved = reader.number() != 0;
  out.queue_key = reader.text();
  m.id = reader.text();
  m.sender_id = reader.text();
  m.group_id = reader.text();
  m.deduplication_id = reader.text();
  m.trace_header = reader.text();
  m.dead_letter_source = reader.text();
  const std::string_view attributes = reader.text();
  m.body = reader.text();
  if (!reader.ended_well()) return std::nullopt;
  if (attributes.empty()) return out;
  const auto document = json::parse_document(attributes);
  if (!document.ok() || !document->is_object()) return std::nullopt;
  m.attributes = document->get_object();
  return out;
}

std::string write_state_row(const Message& m) {
  Writer writer(kFixedBytes);
  writer.out += kFormat;
  writer.number(m.receive_count);
  writer.time(m.first_received);
  writer.time(m.last_received);
  writer.time(m.visible_at);
  writer.number(m.receipt);
  return std::move(writer.out);
}

bool read_state_row(std::string_view row, Message& m) {
  if (row.empty() || row.front() != kFormat) return false;
  Reader reader(row.substr(1));
  m.receive_count = static_cast<int>(reader.number());
  m.first_received = reader.time();
  m.last_received = reader.time();
  m.visible_at = reader.time();
  m.receipt = static_cast<uint32_t>(reader.number());
  m.state_saved = true;
  return reader.ended_well();
}

}  // namespace sb::cloud::sqs
