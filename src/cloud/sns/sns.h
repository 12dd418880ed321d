// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "aws/policy.h"
#include "cloud/delivery/dispatcher.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/sns/filter_policy.h"
#include "cloud/sns/signer.h"
#include "cloud/store/store.h"

namespace sb::cloud::sns {

// Amazon SNS, standard topics with SQS subscriptions (API 2010-03-31). Topic policies decide who may publish;
// a statement with a Condition never lets EventBridge in, as AWS documents. Also the sink for deliveries to
// topics. State is held in memory and written through the store; load() brings it back. On the loop's thread
// only.
class Sns final : public service::Service, public delivery::Sink {
 public:
  Sns(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher);

  base::Status load();
  // The address under which clients reach this endpoint, for SigningCertURL and UnsubscribeURL in envelopes.
  void set_origin(std::string origin) { origin_ = std::move(origin); }
  // The certificate at `path` ("/SimpleNotificationService-….pem"); nullopt for any other path.
  std::optional<std::string> certificate_at(std::string_view path) const;

  bool knows(const std::string& operation) const override;
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

 private:
  struct Subscription {
    std::string id;
    std::string protocol;
    std::string endpoint;
    std::string owner;
    std::map<std::string, std::string> attributes;  // RawMessageDelivery, FilterPolicy, …
    std::optional<FilterPolicy> filter;
  };
  struct Topic {
    aws::Realm realm;
    std::string name;
    std::map<std::string, std::string> attributes;  // Policy, DisplayName, …
    std::map<std::string, std::string> tags;
    aws::Policy policy;
    std::map<std::string, Subscription> subscriptions;  // by id

    std::string arn() const { return aws::topic_arn(realm, name); }
    std::string key() const { return service::make_key({realm.account, realm.region, name}); }
  };
  struct Publication {
    std::string message;
    std::string subject;
    json::Object attributes;
    std::map<std::string, std::string> by_protocol;  // MessageStructure json
  };
  using Operation = service::Outcome (Sns::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  service::Outcome create_topic(const service::Call& call, const json::Object& input);
  service::Outcome delete_topic(const service::Call& call, const json::Object& input);
  service::Outcome list_topics(const service::Call& call, const json::Object& input);
  service::Outcome get_topic_attributes(const service::Call& call, const json::Object& input);
  service::Outcome set_topic_attributes(const service::Call& call, const json::Object& input);
  service::Outcome tag_resource(const service::Call& call, const json::Object& input);
  service::Outcome untag_resource(const service::Call& call, const json::Object& input);
  service::Outcome list_tags(const service::Call& call, const json::Object& input);
  service::Outcome subscribe(const service::Call& call, const json::Object& input);
  service::Outcome unsubscribe(const service::Call& call, const json::Object& input);
  service::Outcome list_subscriptions(const service::Call& call, const json::Object& input);
  service::Outcome list_subscriptions_by_topic(const service::Call& call, const json::Object& input);
  service::Outcome get_subscription_attributes(const service::Call& call, const json::Object& input);
  service::Outcome set_subscription_attributes(const service::Call& call, const json::Object& input);
  service::Outcome publish(const service::Call& call, const json::Object& input);
  service::Outcome publish_batch(const service::Call& call, const json::Object& input);

  service::Outcome publish_one(Topic& topic, const json::Object& entry);
  // Fans a message out; returns its id.
  std::string fan_out(const Topic& topic, const Publication& publication);
  std::string envelope(const Topic& topic, const Subscription& subscription, const Publication& publication,
                       const std::string& message_id);
  std::optional<service::Fault> set_attribute(Topic& topic, const std::string& name,
                                              const std::string& value);
  std::optional<service::Fault> set_attribute(Subscription& subscription, const std::string& name,
                                              const std::string& value, const std::string& prefix);

  // The fault when `topic` can take no further subscription with a filter policy.
  std::optional<service::Fault> check_filter_quota(const Topic& topic) const;
  struct FoundTopic {
    Topic* topic = nullptr;
    std::optional<service::Fault> fault;
  };
  FoundTopic find_topic(const service::Call& call, const std::string& arn, const char* action);
  Topic* find_topic(const std::string& arn);
  struct FoundSubscription {
    Topic* topic = nullptr;
    Subscription* subscription = nullptr;
    std::optional<service::Fault> fault;
  };
  FoundSubscription find_subscription(const service::Call& call, const json::Object& input);
  json::Object render(const Topic& topic, const Subscription& subscription) const;
  void save(const Topic& topic);
  void save(const Topic& topic, const Subscription& subscription);
  void erase(const Topic& topic, const Subscription& subscription);

  service::Timeline& timeline_;
  store::Store& store_;
  delivery::Dispatcher& dispatcher_;
  std::string origin_;
  Signer signer_;
  std::map<std::string, std::unique_ptr<Topic>> topics_;  // by Topic::key()
};

}  // namespace sb::cloud::sns
