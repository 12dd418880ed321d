// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "cloud/service/service.h"

// What the three batch operations have in common.
namespace sb::cloud::sqs {

// A fault of the whole batch: none, too many, or bad or repeated ids. `entry_name` as in the Query protocol
// ("SendMessageBatchRequestEntry").
std::optional<service::Fault> check_batch(const json::Object& input, const char* entry_name);
// The fault of a send batch whose bodies and attributes are too long together.
std::optional<service::Fault> check_batch_size(const json::Object& input);
// The answer to a batch that check_batch has passed: what became of each entry, in Successful and Failed.
service::Outcome run_batch(const json::Object& input,
                           const std::function<service::Outcome(const json::Object& entry)>& each);

}  // namespace sb::cloud::sqs
