// SPDX-License-Identifier: Apache-2.0
#include "awsclient/sns.h"

#include <fmt/format.h>

#include <pugixml.hpp>

namespace sb::awsclient {
namespace {

constexpr char kVersion[] = "2010-03-31";

// The <OpResult> element; empty when the text is not such an answer. `document` must outlive it.
pugi::xml_node result_of(pugi::xml_document& document, const std::string& text, const std::string& action) {
  if (!document.load_string(text.c_str())) return {};
  return document.document_element().child((action + "Result").c_str());
}

Attributes read_attributes(const pugi::xml_node& result) {
  Attributes out;
  for (const pugi::xml_node& entry : result.child("Attributes").children("entry")) {
    out[entry.child_value("key")] = entry.child_value("value");
  }
  return out;
}

void add_attributes(QueryParameters& out, const Attributes& attributes) {
  int number = 0;
  for (const auto& [key, value] : attributes) {
    ++number;
    out.emplace_back(fmt::format("Attributes.entry.{}.key", number), key);
    out.emplace_back(fmt::format("Attributes.entry.{}.value", number), value);
  }
}

base::Status status_of(const base::Result<std::string>& answer) {
  return answer.ok() ? base::Status{} : base::Status{answer.error()};
}

bool is_not_found(const base::Error& error) {
  return error.code == "NotFound" || error.code == "NotFoundException";
}

}  // namespace

base::Result<std::string> Sns::call(const std::string& action, const QueryParameters& parameters) {
  return transport_.call_query("sns", action, kVersion, parameters);
}

base::Result<std::string> Sns::create_topic(const std::string& name, const Attributes& attributes,
                                            const Attributes& tags) {
  QueryParameters parameters{{"Name", name}};
  add_attributes(parameters, attributes);
  int number = 0;
  for (const auto& [key, value] : tags) {
    ++number;
    parameters.emplace_back(fmt::format("Tags.member.{}.Key", number), key);
    parameters.emplace_back(fmt::format("Tags.member.{}.Value", number), value);
  }
  const auto answer = call("CreateTopic", parameters);
  if (!answer) return answer.error();
  pugi::xml_document document;
  return std::string(result_of(document, *answer, "CreateTopic").child_value("TopicArn"));
}

base::Status Sns::delete_topic(const std::string& arn) {
  return status_of(call("DeleteTopic", {{"TopicArn", arn}}));
}

base::Result<std::optional<Attributes>> Sns::topic_attributes(const std::string& arn) {
  const auto answer = call("GetTopicAttributes", {{"TopicArn", arn}});
  if (!answer.ok() && is_not_found(answer.error())) return std::optional<Attributes>{};
  if (!answer) return answer.error();
  pugi::xml_document document;
  return std::optional<Attributes>(read_attributes(result_of(document, *answer, "GetTopicAttributes")));
}

base::Status Sns::set_topic_attribute(const std::string& arn, const std::string& name,
                                      const std::string& value) {
  return status_of(
      call("SetTopicAttributes", {{"TopicArn", arn}, {"AttributeName", name}, {"AttributeValue", value}}));
}

base::Result<std::vector<std::string>> Sns::list_topics(size_t most) {
  std::vector<std::string> out;
  std::string next;
  do {
    QueryParameters parameters;
    if (!next.empty()) parameters.emplace_back("NextToken", next);
    const auto answer = call("ListTopics", parameters);
    if (!answer) return answer.error();
    pugi::xml_document document;
    const pugi::xml_node result = result_of(document, *answer, "ListTopics");
    for (const pugi::xml_node& member : result.child("Topics").children("member"))
      out.emplace_back(member.child_value("TopicArn"));
    next = result.child_value("NextToken");
  } while (!next.empty() && out.size() < most);
  return out;
}

base::Result<std::vector<Subscription>> Sns::subscriptions_of(const std::string& topic_arn) {
  std::vector<Subscription> out;
  std::string next;
  do {
    QueryParameters parameters{{"TopicArn", topic_arn}};
    if (!next.empty()) parameters.emplace_back("NextToken", next);
    const auto answer = call("ListSubscriptionsByTopic", parameters);
    if (!answer.ok() && is_not_found(answer.error())) return out;
    if (!answer) return answer.error();
    pugi::xml_document document;
    const pugi::xml_node result = result_of(document, *answer, "ListSubscriptionsByTopic");
    for (const pugi::xml_node& member : result.child("Subscriptions").children("member")) {
      out.push_back({member.child_value("SubscriptionArn"), member.child_value("Protocol"),
                     member.child_value("Endpoint"), member.child_value("TopicArn")});
    }
    next = result.child_value("NextToken");
  } while (!next.empty());
  return out;
}

base::Result<std::string> Sns::subscribe(const std::string& topic_arn, const std::string& protocol,
                                         const std::string& endpoint, const Attributes& attributes) {
  QueryParameters parameters{{"TopicArn", topic_arn},
                             {"Protocol", protocol},
                             {"Endpoint", endpoint},
                             {"ReturnSubscriptionArn", "true"}};
  add_attributes(parameters, attributes);
  const auto answer = call("Subscribe", parameters);
  if (!answer) return answer.error();
  pugi::xml_document document;
  return std::string(result_of(document, *answer, "Subscribe").child_value("SubscriptionArn"));
}

base::Status Sns::unsubscribe(const std::string& arn) {
  return status_of(call("Unsubscribe", {{"SubscriptionArn", arn}}));
}

base::Result<Attributes> Sns::subscription_attributes(const std::string& arn) {
  const auto answer = call("GetSubscriptionAttributes", {{"SubscriptionArn", arn}});
  if (!answer) return answer.error();
  pugi::xml_document document;
  return read_attributes(result_of(document, *answer, "GetSubscriptionAttributes"));
}

base::Status Sns::set_subscription_attribute(const std::string& arn, const std::string& name,
                                             const std::string& value) {
  return status_of(call("SetSubscriptionAttributes",
                        {{"SubscriptionArn", arn}, {"AttributeName", name}, {"AttributeValue", value}}));
}

}  // namespace sb::awsclient
