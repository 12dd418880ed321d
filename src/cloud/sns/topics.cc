// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/paging.h"
#include "cloud/sns/sns.h"
#include "cloud/sns/tags.h"
#include "cloud/sns/topic_attributes.h"
#include "cloud/sns/topic_policy.h"

// The operations on topics and their attributes.
namespace sb::cloud::sns {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

using Attributes = std::map<std::string, std::string>;

bool is_subset(const Attributes& some, const Attributes& all) {
  return std::all_of(some.begin(), some.end(), [&](const auto& one) {
    const auto at = all.find(one.first);
    return at != all.end() && at->second == one.second;
  });
}

// A FIFO topic's name ends with .fifo and FifoTopic is true; either alone is a bad name.
std::optional<Fault> check_name(const std::string& name, bool fifo) {
  const bool ends = name.ends_with(".fifo");
  const bool good =
      aws::is_topic_name(ends ? name.substr(0, name.size() - 5) : name) && name.size() <= aws::kTopicNameMax;
  if (ends != fifo || !good) return invalid("Topic Name");
  if (fifo) return invalid("FIFO topics are not served by this endpoint.");
  return std::nullopt;
}

// FifoTopic as boolean attributes of SNS are read, in any case of letters.
std::optional<Fault> read_fifo(const std::string& value, bool& out) {
  out = base::equals_ignore_case(value, "true");
  if (out || base::equals_ignore_case(value, "false")) return std::nullopt;
  return invalid(
      fmt::format("Attributes Reason: FifoTopic: Invalid value [{}]. Must be true or false.", value));
}

std::string realm_prefix(const aws::Realm& realm) { return aws::topic_arn(realm, ""); }

}  // namespace

std::optional<Fault> Sns::check_topic_quota(const aws::Realm& realm) const {
  if (topics_.size() < kTopicsMax) return std::nullopt;
  const auto own = std::count_if(topics_.begin(), topics_.end(),
                                 [&](const auto& entry) { return entry.second->realm == realm; });
  if (static_cast<size_t>(own) < kTopicsMax) return std::nullopt;
  return Fault{"TopicLimitExceeded", "The account already owns the maximum allowed number of topics.", 403,
               "", ""};
}

Outcome Sns::create_topic(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "Name");
  auto attributes = json::string_map(input, "Attributes");
  bool is_fifo = false;
  if (const auto fifo = attributes.extract("FifoTopic")) {
    if (auto fault = read_fifo(fifo.mapped(), is_fifo)) return *fault;
  }
  if (auto fault = check_name(name, is_fifo)) return *fault;
  if (input.contains("DataProtectionPolicy"))
    return invalid("DataProtectionPolicy Reason: Data protection policies are not served by this endpoint.");
  const ReadTags read = read_tags(input);
  if (read.fault) return *read.fault;
  auto topic = std::make_unique<Topic>();
  topic->realm = call.realm;
  topic->name = name;
  topic->arn = aws::topic_arn(call.realm, name);
  if (const Topic* old = find_topic(topic->arn)) {
    for (auto& [key, value] : attributes) value = kept_value(key, value);
    if (!is_subset(attributes, old->attributes))
      return invalid("Attributes Reason: Topic already exists with different attributes");
    if (!is_subset(read.tags, old->tags))
      return invalid("Tags Reason: Topic already exists with different tags");
    return json::Object{{"TopicArn", old->arn}};
  }
  if (auto fault = check_topic_quota(call.realm)) return *fault;
  set_attribute(*topic, "Policy", default_topic_policy(*topic));
  if (const auto policy = attributes.find("Policy"); policy != attributes.end()) {
    if (auto fault = check_topic_policy(policy->second, topic->arn)) return *fault;
  }
  for (const auto& [key, value] : attributes) {
    if (auto fault = set_attribute(*topic, key, value)) return *fault;
  }
  topic->tags = read.tags;
  save(*topic);
  const std::string arn = topic->arn;
  topics_.emplace(arn, std::move(topic));
  return json::Object{{"TopicArn", arn}};
}

Outcome Sns::delete_topic(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "DeleteTopic");
  if (found.fault) return found.fault->code == "NotFound" ? Outcome(json::Object{}) : Outcome(*found.fault);
  erase(*found.topic);
  topics_.erase(std::string(found.topic->arn));
  return json::Object{};
}

Outcome Sns::list_topics(const Call& call, const json::Object& input) {
  const auto after = page_start(input);
  if (!after) return invalid("NextToken");
  const std::string prefix = realm_prefix(call.realm);
  json::Array topics;
  std::string last;
  for (auto at = topics_.upper_bound(prefix + *after); at != topics_.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    if (topics.size() == kPageSize) {
      json::Object page{{"Topics", std::move(topics)}};
      end_page(page, last);
      return page;
    }
    topics.push_back(json::Object{{"TopicArn", at->first}});
    last = at->second->name;
  }
  return json::Object{{"Topics", std::move(topics)}};
}

Outcome Sns::get_topic_attributes(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "GetTopicAttributes");
  if (found.fault) return *found.fault;
  return json::Object{{"Attributes", render_attributes(*found.topic)}};
}

Outcome Sns::set_topic_attributes(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "SetTopicAttributes");
  if (found.fault) return *found.fault;
  const std::string name = json::string_or_empty(input, "AttributeName");
  const std::string value = json::string_or_empty(input, "AttributeValue");
  if (name == "Policy") {
    if (auto fault = check_topic_policy(value, found.topic->arn)) return *fault;
  }
  if (auto fault = set_attribute(*found.topic, name, value)) return *fault;
  save(*found.topic);
  return json::Object{};
}

}  // namespace sb::cloud::sns
