// SPDX-License-Identifier: Apache-2.0
#include "cloud/edge/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/function_name.h"
#include "aws/limits.h"

namespace sb::cloud::edge {
namespace {

using service::Access;

// How the resource of an action is found in the call's input.
enum class Resource {
  kArn,             // the member is its ARN
  kPublishTarget,   // the member, or else TargetArn, is its ARN
  kTopicName,       // the member is the topic's name
  kQueueUrl,        // the member is the queue's URL
  kQueueArn,        // the member is the queue's ARN
  kQueueName,       // the member is the queue's name
  kBus,             // the member is a bus by name or ARN; absent: the default bus
  kRule,            // the member is a rule's name, EventBusName its bus; or it is the rule's ARN
  kRuleOrBus,       // the member is the ARN of either
  kEventSource,     // the member is an event source's name
  kFunction,        // the member is a function by name or ARN
  kBusesOfEntries,  // each of Entries names a bus
};

struct Row {
  const char* service;
  const char* operation;
  const char* action;  // nullptr: the operation's name
  Resource resource;
  const char* member;
};

constexpr Row kRows[] = {
    {"events", "CreateEventBus", nullptr, Resource::kBus, "Name"},
    {"events", "DeleteEventBus", nullptr, Resource::kBus, "Name"},
    {"events", "DescribeEventBus", nullptr, Resource::kBus, "Name"},
    {"events", "UpdateEventBus", nullptr, Resource::kBus, "Name"},
    {"events", "PutPermission", nullptr, Resource::kBus, "EventBusName"},
    {"events", "RemovePermission", nullptr, Resource::kBus, "EventBusName"},
    {"events", "PutEvents", nullptr, Resource::kBusesOfEntries, ""},
    {"events", "PutRule", nullptr, Resource::kRule, "Name"},
    {"events", "DescribeRule", nullptr, Resource::kRule, "Name"},
    {"events", "DeleteRule", nullptr, Resource::kRule, "Name"},
    {"events", "EnableRule", nullptr, Resource::kRule, "Name"},
    {"events", "DisableRule", nullptr, Resource::kRule, "Name"},
    {"events", "PutTargets", nullptr, Resource::kRule, "Rule"},
    {"events", "RemoveTargets", nullptr, Resource::kRule, "Rule"},
    {"events", "ListTargetsByRule", nullptr, Resource::kRule, "Rule"},
    {"events", "TagResource", nullptr, Resource::kRuleOrBus, "ResourceARN"},
    {"events", "UntagResource", nullptr, Resource::kRuleOrBus, "ResourceARN"},
    {"events", "ListTagsForResource", nullptr, Resource::kRuleOrBus, "ResourceARN"},
    {"events", "ActivateEventSource", nullptr, Resource::kEventSource, "Name"},
    {"events", "DeactivateEventSource", nullptr, Resource::kEventSource, "Name"},
    {"events", "DescribeEventSource", nullptr, Resource::kEventSource, "Name"},
    {"events", "CreatePartnerEventSource", nullptr, Resource::kEventSource, "Name"},
    {"events", "DeletePartnerEventSource", nullptr, Resource::kEventSource, "Name"},
    {"events", "DescribePartnerEventSource", nullptr, Resource::kEventSource, "Name"},
    {"events", "ListPartnerEventSourceAccounts", nullptr, Resource::kEventSource, "EventSourceName"},

    {"sns", "CreateTopic", nullptr, Resource::kTopicName, "Name"},
    {"sns", "DeleteTopic", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "GetTopicAttributes", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "SetTopicAttributes", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "Subscribe", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "ConfirmSubscription", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "ListSubscriptionsByTopic", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "Publish", nullptr, Resource::kPublishTarget, "TopicArn"},
    {"sns", "PublishBatch", "Publish", Resource::kArn, "TopicArn"},
    {"sns", "AddPermission", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "RemovePermission", nullptr, Resource::kArn, "TopicArn"},
    {"sns", "GetDataProtectionPolicy", nullptr, Resource::kArn, "ResourceArn"},
    {"sns", "PutDataProtectionPolicy", nullptr, Resource::kArn, "ResourceArn"},
    {"sns", "TagResource", nullptr, Resource::kArn, "ResourceArn"},
    {"sns", "UntagResource", nullptr, Resource::kArn, "ResourceArn"},
    {"sns", "ListTagsForResource", nullptr, Resource::kArn, "ResourceArn"},

    {"sqs", "CreateQueue", nullptr, Resource::kQueueName, "QueueName"},
    {"sqs", "GetQueueUrl", nullptr, Resource::kQueueName, "QueueName"},
    {"sqs", "DeleteQueue", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "GetQueueAttributes", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "SetQueueAttributes", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "PurgeQueue", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "SendMessage", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "SendMessageBatch", "SendMessage", Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "ReceiveMessage", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "DeleteMessage", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "DeleteMessageBatch", "DeleteMessage", Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "ChangeMessageVisibility", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "ChangeMessageVisibilityBatch", "ChangeMessageVisibility", Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "AddPermission", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "RemovePermission", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "TagQueue", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "UntagQueue", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "ListQueueTags", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "ListDeadLetterSourceQueues", nullptr, Resource::kQueueUrl, "QueueUrl"},
    {"sqs", "StartMessageMoveTask", nullptr, Resource::kQueueArn, "SourceArn"},
    {"sqs", "ListMessageMoveTasks", nullptr, Resource::kQueueArn, "SourceArn"},

    {"sts", "AssumeRole", nullptr, Resource::kArn, "RoleArn"},

    {"lambda", "AddPermission", nullptr, Resource::kFunction, "FunctionName"},
    {"lambda", "RemovePermission", nullptr, Resource::kFunction, "FunctionName"},
    {"lambda", "GetPolicy", nullptr, Resource::kFunction, "FunctionName"},
    {"lambda", "Invoke", "InvokeFunction", Resource::kFunction, "FunctionName"},
};

std::string make_arn(const aws::Realm& realm, const char* service, std::string resource) {
  return aws::Arn{aws::partition_of(realm.region), service, realm.region, realm.account, std::move(resource)}
      .to_text();
}

// Services find a bus, a rule or a queue by account, region and name, in whatever partition an ARN says it
// is: what policies are asked about is made anew of these, so that it is what the service will take.

std::string bus_arn(const std::string& name_or_arn, const aws::Realm& realm) {
  const auto arn = aws::parse_arn(name_or_arn);
  return aws::bus_arn(arn ? arn->realm() : realm, aws::bus_name(name_or_arn));
}

// A rule is in the account and region of its bus; one given by its ARN is where that says, whatever `bus` is.
std::string rule_arn(const std::string& rule, const std::string& bus, const aws::Realm& realm) {
  const auto whole = aws::parse_arn(rule);
  if (const auto named = whole ? aws::parse_rule_arn(*whole) : std::nullopt)
    return aws::rule_arn(whole->realm(), named->bus, named->rule);
  const auto arn = aws::parse_arn(bus);
  return aws::rule_arn(arn ? arn->realm() : realm, aws::bus_name(bus), rule);
}

std::string rule_or_bus_arn(const std::string& text, const aws::Realm& realm) {
  const auto arn = aws::parse_arn(text);
  if (!arn) return text.empty() ? "*" : text;
  return aws::parse_rule_arn(*arn) ? rule_arn(text, "", realm) : bus_arn(text, realm);
}

std::string queue_arn(const std::string& text, const aws::Realm& realm) {
  const auto url = aws::parse_queue_url(text);
  if (!url) return "*";
  return aws::queue_arn({aws::is_account_id(url->account) ? url->account : realm.account, realm.region},
                        url->name);
}

// What the call is about, whichever way it is named.
std::string function_arn(const std::string& name, const std::string& qualifier, const aws::Realm& realm) {
  const aws::FunctionName found = aws::parse_function_name(name);
  const std::string meant = qualifier.empty() ? found.qualifier.value_or("") : qualifier;
  return aws::function_arn(found.realm(realm), meant.empty() ? found.name : found.name + ":" + meant);
}

std::string queue_arn_of_arn(const std::string& text) {
  const auto arn = aws::parse_arn(text);
  if (!arn) return text.empty() ? "*" : text;
  return aws::queue_arn(arn->realm(), arn->resource);
}

std::string resource_of(const Row& row, const json::Object& input, const aws::Realm& realm) {
  const std::string value = json::string_or_empty(input, row.member);
  switch (row.resource) {
    case Resource::kArn:
      return value.empty() ? "*" : value;
    case Resource::kPublishTarget: {
      const std::string target = value.empty() ? json::string_or_empty(input, "TargetArn") : value;
      return target.empty() ? "*" : target;
    }
    case Resource::kTopicName:
      return aws::topic_arn(realm, value);
    case Resource::kQueueUrl:
      return queue_arn(value, realm);
    case Resource::kQueueArn:
      return queue_arn_of_arn(value);
    case Resource::kQueueName: {
      const std::string owner = json::string_or_empty(input, "QueueOwnerAWSAccountId");
      return aws::queue_arn({owner.empty() ? realm.account : owner, realm.region}, value);
    }
    case Resource::kBus:
      return bus_arn(value, realm);
    case Resource::kRule:
      return rule_arn(value, json::string_or_empty(input, "EventBusName"), realm);
    case Resource::kRuleOrBus:
      return rule_or_bus_arn(value, realm);
    case Resource::kEventSource:
      return make_arn({"", realm.region}, "events", "event-source/" + value);
    case Resource::kFunction:
      return function_arn(value, json::string_or_empty(input, "Qualifier"), realm);
    case Resource::kBusesOfEntries:
      break;
  }
  return "*";
}

std::vector<Access> put_events(const json::Object& input, const aws::Realm& realm) {
  std::set<std::string> buses;
  if (const json::Array* entries = json::find_array(input, "Entries")) {
    for (const json::Value& entry : *entries) {
      if (const json::Object* object = entry.if_object())
        buses.insert(bus_arn(json::string_or_empty(*object, "EventBusName"), realm));
    }
  }
  if (buses.empty()) buses.insert(bus_arn("", realm));
  std::vector<Access> out;
  for (const std::string& bus : buses) out.push_back({"events:PutEvents", bus});
  return out;
}

// Whoever names a role for EventBridge to take on must be allowed to pass it.
void add_passed_roles(const json::Object& input, std::vector<Access>& out) {
  const auto add = [&](const json::Object& holder) {
    if (std::string role = json::string_or_empty(holder, "RoleArn"); !role.empty())
      out.push_back({"iam:PassRole", std::move(role)});
  };
  add(input);
  if (const json::Array* targets = json::find_array(input, "Targets")) {
    for (const json::Value& target : *targets) {
      if (const json::Object* object = target.if_object()) add(*object);
    }
  }
}

// A move receives, deletes and sends (SQS developer guide, "Configuring queue permissions" of a redrive).
// Where no destination is named, messages go back to where they came from.
void add_move(const json::Object& input, std::vector<Access>& out) {
  const std::string source = queue_arn_of_arn(json::string_or_empty(input, "SourceArn"));
  for (const char* action : {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"})
    out.push_back({action, source});
  if (const std::string to = json::string_or_empty(input, "DestinationArn"); !to.empty())
    out.push_back({"sqs:SendMessage", queue_arn_of_arn(to)});
}

}  // namespace

std::vector<Access> accesses_of(const std::string& service, const std::string& operation,
                                const json::Object& input, const aws::Realm& realm) {
  if (service == "sts" && operation == "GetCallerIdentity") return {};
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) {
    return service == r.service && operation == r.operation;
  });
  if (row == std::end(kRows)) return {{fmt::format("{}:{}", service, operation), "*"}};
  if (row->resource == Resource::kBusesOfEntries) return put_events(input, realm);
  std::vector<Access> out{{fmt::format("{}:{}", service, row->action == nullptr ? operation : row->action),
                           resource_of(*row, input, realm)}};
  if (service == "events" && (operation == "PutRule" || operation == "PutTargets"))
    add_passed_roles(input, out);
  if (operation == "StartMessageMoveTask") add_move(input, out);
  return out;
}

}  // namespace sb::cloud::edge
