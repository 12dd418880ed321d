// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "cloud/service/service.h"

namespace sb::cloud::sqs {

using QueueAttributes = std::map<std::string, std::string>;

// What every message that comes in asks for.
struct QueueSettings {
  size_t message_bytes_max = 0;
  base::Seconds delay{0};
  base::Seconds retention{0};
};
QueueSettings read_settings(const QueueAttributes& attributes);

// What a new queue has.
QueueAttributes default_queue_attributes(bool fifo);
// The attributes of a request, with booleans in lower case as SQS gives them back.
QueueAttributes read_queue_attributes(const json::Object& input);
// The fault AWS answers to a value it would not take, whatever stands already; nullopt when all are good.
// Names and ranges: SQS API reference.
std::optional<service::Fault> check_queue_attributes(const QueueAttributes& attributes, bool fifo);
// Attributes that were checked, their numbers as SQS gives them back: "5" for "+5" and "05".
QueueAttributes with_plain_numbers(QueueAttributes attributes);
// True when both values of the attribute say the same: policies whatever their spelling.
bool is_same_value(const std::string& name, const std::string& a, const std::string& b);
// `current` after `changes`: "" takes an attribute away; one kind of encryption puts the other out.
QueueAttributes merge_queue_attributes(QueueAttributes current, const QueueAttributes& changes);
// nullopt when a high-throughput FIFO queue would be left without what it needs.
std::optional<service::Fault> check_throughput(const QueueAttributes& merged);
// True for a name that GetQueueAttributes takes.
bool is_queue_attribute(const std::string& name);
// One number among the attributes, which check_queue_attributes has passed.
int64_t number_of(const QueueAttributes& attributes, const std::string& name);

}  // namespace sb::cloud::sqs
