// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "aws/limits.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/sns.h"
#include "cloud/sns/topic_attributes.h"

// AddPermission and RemovePermission: statements of a topic's policy by their label.
namespace sb::cloud::sns {

using service::Call;
using service::Outcome;

namespace {

std::vector<std::string> strings(const json::Object& input, const char* member) {
  std::vector<std::string> out;
  if (const json::Array* list = json::find_array(input, member)) {
    for (const json::Value& item : *list) {
      if (item.is_string()) out.push_back(json::to_std(item.get_string()));
    }
  }
  return out;
}

// One as itself, several as a list, as AWS writes them.
json::Value one_or_many(const std::vector<std::string>& values) {
  if (values.size() == 1) return json::Value(values.front());
  json::Array out;
  for (const std::string& value : values) out.emplace_back(value);
  return out;
}

// The policy as a document whose Statement is a list.
json::Object policy_document(const Topic& topic) {
  const auto at = topic.attributes.find("Policy");
  const auto document = json::parse_document(at == topic.attributes.end() ? "" : at->second);
  json::Object out = document.ok() && document->is_object() ? document->get_object()
                                                            : json::Object{{"Version", "2008-10-17"}};
  json::Value& statements = out["Statement"];
  if (statements.is_null()) statements = json::Array{};
  if (!statements.is_array()) statements = json::Array{statements};
  return out;
}

bool has_label(const json::Value& statement, const std::string& label) {
  return statement.is_object() && json::string_or_empty(statement.get_object(), "Sid") == label;
}

}  // namespace

Outcome Sns::add_permission(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "AddPermission");
  if (found.fault) return *found.fault;
  const std::string label = json::string_or_empty(input, "Label");
  if (label.empty()) return invalid("Label Reason: no value for required parameter");
  json::Object policy = policy_document(*found.topic);
  json::Array& statements = policy.at("Statement").as_array();
  if (std::any_of(statements.begin(), statements.end(), [&](const auto& s) { return has_label(s, label); }))
    return invalid("Statement already exists");
  std::vector<std::string> actions = strings(input, "ActionName");
  if (actions.empty()) return invalid("ActionName Reason: no value for required parameter");
  for (std::string& action : actions) {
    if (!is_topic_action(action)) return invalid("Policy statement action out of service scope!");
    action = "SNS:" + action;
  }
  std::vector<std::string> principals = strings(input, "AWSAccountId");
  if (principals.empty()) return invalid("AWSAccountId Reason: no value for required parameter");
  for (std::string& account : principals) {
    if (!aws::is_account_id(account)) return invalid("Policy Error: PrincipalNotFound");
    account = fmt::format("arn:{}:iam::{}:root", aws::partition_of(call.realm.region), account);
  }
  statements.push_back(json::Object{{"Sid", label},
                                    {"Effect", "Allow"},
                                    {"Principal", json::Object{{"AWS", one_or_many(principals)}}},
                                    {"Action", one_or_many(actions)},
                                    {"Resource", found.topic->arn}});
  if (auto fault = set_attribute(*found.topic, "Policy", json::to_text(policy))) return *fault;
  save(*found.topic);
  return json::Object{};
}

Outcome Sns::remove_permission(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "RemovePermission");
  if (found.fault) return *found.fault;
  const std::string label = json::string_or_empty(input, "Label");
  json::Object policy = policy_document(*found.topic);
  json::Array& statements = policy.at("Statement").as_array();
  const auto end = std::remove_if(statements.begin(), statements.end(),
                                  [&](const auto& statement) { return has_label(statement, label); });
  statements.erase(end, statements.end());
  if (auto fault = set_attribute(*found.topic, "Policy", json::to_text(policy))) return *fault;
  save(*found.topic);
  return json::Object{};
}

}  // namespace sb::cloud::sns
