// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// Requests that go to a queue's own URL instead of the endpoint's root.
namespace sb::cloud::edge {

// "/ACCOUNT/QUEUE".
bool is_queue_path(std::string_view path);
// False for what makes no sense at a queue (CreateQueue, ListQueues): SQS does not know these actions there.
bool is_for_queue_path(std::string_view operation);

}  // namespace sb::cloud::edge
