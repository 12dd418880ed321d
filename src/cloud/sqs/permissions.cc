// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aws/limits.h"
#include "cloud/sqs/faults.h"
#include "cloud/sqs/sqs.h"

// AddPermission and RemovePermission: statements of the queue's policy, by their label.
namespace sb::cloud::sqs {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kLabelMax = 80;
// What another account may be allowed to do.
constexpr const char* kShareable[] = {"*",
                                      "SendMessage",
                                      "ReceiveMessage",
                                      "DeleteMessage",
                                      "ChangeMessageVisibility",
                                      "GetQueueAttributes",
                                      "GetQueueUrl",
                                      "ListDeadLetterSourceQueues",
                                      "PurgeQueue"};

struct Permission {
  std::string label;
  json::Array principals;
  json::Array actions;
};

json::Value one_or_all(const json::Array& list) { return list.size() == 1 ? list[0] : json::Value(list); }

bool is_shareable(const std::string& action) {
  return std::any_of(std::begin(kShareable), std::end(kShareable),
                     [&](const char* name) { return action == name; });
}

std::optional<Fault> read_principals(const json::Object& input, json::Array& out) {
  const json::Array* ids = json::find_array(input, "AWSAccountIds");
  if (ids == nullptr || ids->empty()) return missing_parameter("AWSAccountIds");
  for (const json::Value& item : *ids) {
    const std::string id = item.is_string() ? json::to_std(item.get_string()) : json::to_text(item);
    if (!aws::is_account_id(id))
      return invalid_value_of(fmt::format("[{}]", id), "PrincipalId", "Unable to verify.");
    out.emplace_back(fmt::format("arn:aws:iam::{}:root", id));
  }
  return std::nullopt;
}

std::optional<Fault> read_actions(const json::Object& input, json::Array& out) {
  const json::Array* actions = json::find_array(input, "Actions");
  if (actions == nullptr || actions->empty()) return missing_parameter("Actions");
  for (const json::Value& item : *actions) {
    const std::string action = item.is_string() ? json::to_std(item.get_string()) : json::to_text(item);
    if (!is_shareable(action)) {
      return invalid_value_of("SQS:" + action, "ActionName",
                              "Please refer to the appropriate WSDL for a list of valid actions. ");
    }
    out.emplace_back("SQS:" + action);
  }
  if (out.size() <= aws::kQueuePolicyActionsMax) return std::nullopt;
  return over_limit(
      fmt::format("{} Actions were found, maximum allowed is {}.", out.size(), aws::kQueuePolicyActionsMax));
}

json::Object policy_of(const Queue& queue) {
  const std::string text = queue.attribute("Policy");
  if (text.empty()) {
    return {
        {"Version", "2008-10-17"}, {"Id", queue.arn() + "/SQSDefaultPolicy"}, {"Statement", json::Array{}}};
  }
  json::Object document = json::parse_document(text)->as_object();
  if (!document["Statement"].is_array()) document["Statement"] = json::Array{document["Statement"]};
  return document;
}

bool has_label(const json::Value& statement, const std::string& label) {
  return statement.is_object() && json::string_or_empty(statement.get_object(), "Sid") == label;
}

}  // namespace

Outcome Sqs::add_permission(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "AddPermission");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  Permission wanted{json::string_or_empty(input, "Label"), {}, {}};
  if (wanted.label.empty()) return missing_parameter("Label");
  if (wanted.label.size() > kLabelMax || !aws::is_made_of(wanted.label, "-_")) {
    return invalid_value_of(
        wanted.label, "Label",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  if (auto fault = read_principals(input, wanted.principals)) return *fault;
  if (auto fault = read_actions(input, wanted.actions)) return *fault;
  json::Object document = policy_of(queue);
  json::Array& statements = document["Statement"].as_array();
  const auto same = [&](const json::Value& statement) { return has_label(statement, wanted.label); };
  if (std::any_of(statements.begin(), statements.end(), same))
    return invalid_value_of(wanted.label, "Label", "Already exists.");
  statements.push_back(json::Object{{"Sid", wanted.label},
                                    {"Effect", "Allow"},
                                    {"Principal", {{"AWS", one_or_all(wanted.principals)}}},
                                    {"Action", one_or_all(wanted.actions)},
                                    {"Resource", queue.arn()}});
  const QueueAttributes changed{{"Policy", json::to_text(document)}};
  if (auto fault = check_queue_attributes(changed, queue.fifo)) return *fault;
  apply(queue, merge_queue_attributes(queue.attributes, changed));
  save(queue);
  return json::Object{};
}

Outcome Sqs::remove_permission(const Call& call, const json::Object& input) {
  const Found found = find(call, input, "RemovePermission");
  if (found.fault) return *found.fault;
  Queue& queue = *found.queue;
  const std::string label = json::string_or_empty(input, "Label");
  if (label.empty()) return missing_parameter("Label");
  json::Object document = policy_of(queue);
  json::Array kept;
  const json::Array& statements = document["Statement"].as_array();
  for (const json::Value& statement : statements) {
    if (!has_label(statement, label)) kept.push_back(statement);
  }
  if (kept.size() == statements.size()) return invalid_value_of(label, "Label", "can't find label.");
  const bool none = kept.empty();
  document["Statement"] = std::move(kept);
  apply(queue, merge_queue_attributes(queue.attributes, {{"Policy", none ? "" : json::to_text(document)}}));
  save(queue);
  return json::Object{};
}

}  // namespace sb::cloud::sqs
