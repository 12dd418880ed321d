// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/topic_attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "aws/limits.h"
#include "base/text.h"
#include "cloud/sns/checks.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

using service::Fault;

constexpr size_t kDisplayNameMax = 100;
constexpr size_t kKeyIdMax = 2048;

// In the order in which AWS lists them.
constexpr std::array<std::string_view, 8> kTopicActions{
    "GetTopicAttributes", "SetTopicAttributes",       "AddPermission", "RemovePermission", "DeleteTopic",
    "Subscribe",          "ListSubscriptionsByTopic", "Publish"};

// An action of older topics' policies, AWS's own among them, which lets nobody do anything.
constexpr std::string_view kReceive = "Receive";

bool is_in_scope(const aws::PolicyStatement& statement) {
  return std::all_of(statement.actions.begin(), statement.actions.end(), [](const std::string& action) {
    return base::equals_ignore_case(action.substr(0, 4), "sns:") && is_topic_action(action.substr(4));
  });
}

std::optional<Fault> set_policy(Topic& topic, const std::string& text) {
  auto policy = aws::parse_new_policy(text);
  if (!policy) return invalid("Policy Error: " + policy.error().message);
  if (text.size() > aws::kTopicPolicyBytesMax || policy->statements.size() > aws::kTopicPolicyStatementsMax)
    return invalid("Policy Error: the policy is too large");
  if (!std::all_of(policy->statements.begin(), policy->statements.end(), is_in_scope))
    return invalid("Policy statement action out of service scope!");
  topic.policy = std::move(*policy);
  topic.admission.forget();
  return std::nullopt;
}

std::optional<Fault> set_delivery_policy(Topic& topic, const std::string& text) {
  auto policy = text.empty() ? DeliveryPolicy{} : parse_topic_delivery_policy(text);
  if (!policy) return invalid(policy.error().message);
  topic.delivery_policy = std::move(*policy);
  return std::nullopt;
}

// Attributes that exist at AWS and are not served: delivery status logging, and those of FIFO topics.
std::optional<Fault> refuse_unserved(const std::string& name) {
  if (name.ends_with("FeedbackRoleArn") || name.ends_with("FeedbackSampleRate"))
    return invalid("AttributeName Reason: Delivery status logging is not served by this endpoint.");
  return invalid("AttributeName");
}

// Up to 100 characters, tabs but no other control characters ("including hyphens (-), underscores (_),
// spaces, and tabs", SNS developer guide).
bool is_display_name(std::string_view text) {
  return count_characters(text) <= kDisplayNameMax && base::is_xml_text(text) &&
         !has_control_characters(base::replace_all(std::string(text), "\t", " "));
}

std::optional<Fault> check_plain(const std::string& name, const std::string& value) {
  if (name == "SignatureVersion" && !value.empty() && value != "1" && value != "2")
    return invalid("SignatureVersion");
  if (name == "TracingConfig" && !value.empty() && value != "PassThrough" && value != "Active")
    return invalid("TracingConfig");
  if (name == "DisplayName" && !is_display_name(value)) return invalid("DisplayName");
  if (name == "KmsMasterKeyId" && value.size() > kKeyIdMax) return invalid("KmsMasterKeyId");
  return std::nullopt;
}

size_t count_of(const Topic& topic, Subscription::State state) {
  return static_cast<size_t>(std::count_if(topic.subscriptions.begin(), topic.subscriptions.end(),
                                           [&](const auto& entry) { return entry.second.state == state; }));
}

}  // namespace

std::string default_topic_policy(const Topic& topic) {
  json::Array actions;
  for (const std::string_view action : kTopicActions) actions.emplace_back(fmt::format("SNS:{}", action));
  return json::to_text(json::Object{
      {"Version", "2008-10-17"},
      {"Id", "__default_policy_ID"},
      {"Statement", json::Array{json::Object{
                        {"Sid", "__default_statement_ID"},
                        {"Effect", "Allow"},
                        {"Principal", {{"AWS", "*"}}},
                        {"Action", actions},
                        {"Resource", topic.arn},
                        {"Condition", {{"StringEquals", {{"AWS:SourceOwner", topic.realm.account}}}}}}}}});
}

bool is_topic_action(std::string_view action) {
  const auto is = [&](std::string_view known) { return base::equals_ignore_case(known, action); };
  return is(kReceive) || std::any_of(kTopicActions.begin(), kTopicActions.end(), is);
}

std::string kept_value(const std::string& name, const std::string& value) {
  return name == "DeliveryPolicy" ? kept_topic_text(value) : value;
}

std::optional<Fault> set_attribute(Topic& topic, const std::string& name, const std::string& value) {
  static const std::set<std::string> kPlain{"DisplayName", "KmsMasterKeyId", "SignatureVersion",
                                            "TracingConfig"};
  std::optional<Fault> fault;
  if (name == "Policy") {
    fault = set_policy(topic, value);
  } else if (name == "DeliveryPolicy") {
    fault = set_delivery_policy(topic, value);
  } else if (kPlain.contains(name)) {
    fault = check_plain(name, value);
  } else {
    fault = refuse_unserved(name);
  }
  if (fault) return fault;
  if (value.empty()) {
    topic.attributes.erase(name);
  } else {
    topic.attributes[name] = kept_value(name, value);
  }
  if (name == "SignatureVersion") topic.signature_version = value.empty() ? "1" : value;
  return std::nullopt;
}

json::Object render_attributes(const Topic& topic) {
  using State = Subscription::State;
  const auto number = [&](State state) { return fmt::format("{}", count_of(topic, state)); };
  json::Object out{{"DisplayName", ""},
                   {"EffectiveDeliveryPolicy", effective_topic_text(effective(topic.delivery_policy))},
                   {"Owner", topic.realm.account},
                   {"SubscriptionsConfirmed", number(State::kConfirmed)},
                   {"SubscriptionsDeleted", number(State::kDeleted)},
                   {"SubscriptionsPending", number(State::kPending)},
                   {"TopicArn", topic.arn}};
  for (const auto& [name, value] : topic.attributes) out[name] = value;
  return out;
}

}  // namespace sb::cloud::sns
