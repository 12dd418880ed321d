// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "cloud/sqs/deduplication.h"
#include "cloud/sqs/message_flow.h"

namespace sb::cloud::sqs {

// What purged and deleted queues left behind. It is gone for every caller; memory and rows are given back
// little by little, so that nobody waits for it. A restart finds the rows that were not erased yet, by their
// numbers, and goes on.
struct Leavings {
  struct Contents {
    std::string queue_key;
    MessageFlow messages;
    DeduplicationWindow windows;

    bool empty() const { return messages.size() == 0 && windows.empty(); }
  };
  std::deque<Contents> contents;   // oldest first
  std::vector<uint64_t> messages;  // numbers of rows that a restart found

  bool empty() const { return contents.empty() && messages.empty(); }
};

}  // namespace sb::cloud::sqs
