// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cloud/sqs/message.h"

namespace sb::cloud::sqs {

// A message as a row of the store, under its sequence. Bytes: a format number, then times and counts as
// 8-byte little-endian numbers, then texts, each after its length in 4 bytes; the body is last. What changes
// about a message has a row of its own.
//
// The row without the body's text, which follows it.
std::string write_message_row_head(std::string_view queue_key, const Message& message);

struct MessageRow {
  std::string queue_key;
  Message message;  // without its sequence
};
// nullopt: not such a row.
std::optional<MessageRow> read_message_row(std::string_view row);

// What changes about a message: receives and visibility.
std::string write_state_row(const Message& message);
// False: not such a row; `message` may be half changed then.
bool read_state_row(std::string_view row, Message& message);

}  // namespace sb::cloud::sqs
