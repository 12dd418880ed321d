// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/sns/attributes.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/sns.h"

// The operations on topics and their attributes; publishing.
namespace sb::cloud::sns {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kPageSize = 100;
constexpr char kEffectiveDeliveryPolicy[] =
    R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}})";

std::string default_policy(const std::string& arn, const std::string& account) {
  json::Array actions;
  for (const char* action : {"GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
                             "DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish"}) {
    actions.emplace_back(fmt::format("SNS:{}", action));
  }
  return json::to_text(json::Object{
      {"Version", "2008-10-17"},
      {"Id", "__default_policy_ID"},
      {"Statement",
       json::Array{json::Object{{"Sid", "__default_statement_ID"},
                                {"Effect", "Allow"},
                                {"Principal", {{"AWS", "*"}}},
                                {"Action", actions},
                                {"Resource", arn},
                                {"Condition", {{"StringEquals", {{"AWS:SourceOwner", account}}}}}}}}});
}

// [{"Key":…,"Value":…}]
std::map<std::string, std::string> read_tags(const json::Object& input) {
  std::map<std::string, std::string> out;
  if (const json::Array* list = json::find_array(input, "Tags")) {
    for (const json::Value& item : *list) {
      if (item.is_object())
        out[json::string_or_empty(item.get_object(), "Key")] =
            json::string_or_empty(item.get_object(), "Value");
    }
  }
  return out;
}

std::optional<Fault> read_structure(const std::string& message, std::map<std::string, std::string>& out) {
  const auto document = json::parse_document(message);
  const json::Object* object = document.ok() ? document->if_object() : nullptr;
  if (object == nullptr) return invalid("Message Structure - JSON message body failed to parse");
  for (const auto& [protocol, text] : *object) {
    if (text.is_string()) out[std::string(protocol)] = json::to_std(text.get_string());
  }
  if (!out.contains("default")) return invalid("Message Structure - No default entry in JSON message body");
  return std::nullopt;
}

}  // namespace

std::optional<Fault> Sns::set_attribute(Topic& topic, const std::string& name, const std::string& value) {
  static const std::set<std::string> kNames{"Policy",         "DisplayName",      "DeliveryPolicy",
                                            "KmsMasterKeyId", "SignatureVersion", "TracingConfig"};
  if (!kNames.contains(name)) return invalid("AttributeName");
  if (name == "Policy") {
    auto policy = aws::parse_policy(value);
    if (!policy) return invalid("Policy Error: " + policy.error().message);
    if (value.size() > aws::kTopicPolicyBytesMax ||
        policy->statements.size() > aws::kTopicPolicyStatementsMax) {
      return invalid("Policy Error: the policy is too large");
    }
    topic.policy = std::move(*policy);
  }
  if (name == "SignatureVersion" && value != "1" && value != "2") return invalid("SignatureVersion");
  if (value.empty()) {
    topic.attributes.erase(name);
  } else {
    topic.attributes[name] = value;
  }
  return std::nullopt;
}

Outcome Sns::create_topic(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "Name");
  const auto attributes = json::string_map(input, "Attributes");
  const auto tags = read_tags(input);
  const auto fifo = attributes.find("FifoTopic");
  if (name.ends_with(".fifo") || (fifo != attributes.end() && fifo->second == "true")) {
    return Fault{"InvalidParameter", "Invalid parameter: FIFO topics are not served by this endpoint.", 400,
                 "", ""};
  }
  if (!aws::is_topic_name(name)) return invalid("Topic Name");
  auto topic = std::make_unique<Topic>();
  topic->realm = call.realm;
  topic->name = name;
  if (const auto at = topics_.find(topic->key()); at != topics_.end()) {
    for (const auto& [key, value] : attributes) {
      if (key == "FifoTopic") continue;
      const auto found = at->second->attributes.find(key);
      if (found == at->second->attributes.end() || found->second != value) {
        return invalid("Attributes Reason: Topic already exists with different attributes");
      }
    }
    for (const auto& [key, value] : tags) {
      const auto found = at->second->tags.find(key);
      if (found == at->second->tags.end() || found->second != value) {
        return invalid("Tags Reason: Topic already exists with different tags");
      }
    }
    return json::Object{{"TopicArn", at->second->arn()}};
  }
  set_attribute(*topic, "Policy", default_policy(topic->arn(), call.realm.account));
  for (const auto& [key, value] : attributes) {
    if (key == "FifoTopic") continue;
    if (auto fault = set_attribute(*topic, key, value)) return *fault;
  }
  topic->tags = tags;
  save(*topic);
  Topic& kept = *(topics_[topic->key()] = std::move(topic));
  return json::Object{{"TopicArn", kept.arn()}};
}

Outcome Sns::delete_topic(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "DeleteTopic");
  if (found.fault) return found.fault->code == "NotFound" ? Outcome(json::Object{}) : Outcome(*found.fault);
  for (const auto& [id, subscription] : found.topic->subscriptions) erase(*found.topic, subscription);
  store_.erase(store::Table::kTopic, found.topic->key());
  topics_.erase(found.topic->key());
  return json::Object{};
}

Outcome Sns::list_topics(const Call& call, const json::Object& input) {
  const std::string after = json::string_or_empty(input, "NextToken");
  json::Array topics;
  std::string last;
  for (const auto& [key, topic] : topics_) {
    if (topic->realm != call.realm || topic->name <= after) continue;
    if (topics.size() == kPageSize) return json::Object{{"Topics", topics}, {"NextToken", last}};
    topics.push_back(json::Object{{"TopicArn", topic->arn()}});
    last = topic->name;
  }
  return json::Object{{"Topics", topics}};
}

Outcome Sns::get_topic_attributes(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "GetTopicAttributes");
  if (found.fault) return *found.fault;
  json::Object out{{"DisplayName", ""},
                   {"EffectiveDeliveryPolicy", kEffectiveDeliveryPolicy},
                   {"Owner", found.topic->realm.account},
                   {"SubscriptionsConfirmed", fmt::format("{}", found.topic->subscriptions.size())},
                   {"SubscriptionsDeleted", "0"},
                   {"SubscriptionsPending", "0"},
                   {"TopicArn", found.topic->arn()}};
  for (const auto& [name, value] : found.topic->attributes) out[name] = value;
  return json::Object{{"Attributes", out}};
}

Outcome Sns::set_topic_attributes(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "SetTopicAttributes");
  if (found.fault) return *found.fault;
  const std::string name = json::string_or_empty(input, "AttributeName");
  if (auto fault = set_attribute(*found.topic, name, json::string_or_empty(input, "AttributeValue")))
    return *fault;
  save(*found.topic);
  return json::Object{};
}

Outcome Sns::tag_resource(const Call&, const json::Object& input) {
  Topic* topic = find_topic(json::string_or_empty(input, "ResourceArn"));
  if (topic == nullptr) return Fault{"ResourceNotFound", "Resource does not exist", 404, "", ""};
  for (const auto& [key, value] : read_tags(input)) topic->tags[key] = value;
  save(*topic);
  return json::Object{};
}

Outcome Sns::untag_resource(const Call&, const json::Object& input) {
  Topic* topic = find_topic(json::string_or_empty(input, "ResourceArn"));
  if (topic == nullptr) return Fault{"ResourceNotFound", "Resource does not exist", 404, "", ""};
  if (const json::Array* keys = json::find_array(input, "TagKeys")) {
    for (const json::Value& key : *keys) {
      if (key.is_string()) topic->tags.erase(json::to_std(key.get_string()));
    }
  }
  save(*topic);
  return json::Object{};
}

Outcome Sns::list_tags(const Call&, const json::Object& input) {
  const Topic* topic = find_topic(json::string_or_empty(input, "ResourceArn"));
  if (topic == nullptr) return Fault{"ResourceNotFound", "Resource does not exist", 404, "", ""};
  json::Array tags;
  for (const auto& [key, value] : topic->tags) tags.push_back(json::Object{{"Key", key}, {"Value", value}});
  return json::Object{{"Tags", tags}};
}

Outcome Sns::publish_one(Topic& topic, const json::Object& entry) {
  Publication publication;
  publication.message = json::string_or_empty(entry, "Message");
  if (publication.message.empty()) return invalid("Empty message");
  publication.subject = json::string_or_empty(entry, "Subject");
  if (entry.contains("Subject") && (publication.subject.empty() || publication.subject.size() > 100))
    return invalid("Subject");
  if (const json::Object* attributes = json::find_object(entry, "MessageAttributes")) {
    if (auto fault = check_message_attributes(*attributes)) return *fault;
    publication.attributes = *attributes;
  }
  if (json::string_or_empty(entry, "MessageStructure") == "json") {
    if (auto fault = read_structure(publication.message, publication.by_protocol)) return *fault;
    publication.message = publication.by_protocol.at("default");
  }
  if (publication.message.size() + bytes_of_attributes(publication.attributes) > kMessageBytesMax) {
    return invalid("Message too long");
  }
  return json::Object{{"MessageId", fan_out(topic, publication)}};
}

Outcome Sns::publish(const Call& call, const json::Object& input) {
  const std::string target =
      json::string_or_empty(input, input.contains("TopicArn") ? "TopicArn" : "TargetArn");
  const FoundTopic found = find_topic(call, target, "Publish");
  if (found.fault) return *found.fault;
  return publish_one(*found.topic, input);
}

Outcome Sns::publish_batch(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "Publish");
  if (found.fault) return *found.fault;
  const json::Array* entries = json::find_array(input, "PublishBatchRequestEntries");
  if (entries == nullptr || entries->empty())
    return Fault{"EmptyBatchRequest", "The batch request doesn't contain any entries.", 400, "", ""};
  if (entries->size() > 10) {
    return Fault{"TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.",
                 400, "", ""};
  }
  std::set<std::string> ids;
  size_t bytes = 0;
  for (const json::Value& item : *entries) {
    const json::Object* entry = item.if_object();
    const std::string id = entry == nullptr ? "" : json::string_or_empty(*entry, "Id");
    if (id.empty())
      return Fault{"InvalidBatchEntryId", "The Id of a batch entry in the batch request is missing.", 400, "",
                   ""};
    if (!ids.insert(id).second) {
      return Fault{"BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.",
                   400, "", ""};
    }
    bytes += json::string_or_empty(*entry, "Message").size();
  }
  if (bytes > kMessageBytesMax) {
    return Fault{"BatchRequestTooLong", "The length of all the messages put together is more than the limit.",
                 400, "", ""};
  }
  json::Array successful;
  json::Array failed;
  for (const json::Value& item : *entries) {
    const std::string id = json::string_or_empty(item.get_object(), "Id");
    const Outcome outcome = publish_one(*found.topic, item.get_object());
    if (outcome.fault) {
      failed.push_back(json::Object{{"Id", id},
                                    {"Code", outcome.fault->code},
                                    {"Message", outcome.fault->message},
                                    {"SenderFault", true}});
    } else {
      successful.push_back(json::Object{{"Id", id}, {"MessageId", outcome.body.at("MessageId")}});
    }
  }
  return json::Object{{"Successful", successful}, {"Failed", failed}};
}

}  // namespace sb::cloud::sns
