// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "awsclient/eventbridge.h"
#include "net/retry.h"

namespace sb::awsclient {

struct BatchOptions {
  net::RetryPolicy retry = {};
  std::function<void(size_t done)> progress = {};  // how many entries are settled, after each call
  std::function<bool()> stop = {};                 // asked before each call
};

// Error codes of entries that put_all does not leave to PutEvents.
inline constexpr char kNotSent[] = "NotSent";  // stopped before it was sent, or a call before it failed

// Puts entries in batches of at most 10 and 1 MiB, in their order but for what is sent again: of a batch only
// the entries that failed for a while (InternalFailure, ThrottlingException, …), each as often as `retry`
// says, after its waits; what an answer does not mention is not sent again (BadAnswer). One result an entry,
// in their order. A call that fails as a whole ends it: its entries bear its error, those that follow
// kNotSent. Each entry must fit a request alone (entry_bytes).
std::vector<PutEventsResult> put_all(EventBridge& events, net::Sleeper& sleeper,
                                     const std::vector<PutEventsEntry>& entries, const BatchOptions& options);

}  // namespace sb::awsclient
