// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/queue.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cloud/sqs/faults.h"
#include "json/unicode.h"

namespace sb::cloud::sqs {
namespace {

constexpr size_t kTagsMax = 50;
constexpr size_t kTagKeyMax = 128;  // UTF-16 units, as of the value
constexpr size_t kTagValueMax = 256;
constexpr uint64_t kTwentyDigits = 10'000'000'000'000'000'000U;

}  // namespace

std::optional<service::Fault> check_tags(const Queue& queue, const std::map<std::string, std::string>& tags) {
  if (tags.size() > kTagsMax)
    return invalid_parameter(fmt::format("Too many tags added for queue {}.", queue.name));
  for (const auto& [key, value] : tags) {
    const size_t length = json::utf16_length(key);
    if (length < 1 || length > kTagKeyMax)
      return invalid_value_of(key, "Tag.Key", "Must be 1 to 128 characters in length.");
    if (base::to_lower(std::string_view(key).substr(0, 4)) == "aws:")
      return invalid_value_of(key, "Tag.Key", "Keys that begin with aws: are reserved.");
    if (json::utf16_length(value) > kTagValueMax)
      return invalid_value_of(value, "Tag.Value", "Must be at most 256 characters in length.");
  }
  return std::nullopt;
}

std::string deduplication_key(const Queue& queue, const Message& message) {
  if (queue.attribute("DeduplicationScope") != "messageGroup") return message.deduplication_id;
  return service::make_key({message.group_id, message.deduplication_id});
}

std::string sequence_number(uint64_t sequence) { return fmt::format("{}", kTwentyDigits + sequence); }

}  // namespace sb::cloud::sqs
