// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cloud/service/service.h"

namespace sb::cloud::sqs {

// What one ReceiveMessage asks for.
struct ReceiveRequest {
  size_t count_max = 1;
  std::optional<int64_t> wait_seconds;        // the queue's own when absent
  std::optional<int64_t> visibility_seconds;  // likewise
  std::set<std::string> system_attributes;
  std::vector<std::string> message_attributes;
  std::string attempt_id;  // FIFO; empty: none
};

// The fault for a number out of its range or a parameter that is not for this type of queue; nullopt when all
// is good.
std::optional<service::Fault> check_receive(const json::Object& input, bool fifo);
// Of an input that check_receive has passed.
ReceiveRequest read_receive(const json::Object& input);

// A parameter that must be an integer and is not, as the service's framework says it.
std::optional<service::Fault> check_integer(const json::Object& input, const char* name);
// MessageGroupId, MessageDeduplicationId, ReceiveRequestAttemptId: 1 to 128 of letters, digits, punctuation.
std::optional<service::Fault> check_fifo_id(const json::Object& input, const char* name);

}  // namespace sb::cloud::sqs
