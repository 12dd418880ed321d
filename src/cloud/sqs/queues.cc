// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/sqs.h"

// The operations on queues themselves.
namespace sb::cloud::sqs {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

QueueAttributes read_attributes(const json::Object& input) {
  QueueAttributes out;
  const json::Object* given = json::find_object(input, "Attributes");
  if (given == nullptr) return out;
  for (const auto& [key, value] : *given) {
    out[std::string(key)] = value.is_string() ? json::to_std(value.get_string()) : json::to_text(value);
  }
  return out;
}

std::vector<std::string> read_names(const json::Object& input, const char* key) {
  std::vector<std::string> out;
  if (const json::Array* list = json::find_array(input, key)) {
    for (const json::Value& item : *list) {
      if (item.is_string()) out.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

std::string epoch_seconds(base::Time time) {
  return fmt::format("{}", std::chrono::duration_cast<base::Seconds>(time.time_since_epoch()).count());
}

// CreateQueue says "tags", TagQueue "Tags".
std::map<std::string, std::string> read_tags(const json::Object& input) {
  return json::string_map(input, input.contains("tags") ? "tags" : "Tags");
}

}  // namespace

Outcome Sqs::create_queue(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "QueueName");
  if (name.empty()) return missing_parameter("QueueName");
  if (!aws::is_queue_name(name)) {
    return invalid_parameter(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  const QueueAttributes attributes = read_attributes(input);
  if (name.ends_with(".fifo") || attributes.contains("FifoQueue")) {
    return simple_queue_fault("UnsupportedOperation", "FIFO queues are not served by this endpoint.");
  }
  if (auto fault = check_queue_attributes(attributes)) return *fault;
  auto queue = std::make_unique<Queue>();
  queue->realm = call.realm;
  queue->name = name;
  if (const auto at = queues_.find(queue->key()); at != queues_.end()) {
    for (const auto& [key, value] : attributes) {
      const auto found = at->second->attributes.find(key);
      if (found == at->second->attributes.end() || found->second != value) {
        return Fault{
            "QueueNameExists",
            fmt::format("A queue already exists with the same name and a different value for attribute {}",
                        key),
            400, "QueueAlreadyExists", ""};
      }
    }
    return json::Object{{"QueueUrl", url_of(*at->second, call)}};
  }
  queue->attributes = default_queue_attributes();
  queue->created = timeline_.now();
  queue->tags = read_tags(input);
  apply(*queue, attributes);
  save(*queue);
  Queue& kept = *(queues_[queue->key()] = std::move(queue));
  return json::Object{{"QueueUrl", url_of(kept, call)}};
}

Outcome Sqs::get_queue_url(const Call& call, const json::Object& input) {
  const std::string name = json::string_or_empty(input, "QueueName");
  if (name.empty()) return missing_parameter("QueueName");
  const std::string owner = json::string_or_empty(input, "QueueOwnerAWSAccountId");
  const auto at =
      queues_.find(service::make_key({owner.empty() ? call.realm.account : owner, call.realm.region, name}));
  if (at == queues_.end() || !may(*at->second, call, "GetQueueUrl")) return no_such_queue();
  return json::Object{{"QueueUrl", url_of(*at->second, call)}};
}

Outcome Sqs::list_queues(const Call& call, const json::Object& input) {
  const std::string prefix = json::string_or_empty(input, "QueueNamePrefix");
  const auto page = json::find_int(input, "MaxResults");
  if (page && (*page < 1 || *page > 1000)) {
    return invalid_parameter(fmt::format(
        "Value {} for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided.",
        *page));
  }
  const size_t count_max = static_cast<size_t>(page.value_or(1000));
  const std::string after = json::string_or_empty(input, "NextToken");
  json::Array urls;
  std::string last;
  for (const auto& [key, queue] : queues_) {
    if (queue->realm != call.realm || !queue->name.starts_with(prefix) || queue->name <= after) continue;
    if (urls.size() == count_max) {
      json::Object out{{"QueueUrls", urls}};
      if (page) out["NextToken"] = last;
      return out;
    }
    urls.emplace_back(url_of(*queue, call));
    last = queue->name;
  }
  json::Object out;
  if (!urls.empty()) out["QueueUrls"] = urls;
  return out;
}

Outcome Sqs::delete_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "DeleteQueue");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  for (Waiter& waiter : queue.waiters) {
    waiter.reply(no_such_queue());
  }
  timeline_.cancel(queue.wake);
  for (const uint64_t sequence : queue.flow.sequences()) remove(queue, sequence);
  store_.erase(store::Table::kQueue, queue.key());
  queues_.erase(queue.key());
  return json::Object{};
}

Outcome Sqs::get_queue_attributes(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "GetQueueAttributes");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const base::Time now = timeline_.now();
  QueueAttributes all = queue.attributes;
  all["QueueArn"] = queue.arn();
  all["ApproximateNumberOfMessages"] = fmt::format("{}", queue.flow.visible(now));
  all["ApproximateNumberOfMessagesNotVisible"] = fmt::format("{}", queue.flow.in_flight(now));
  all["ApproximateNumberOfMessagesDelayed"] = fmt::format("{}", queue.flow.delayed(now));
  all["CreatedTimestamp"] = epoch_seconds(queue.created);
  all["LastModifiedTimestamp"] = epoch_seconds(queue.modified);
  json::Object out;
  for (const std::string& name : read_names(input, "AttributeNames")) {
    if (name == "All") {
      for (const auto& [key, value] : all) out[key] = value;
    } else if (const auto at = all.find(name); at != all.end()) {
      out[name] = at->second;
    }
  }
  return out.empty() ? json::Object{} : json::Object{{"Attributes", out}};
}

Outcome Sqs::set_queue_attributes(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "SetQueueAttributes");
  if (found.fault) return *found.fault;
  const QueueAttributes attributes = read_attributes(input);
  if (attributes.empty()) return missing_parameter("Attributes");
  if (auto fault = check_queue_attributes(attributes)) return *fault;
  apply(*found.queue, attributes);
  save(*found.queue);
  return json::Object{};
}

Outcome Sqs::purge_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "PurgeQueue");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  for (const uint64_t sequence : queue.flow.sequences()) remove(queue, sequence);
  return json::Object{};
}

Outcome Sqs::tag_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "TagQueue");
  if (found.fault) return *found.fault;
  for (const auto& [key, value] : read_tags(input)) found.queue->tags[key] = value;
  save(*found.queue);
  return json::Object{};
}

Outcome Sqs::untag_queue(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "UntagQueue");
  if (found.fault) return *found.fault;
  for (const std::string& key : read_names(input, "TagKeys")) found.queue->tags.erase(key);
  save(*found.queue);
  return json::Object{};
}

Outcome Sqs::list_queue_tags(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "ListQueueTags");
  if (found.fault) return *found.fault;
  json::Object tags;
  for (const auto& [key, value] : found.queue->tags) tags[key] = value;
  return tags.empty() ? json::Object{} : json::Object{{"Tags", tags}};
}

Outcome Sqs::add_permission(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "AddPermission");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const std::string label = json::string_or_empty(input, "Label");
  if (label.empty()) return missing_parameter("Label");
  json::Array principals;
  for (const std::string& id : read_names(input, "AWSAccountIds"))
    principals.emplace_back(fmt::format("arn:aws:iam::{}:root", id));
  json::Array actions;
  for (const std::string& action : read_names(input, "Actions")) actions.emplace_back("SQS:" + action);
  const auto policy = queue.attributes.find("Policy");
  json::Object document{
      {"Version", "2008-10-17"}, {"Id", queue.arn() + "/SQSDefaultPolicy"}, {"Statement", json::Array{}}};
  if (policy != queue.attributes.end()) document = json::parse_document(policy->second)->as_object();
  if (!document["Statement"].is_array()) document["Statement"] = json::Array{document["Statement"]};
  json::Array& statements = document["Statement"].as_array();
  for (const json::Value& statement : statements) {
    if (statement.is_object() && json::string_or_empty(statement.get_object(), "Sid") == label) {
      return invalid_parameter(
          fmt::format("Value {} for parameter Label is invalid. Reason: Already exists.", label));
    }
  }
  statements.push_back(
      json::Object{{"Sid", label},
                   {"Effect", "Allow"},
                   {"Principal", {{"AWS", principals.size() == 1 ? principals[0] : json::Value(principals)}}},
                   {"Action", actions.size() == 1 ? actions[0] : json::Value(actions)},
                   {"Resource", queue.arn()}});
  apply(queue, {{"Policy", json::to_text(document)}});
  save(queue);
  return json::Object{};
}

Outcome Sqs::remove_permission(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "RemovePermission");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const std::string label = json::string_or_empty(input, "Label");
  const auto policy = queue.attributes.find("Policy");
  json::Object document;
  if (policy != queue.attributes.end()) document = json::parse_document(policy->second)->as_object();
  json::Array kept;
  size_t before = 0;
  if (const json::Array* statements = json::find_array(document, "Statement")) {
    before = statements->size();
    for (const json::Value& statement : *statements) {
      if (!statement.is_object() || json::string_or_empty(statement.get_object(), "Sid") != label)
        kept.push_back(statement);
    }
  }
  if (kept.size() == before) {
    return invalid_parameter(
        fmt::format("Value {} for parameter Label is invalid. Reason: can't find label.", label));
  }
  document["Statement"] = kept;
  apply(queue, {{"Policy", kept.empty() ? "" : json::to_text(document)}});
  save(queue);
  return json::Object{};
}

}  // namespace sb::cloud::sqs
