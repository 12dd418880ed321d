// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/sns.h"

#include <fmt/format.h>

#include "cloud/service/policy_request.h"
#include "cloud/sns/checks.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/unserved.h"

namespace sb::cloud::sns {

using service::Call;
using service::Fault;

Sns::Sns(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher,
         AllowedHosts allowed_hosts)
    : timeline_(timeline), store_(store), dispatcher_(dispatcher), allowed_hosts_(std::move(allowed_hosts)) {}

const std::map<std::string, Sns::Operation>& Sns::operations() {
  static const std::map<std::string, Operation> kOperations{
      {"CreateTopic", &Sns::create_topic},
      {"DeleteTopic", &Sns::delete_topic},
      {"ListTopics", &Sns::list_topics},
      {"GetTopicAttributes", &Sns::get_topic_attributes},
      {"SetTopicAttributes", &Sns::set_topic_attributes},
      {"AddPermission", &Sns::add_permission},
      {"RemovePermission", &Sns::remove_permission},
      {"TagResource", &Sns::tag_resource},
      {"UntagResource", &Sns::untag_resource},
      {"ListTagsForResource", &Sns::list_tags},
      {"Subscribe", &Sns::subscribe},
      {"ConfirmSubscription", &Sns::confirm_subscription},
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

bool Sns::knows(const std::string& operation) const {
  return operations().contains(operation) || why_unserved(operation) != nullptr;
}

void Sns::handle(const Call& call, const std::string& operation, const json::Object& input,
                 service::Reply reply) {
  if (const char* why = why_unserved(operation))
    return reply(invalid(fmt::format("{} Reason: {}", operation, why)));
  reply((this->*operations().at(operation))(call, input));
}

Topic* Sns::find_topic(const std::string& arn) {
  const auto at = topics_.find(arn);
  return at == topics_.end() ? nullptr : at->second.get();
}

Sns::FoundTopic Sns::find_topic(const Call& call, const std::string& arn_text, const char* action,
                                std::map<std::string, std::string> told) {
  if (auto fault = check_arn(arn_text, "TopicArn")) return {nullptr, fault};
  const auto arn = aws::parse_arn(arn_text);
  if (!arn || arn->region != call.realm.region || arn->service != "sns")
    return {nullptr, invalid("TopicArn")};
  Topic* topic = find_topic(arn_text);
  if (topic == nullptr) return {nullptr, not_found("Topic does not exist")};
  const bool own = call.realm.account == topic->realm.account;
  aws::PolicyRequest request = service::make_policy_request(call, fmt::format("SNS:{}", action), arn_text);
  request.context = std::move(told);
  request.context["aws:sourceowner"] = call.realm.account;
  const aws::PolicyVerdict verdict = aws::evaluate(topic->policy, request);
  if (verdict == aws::PolicyVerdict::kDeny || (!own && verdict != aws::PolicyVerdict::kAllow)) {
    return {nullptr,
            authorization_error(fmt::format("User: {} is not authorized to perform: SNS:{} on resource: {} "
                                            "because no resource-based policy allows the SNS:{} action",
                                            call.caller_arn, action, arn_text, action))};
  }
  return {topic, std::nullopt};
}

Sns::FoundSubscription Sns::find_subscription(const Call& call, const json::Object& input) {
  const auto fail = [](Fault fault) { return FoundSubscription{nullptr, nullptr, std::move(fault)}; };
  const std::string arn_text = json::string_or_empty(input, "SubscriptionArn");
  if (auto fault = check_arn(arn_text, "SubscriptionArn")) return fail(*fault);
  const auto arn = aws::parse_arn(arn_text);
  if (!arn || arn->service != "sns" || arn->region != call.realm.region)
    return fail(invalid("SubscriptionArn"));
  const size_t mark = arn->resource.find(':');
  if (mark == std::string::npos || !is_uuid(arn->resource.substr(mark + 1)))
    return fail(invalid("SubscriptionId"));
  const size_t end = arn_text.rfind(':');
  Topic* topic = find_topic(arn_text.substr(0, end));
  if (topic == nullptr) return fail(not_found("Subscription does not exist"));
  const auto at = topic->subscriptions.find(arn_text.substr(end + 1));
  if (at == topic->subscriptions.end() || at->second.state == Subscription::State::kDeleted)
    return fail(not_found("Subscription does not exist"));
  if (topic->realm.account != call.realm.account && at->second.owner != call.realm.account) {
    return fail(
        authorization_error(fmt::format("User: {} is not authorized to use {}", call.caller_arn, arn_text)));
  }
  return {topic, &at->second, std::nullopt};
}

std::optional<std::string> Sns::certificate_at(std::string_view path) const {
  if (path.empty() || signer_.certificate_pem().empty() || path.substr(1) != signer_.certificate_name())
    return std::nullopt;
  return signer_.certificate_pem();
}

}  // namespace sb::cloud::sns
