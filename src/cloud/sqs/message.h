// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/shared_text.h"
#include "json/document.h"

namespace sb::cloud::sqs {

struct Message {
  uint64_t sequence = 0;  // rising over all queues; names the message in the store and in receipt handles
  std::string id;
  base::SharedText body;
  json::Object attributes;  // as in the JSON protocol: {"name":{"DataType":…,"StringValue":…}}
  std::string sender_id;
  std::string group_id;          // always on a FIFO queue; on a standard queue when the sender named one
  std::string deduplication_id;  // FIFO: the sender's, or the digest of the body
  std::string trace_header;      // AWSTraceHeader; empty: none
  base::Time sent{};
  std::string dead_letter_source;  // ARN of the queue whose redrive policy moved it here; empty: none
  bool moved = false;  // it was first sent to another queue: it opens no deduplication window here
  int receive_count = 0;
  int receives_elsewhere = 0;  // of receive_count, those before it was moved here
  base::Time first_received{};
  base::Time last_received{};
  base::Time visible_at{};
  uint32_t receipt = 0;      // number of the last receive; part of its handle
  bool state_saved = false;  // the store has a row of what changes about it
};

// An estimate of the memory that a waiting message takes, with its share of the indexes. The same for a
// message at any time of its life.
size_t held_bytes(const Message& message);

// Memory taken by what several queues hold, kept as it comes and goes.
struct HeldBytes {
  size_t total = 0;
};

}  // namespace sb::cloud::sqs
