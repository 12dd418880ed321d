// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/envelope.h"

#include <fmt/format.h>

#include <algorithm>

namespace sb::cloud::sns {
namespace {

constexpr char kNotification[] = "Notification";

const char* name_of(MessageType type) {
  if (type == MessageType::kNotification) return kNotification;
  return type == MessageType::kSubscriptionConfirmation ? "SubscriptionConfirmation"
                                                        : "UnsubscribeConfirmation";
}

std::string certificate_url(const Sender& sender) {
  return fmt::format("{}/{}", sender.origin, sender.signer.certificate_name());
}

}  // namespace

const std::string& Envelopes::signature(std::string_view message, const std::string& version) {
  const auto at = std::find_if(signed_.begin(), signed_.end(), [&](const Signed& s) {
    return s.message.data() == message.data() && s.version == version;
  });
  if (at != signed_.end()) return at->signature;
  std::map<std::string_view, std::string_view> members{{"Message", message},
                                                       {"MessageId", sender_.message_id},
                                                       {"Timestamp", sender_.timestamp},
                                                       {"TopicArn", sender_.topic_arn},
                                                       {"Type", kNotification}};
  if (!publication_.subject.empty()) members["Subject"] = publication_.subject;
  return signed_.emplace_back(Signed{message, version, sender_.signer.sign(members, version)}).signature;
}

json::Object Envelopes::message_attributes() const {
  json::Object out;
  for (const auto& [name, value] : publication_.attributes) {
    const json::Object* attribute = value.if_object();
    if (attribute == nullptr) continue;
    const std::string type = json::string_or_empty(*attribute, "DataType");
    const char* member = type.starts_with("Binary") ? "BinaryValue" : "StringValue";
    out[name] = {{"Type", type}, {"Value", json::string_or_empty(*attribute, member)}};
  }
  return out;
}

std::string Envelopes::unsubscribe_url(const std::string& subscription_arn) const {
  return fmt::format("{}/?Action=Unsubscribe&SubscriptionArn={}", sender_.origin, subscription_arn);
}

std::string Envelopes::notification(const std::string& protocol, const std::string& subscription_arn,
                                    const std::string& signature_version) {
  const std::string_view message = publication_.message_for(protocol);
  json::Object out{
      {"Type", kNotification}, {"MessageId", sender_.message_id}, {"TopicArn", sender_.topic_arn}};
  if (!publication_.subject.empty()) out["Subject"] = publication_.subject;
  out["Message"] = message;
  out["Timestamp"] = sender_.timestamp;
  out["SignatureVersion"] = signature_version;
  out["Signature"] = signature(message, signature_version);
  out["SigningCertURL"] = certificate_url(sender_);
  out["UnsubscribeURL"] = unsubscribe_url(subscription_arn);
  if (!publication_.attributes.empty()) out["MessageAttributes"] = message_attributes();
  return json::to_text(out);
}

std::string Envelopes::lambda_event(const std::string& subscription_arn) {
  const std::string_view message = publication_.message_for("lambda");
  json::Object sns{{"Type", kNotification},
                   {"MessageId", sender_.message_id},
                   {"TopicArn", sender_.topic_arn},
                   {"Subject", nullptr},
                   {"Message", message},
                   {"Timestamp", sender_.timestamp},
                   {"SignatureVersion", "1"},
                   {"Signature", signature(message, "1")},
                   {"SigningCertUrl", certificate_url(sender_)},
                   {"UnsubscribeUrl", unsubscribe_url(subscription_arn)},
                   {"MessageAttributes", message_attributes()}};
  if (!publication_.subject.empty()) sns["Subject"] = publication_.subject;
  json::Object record{{"EventSource", "aws:sns"},
                      {"EventVersion", "1.0"},
                      {"EventSubscriptionArn", subscription_arn},
                      {"Sns", std::move(sns)}};
  return json::to_text(json::Object{{"Records", json::Array{std::move(record)}}});
}

std::vector<std::pair<std::string, std::string>> http_headers(MessageType type, const Topic& topic,
                                                              const Subscription& s,
                                                              const std::string& message_id) {
  const bool raw = s.raw && type == MessageType::kNotification;
  const DeliveryPolicy policy = effective(topic.delivery_policy, s.delivery_policy);
  std::vector<std::pair<std::string, std::string>> out{{"x-amz-sns-message-type", name_of(type)},
                                                       {"x-amz-sns-message-id", message_id},
                                                       {"x-amz-sns-topic-arn", topic.arn},
                                                       {"Content-Type", content_type_of(policy, raw)}};
  if (type != MessageType::kSubscriptionConfirmation) out.emplace_back("x-amz-sns-subscription-arn", s.arn);
  if (raw) out.emplace_back("x-amz-sns-rawdelivery", "true");
  return out;
}

std::string confirmation_message(const Sender& sender, MessageType type, const std::string& subscription_arn,
                                 const std::string& token, const std::string& signature_version) {
  const std::string text =
      type == MessageType::kSubscriptionConfirmation
          ? fmt::format(
                "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit "
                "the SubscribeURL included in this message.",
                sender.topic_arn)
          : fmt::format(
                "You have chosen to deactivate subscription {}.\nTo cancel this operation and "
                "restore the subscription, visit the SubscribeURL included in this message.",
                subscription_arn);
  const std::string url = fmt::format("{}/?Action=ConfirmSubscription&TopicArn={}&Token={}", sender.origin,
                                      sender.topic_arn, token);
  const std::map<std::string_view, std::string_view> members{
      {"Message", text},      {"MessageId", sender.message_id},
      {"SubscribeURL", url},  {"Timestamp", sender.timestamp},
      {"Token", token},       {"TopicArn", sender.topic_arn},
      {"Type", name_of(type)}};
  return json::to_text(json::Object{{"Type", name_of(type)},
                                    {"MessageId", sender.message_id},
                                    {"Token", token},
                                    {"TopicArn", sender.topic_arn},
                                    {"Message", text},
                                    {"SubscribeURL", url},
                                    {"Timestamp", sender.timestamp},
                                    {"SignatureVersion", signature_version},
                                    {"Signature", sender.signer.sign(members, signature_version)},
                                    {"SigningCertURL", certificate_url(sender)}});
}

}  // namespace sb::cloud::sns
