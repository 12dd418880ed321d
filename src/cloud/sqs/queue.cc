// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/queue.h"

#include <fmt/format.h>

#include "cloud/sqs/faults.h"

namespace sb::cloud::sqs {
namespace {

constexpr size_t kTagsMax = 50;
constexpr uint64_t kTwentyDigits = 10'000'000'000'000'000'000U;

}  // namespace

std::optional<service::Fault> check_tags(const Queue& queue, const std::map<std::string, std::string>& tags) {
  if (tags.size() <= kTagsMax) return std::nullopt;
  return invalid_parameter(fmt::format("Too many tags added for queue {}.", queue.name));
}

std::string deduplication_key(const Queue& queue, const Message& message) {
  if (queue.attribute("DeduplicationScope") != "messageGroup") return message.deduplication_id;
  return service::make_key({message.group_id, message.deduplication_id});
}

std::string sequence_number(uint64_t sequence) { return fmt::format("{}", kTwentyDigits + sequence); }

}  // namespace sb::cloud::sqs
