// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sb::cloud::sqs {

// One receive of one message. To callers it is opaque; inside it holds the queue, the message's number and
// the receive's.
struct ReceiptHandle {
  uint64_t sequence = 0;
  uint32_t receipt = 0;

  std::string to_text(const std::string& queue_key) const;
};

// nullopt when the text was never a handle of this queue.
std::optional<ReceiptHandle> parse_receipt_handle(const std::string& text, const std::string& queue_key);

}  // namespace sb::cloud::sqs
