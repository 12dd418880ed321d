// SPDX-License-Identifier: Apache-2.0
#include "cloud/sqs/queue_attributes.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "aws/policy.h"
#include "aws/resource_policy.h"
#include "base/text.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/redrive_policy.h"

namespace sb::cloud::sqs {
namespace {

struct Range {
  const char* name;
  int64_t least;
  int64_t most;
  const char* initial;
};

constexpr Range kRanges[] = {{"DelaySeconds", 0, 900, "0"},
                             {"MaximumMessageSize", 1024, 1048576, "1048576"},
                             {"MessageRetentionPeriod", 60, 1209600, "345600"},
                             {"ReceiveMessageWaitTimeSeconds", 0, 20, "0"},
                             {"VisibilityTimeout", 0, 43200, "30"},
                             {"KmsDataKeyReusePeriodSeconds", 60, 86400, nullptr}};

struct Choice {
  const char* name;
  const char* first;
  const char* second;
};

constexpr Choice kChoices[] = {{"SqsManagedSseEnabled", "true", "false"},
                               {"ContentBasedDeduplication", "false", "true"},
                               {"DeduplicationScope", "queue", "messageGroup"},
                               {"FifoThroughputLimit", "perQueue", "perMessageGroupId"}};

constexpr const char* kTexts[] = {"Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId"};
constexpr const char* kFifoOnly[] = {"FifoQueue", "ContentBasedDeduplication", "DeduplicationScope",
                                     "FifoThroughputLimit"};
constexpr const char* kReadOnly[] = {"All",
                                     "QueueArn",
                                     "ApproximateNumberOfMessages",
                                     "ApproximateNumberOfMessagesNotVisible",
                                     "ApproximateNumberOfMessagesDelayed",
                                     "CreatedTimestamp",
                                     "LastModifiedTimestamp"};

// What a policy may speak of: the operations but for batches, which are what they are batches of.
constexpr const char* kPolicyActions[] = {"AddPermission",
                                          "CancelMessageMoveTask",
                                          "ChangeMessageVisibility",
                                          "CreateQueue",
                                          "DeleteMessage",
                                          "DeleteQueue",
                                          "GetQueueAttributes",
                                          "GetQueueUrl",
                                          "ListDeadLetterSourceQueues",
                                          "ListMessageMoveTasks",
                                          "ListQueueTags",
                                          "ListQueues",
                                          "PurgeQueue",
                                          "ReceiveMessage",
                                          "RemovePermission",
                                          "SendMessage",
                                          "SetQueueAttributes",
                                          "StartMessageMoveTask",
                                          "TagQueue",
                                          "UntagQueue"};

template <class List>
auto named(const List& list, const std::string& name) {
  return std::find_if(std::begin(list), std::end(list),
                      [&](const auto& entry) { return name == entry.name; });
}

template <class List>
bool has(const List& list, const std::string& name) {
  return std::any_of(std::begin(list), std::end(list), [&](const char* known) { return name == known; });
}

service::Fault invalid_value(const std::string& name, const std::string& reason = "") {
  return {
      "InvalidAttributeValue",
      fmt::format("Invalid value for the parameter {}.{}", name, reason.empty() ? "" : " Reason: " + reason),
      400, "", ""};
}

service::Fault invalid_name(std::string message) {
  return {"InvalidAttributeName", std::move(message), 400, "", ""};
}

std::optional<service::Fault> check_count(const char* what, size_t found, size_t most) {
  if (found <= most) return std::nullopt;
  return over_limit(
      fmt::format("{} {} were found in the submitted policy, max allowed is {}", found, what, most));
}

bool is_policy_action(std::string_view action) {
  if (action.find_first_of("*?") != std::string_view::npos) return true;
  const std::string_view name = action.substr(action.find(':') + 1);
  return std::any_of(std::begin(kPolicyActions), std::end(kPolicyActions),
                     [&](const char* known) { return base::equals_ignore_case(name, known); });
}

bool has_policy_actions(const aws::PolicyStatement& statement) {
  return statement.not_action ||
         std::all_of(statement.actions.begin(), statement.actions.end(), is_policy_action);
}

std::optional<service::Fault> check_policy(const std::string& value) {
  if (value.empty()) return std::nullopt;
  if (value.size() > aws::kQueuePolicyBytesMax) return invalid_value("Policy");
  const auto policy = aws::parse_new_policy(value);
  if (!policy.ok() || aws::refuse_resource_policy(*policy, "sqs") ||
      !std::all_of(policy->statements.begin(), policy->statements.end(), has_policy_actions))
    return invalid_value("Policy");
  if (auto fault = check_count("statements", policy->statements.size(), aws::kQueuePolicyStatementsMax))
    return fault;
  for (const aws::PolicyStatement& statement : policy->statements) {
    const struct {
      const char* what;
      size_t found;
      size_t most;
    } counts[] = {{"actions", statement.actions.size(), aws::kQueuePolicyActionsMax},
                  {"principals", statement.principals.size(), aws::kQueuePolicyPrincipalsMax},
                  {"conditions", statement.conditions.size(), aws::kQueuePolicyConditionsMax}};
    for (const auto& [what, found, most] : counts) {
      if (auto fault = check_count(what, found, most)) return fault;
    }
  }
  return std::nullopt;
}

std::optional<service::Fault> check_text(const std::string& name, const std::string& value) {
  if (name == "Policy") return check_policy(value);
  if (name == "RedrivePolicy") return check_redrive_policy(value);
  if (name == "RedriveAllowPolicy") return check_redrive_allow_policy(value);
  return std::nullopt;
}

std::optional<service::Fault> check_fifo_only(const std::string& name, const std::string& value, bool fifo) {
  if (fifo) {
    if (name != "FifoQueue" || value == "true") return std::nullopt;
    return invalid_value(name, "Modifying queue type is not supported.");
  }
  if (name == "DeduplicationScope" || name == "FifoThroughputLimit")
    return invalid_name(fmt::format("You can specify the {} only when FifoQueue is set to true.", name));
  return invalid_name(fmt::format("Unknown Attribute {}.", name));
}

std::optional<service::Fault> check_attribute(const std::string& name, const std::string& value, bool fifo) {
  if (has(kFifoOnly, name)) {
    if (auto fault = check_fifo_only(name, value, fifo)) return fault;
    if (name == "FifoQueue") return std::nullopt;
  }
  if (const auto* range = named(kRanges, name); range != std::end(kRanges)) {
    const auto number = base::parse_int(value);
    if (number && *number >= range->least && *number <= range->most) return std::nullopt;
    return invalid_value(name);
  }
  if (const auto* choice = named(kChoices, name); choice != std::end(kChoices)) {
    if (value == choice->first || value == choice->second) return std::nullopt;
    return invalid_value(name);
  }
  if (has(kTexts, name)) return check_text(name, value);
  return invalid_name(fmt::format("Unknown Attribute {}.", name));
}

std::string text_at(const QueueAttributes& attributes, const std::string& name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? "" : at->second;
}

}  // namespace

QueueSettings read_settings(const QueueAttributes& attributes) {
  return {static_cast<size_t>(number_of(attributes, "MaximumMessageSize")),
          base::Seconds(number_of(attributes, "DelaySeconds")),
          base::Seconds(number_of(attributes, "MessageRetentionPeriod"))};
}

QueueAttributes default_queue_attributes(bool fifo) {
  QueueAttributes out{{"SqsManagedSseEnabled", "true"}};
  for (const Range& range : kRanges) {
    if (range.initial != nullptr) out[range.name] = range.initial;
  }
  if (!fifo) return out;
  out["FifoQueue"] = "true";
  for (const Choice& choice : kChoices) out[choice.name] = choice.first;
  return out;
}

QueueAttributes read_queue_attributes(const json::Object& input) {
  QueueAttributes out;
  const json::Object* given = json::find_object(input, "Attributes");
  if (given == nullptr) return out;
  for (const auto& [key, value] : *given) {
    std::string text = value.is_string() ? json::to_std(value.get_string()) : json::to_text(value);
    const std::string lower = base::to_lower(text);
    out[std::string(key)] = lower == "true" || lower == "false" ? lower : std::move(text);
  }
  return out;
}

std::optional<service::Fault> check_queue_attributes(const QueueAttributes& attributes, bool fifo) {
  for (const auto& [name, value] : attributes) {
    if (auto fault = check_attribute(name, value, fifo)) return fault;
  }
  if (!text_at(attributes, "KmsMasterKeyId").empty() &&
      text_at(attributes, "SqsManagedSseEnabled") == "true") {
    return invalid_name(
        "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or "
        "SQS SSE.");
  }
  return std::nullopt;
}

QueueAttributes with_plain_numbers(QueueAttributes attributes) {
  for (auto& [name, value] : attributes) {
    if (named(kRanges, name) == std::end(kRanges)) continue;
    if (const auto number = base::parse_int(value)) value = fmt::format("{}", *number);
  }
  return attributes;
}

bool is_same_value(const std::string& name, const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (name == "Policy") {
    const auto left = aws::parse_policy(a);
    const auto right = aws::parse_policy(b);
    return left.ok() && right.ok() && left->version == right->version && left->id == right->id &&
           aws::canonical_text(*left) == aws::canonical_text(*right);
  }
  if (name == "RedrivePolicy") {
    const auto left = parse_redrive_policy(a);
    return left && left == parse_redrive_policy(b);
  }
  if (name != "RedriveAllowPolicy") return false;
  const auto left = json::parse_document(a);
  const auto right = json::parse_document(b);
  return left.ok() && right.ok() && *left == *right;
}

QueueAttributes merge_queue_attributes(QueueAttributes current, const QueueAttributes& changes) {
  for (const auto& [name, value] : changes) {
    if (value.empty()) {
      current.erase(name);
    } else {
      current[name] = value;
    }
  }
  if (text_at(changes, "SqsManagedSseEnabled") == "true") current.erase("KmsMasterKeyId");
  if (current.contains("KmsMasterKeyId")) {
    current["SqsManagedSseEnabled"] = "false";
    current.emplace("KmsDataKeyReusePeriodSeconds", "300");
  } else {
    current.erase("KmsDataKeyReusePeriodSeconds");
  }
  return current;
}

std::optional<service::Fault> check_throughput(const QueueAttributes& merged) {
  if (text_at(merged, "FifoThroughputLimit") != "perMessageGroupId" ||
      text_at(merged, "DeduplicationScope") == "messageGroup") {
    return std::nullopt;
  }
  return invalid_value("FifoThroughputLimit",
                       "The perMessageGroupId value is allowed only when the value for DeduplicationScope is "
                       "messageGroup.");
}

bool is_queue_attribute(const std::string& name) {
  return has(kReadOnly, name) || has(kTexts, name) || has(kFifoOnly, name) ||
         named(kRanges, name) != std::end(kRanges) || named(kChoices, name) != std::end(kChoices);
}

int64_t number_of(const QueueAttributes& attributes, const std::string& name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? 0 : base::parse_int(at->second).value_or(0);
}

}  // namespace sb::cloud::sqs
