// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/sns.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {

using service::Call;
using service::Fault;

Sns::Sns(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher)
    : timeline_(timeline), store_(store), dispatcher_(dispatcher) {}

const std::map<std::string, Sns::Operation>& Sns::operations() {
  static const std::map<std::string, Operation> kOperations{
      {"CreateTopic", &Sns::create_topic},
      {"DeleteTopic", &Sns::delete_topic},
      {"ListTopics", &Sns::list_topics},
      {"GetTopicAttributes", &Sns::get_topic_attributes},
      {"SetTopicAttributes", &Sns::set_topic_attributes},
      {"TagResource", &Sns::tag_resource},
      {"UntagResource", &Sns::untag_resource},
      {"ListTagsForResource", &Sns::list_tags},
      {"Subscribe", &Sns::subscribe},
      {"Unsubscribe", &Sns::unsubscribe},
      {"ListSubscriptions", &Sns::list_subscriptions},
      {"ListSubscriptionsByTopic", &Sns::list_subscriptions_by_topic},
      {"GetSubscriptionAttributes", &Sns::get_subscription_attributes},
      {"SetSubscriptionAttributes", &Sns::set_subscription_attributes},
      {"Publish", &Sns::publish},
      {"PublishBatch", &Sns::publish_batch},
  };
  return kOperations;
}

bool Sns::knows(const std::string& operation) const { return operations().contains(operation); }

void Sns::handle(const Call& call, const std::string& operation, const json::Object& input,
                 service::Reply reply) {
  reply((this->*operations().at(operation))(call, input));
}

Sns::Topic* Sns::find_topic(const std::string& arn_text) {
  const auto arn = aws::parse_arn(arn_text);
  if (!arn) return nullptr;
  const auto at = topics_.find(service::make_key({arn->account, arn->region, arn->resource}));
  return at == topics_.end() ? nullptr : at->second.get();
}

Sns::FoundTopic Sns::find_topic(const Call& call, const std::string& arn_text, const char* action) {
  if (auto fault = check_arn(arn_text, "TopicArn")) return {nullptr, fault};
  const auto arn = aws::parse_arn(arn_text);
  if (!arn || arn->region != call.realm.region || arn->service != "sns")
    return {nullptr, invalid("TopicArn")};
  Topic* topic = find_topic(arn_text);
  if (topic == nullptr) return {nullptr, not_found("Topic does not exist")};
  const bool own = call.realm.account == topic->realm.account;
  aws::PolicyRequest request;
  request.principal_account = call.realm.account;
  request.principal_arn = call.caller_arn;
  request.action = fmt::format("SNS:{}", action);
  request.resource = arn_text;
  request.context["aws:sourceowner"] = call.realm.account;
  request.context["aws:principalaccount"] = call.realm.account;
  const aws::PolicyVerdict verdict = aws::evaluate(topic->policy, request);
  if (verdict == aws::PolicyVerdict::kDeny || (!own && verdict != aws::PolicyVerdict::kAllow)) {
    return {nullptr, Fault{"AuthorizationError",
                           fmt::format("User: {} is not authorized to perform: SNS:{} on resource: {} "
                                       "because no resource-based policy allows the SNS:{} action",
                                       call.caller_arn, action, arn_text, action),
                           403, "", ""}};
  }
  return {topic, std::nullopt};
}

void Sns::deliver(const delivery::Delivery& delivery, delivery::Attempted done) {
  using delivery::Verdict;
  const Topic* topic = find_topic(delivery.target_arn);
  if (topic == nullptr) return done({Verdict::kRefused, "NO_RESOURCE", "The topic does not exist."});
  // EventBridge sends no source context to topics, so a statement with a Condition on it never holds.
  if (!delivery::is_let_in(delivery, &topic->policy, "SNS:Publish", {})) {
    return done(
        {Verdict::kRefused, "NO_PERMISSIONS",
         fmt::format("The policy of {} does not let {} publish (statements with a Condition do not count for "
                     "EventBridge).",
                     delivery.target_arn, delivery.principal)});
  }
  if (delivery.body.size() > kMessageBytesMax) {
    return done({Verdict::kRefused, "SDK_CLIENT_ERROR", "Invalid parameter: Message too long"});
  }
  fan_out(*topic, {delivery.body, "", delivery.attributes, {}});
  done({});
}

std::string Sns::fan_out(const Topic& topic, const Publication& publication) {
  const std::string message_id = base::make_uuid();
  for (const auto& [id, subscription] : topic.subscriptions) {
    const auto special = publication.by_protocol.find(subscription.protocol);
    const std::string& message =
        special == publication.by_protocol.end() ? publication.message : special->second;
    if (subscription.filter && !subscription.filter->lets_through(message, publication.attributes)) continue;
    delivery::Delivery out;
    out.id = base::make_uuid();
    out.realm = topic.realm;
    out.principal = "sns.amazonaws.com";
    out.source_arn = topic.arn();
    out.target_arn = subscription.endpoint;
    out.attempts_max = kQueueAttemptsMax;
    out.age_max = kQueueAgeMax;
    const auto raw = subscription.attributes.find("RawMessageDelivery");
    if (raw != subscription.attributes.end() && raw->second == "true") {
      out.body = message;
      out.attributes = publication.attributes;
    } else {
      Publication own = publication;
      own.message = message;
      out.body = envelope(topic, subscription, own, message_id);
    }
    if (const auto redrive = subscription.attributes.find("RedrivePolicy");
        redrive != subscription.attributes.end()) {
      if (const auto document = json::parse_document(redrive->second);
          document.ok() && document->is_object()) {
        out.dead_letter_arn = json::string_or_empty(document->get_object(), "deadLetterTargetArn");
      }
    }
    dispatcher_.dispatch(std::move(out));
  }
  return message_id;
}

std::string Sns::envelope(const Topic& topic, const Subscription& subscription,
                          const Publication& publication, const std::string& message_id) {
  if (signer_.ensure_key()) {
    store_.put(store::Table::kMeta, "sns-key", signer_.private_key_pem());
    store_.put(store::Table::kMeta, "sns-certificate", signer_.certificate_pem());
  }
  const auto version_at = topic.attributes.find("SignatureVersion");
  const std::string version = version_at == topic.attributes.end() ? "1" : version_at->second;
  const std::string timestamp = base::format_iso_milliseconds(timeline_.now());
  std::map<std::string, std::string> members{{"Message", publication.message},
                                             {"MessageId", message_id},
                                             {"Timestamp", timestamp},
                                             {"TopicArn", topic.arn()},
                                             {"Type", "Notification"}};
  if (!publication.subject.empty()) members["Subject"] = publication.subject;
  json::Object out{{"Type", "Notification"}, {"MessageId", message_id}, {"TopicArn", topic.arn()}};
  if (!publication.subject.empty()) out["Subject"] = publication.subject;
  out["Message"] = publication.message;
  out["Timestamp"] = timestamp;
  out["SignatureVersion"] = version;
  out["Signature"] = signer_.sign(members, version);
  out["SigningCertURL"] = fmt::format("{}/{}", origin_, signer_.certificate_name());
  out["UnsubscribeURL"] =
      fmt::format("{}/?Action=Unsubscribe&SubscriptionArn={}:{}", origin_, topic.arn(), subscription.id);
  if (!publication.attributes.empty()) {
    json::Object attributes;
    for (const auto& [name, value] : publication.attributes) {
      const json::Object& attribute = value.as_object();
      const std::string type = json::string_or_empty(attribute, "DataType");
      attributes[name] = {
          {"Type", type},
          {"Value",
           json::string_or_empty(attribute, type.starts_with("Binary") ? "BinaryValue" : "StringValue")}};
    }
    out["MessageAttributes"] = std::move(attributes);
  }
  return json::to_text(out);
}

std::optional<std::string> Sns::certificate_at(std::string_view path) const {
  if (signer_.certificate_pem().empty() || path != "/" + signer_.certificate_name()) return std::nullopt;
  return signer_.certificate_pem();
}

}  // namespace sb::cloud::sns
