// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cloud/delivery/dispatcher.h"
#include "cloud/service/inventory.h"
#include "cloud/service/service.h"
#include "cloud/service/timeline.h"
#include "cloud/sns/allowed_hosts.h"
#include "cloud/sns/envelope.h"
#include "cloud/sns/signer.h"
#include "cloud/sns/topic.h"
#include "cloud/store/store.h"

namespace sb::cloud::sns {

// Amazon SNS, standard topics with subscriptions of queues, functions and HTTP endpoints (API 2010-03-31).
// Topic policies decide who may publish; EventBridge comes without a source, so that a statement with a
// Condition on it does not let it in, as AWS documents. Also the sink for deliveries to topics. State is held
// in memory and written through the store; load() brings it back. On the loop's thread only.
class Sns final : public service::Service, public delivery::Sink {
 public:
  Sns(service::Timeline& timeline, store::Store& store, delivery::Dispatcher& dispatcher,
      AllowedHosts allowed_hosts);

  base::Status load();
  // The address by which subscribers can reach this endpoint, for the links in what they receive.
  void set_origin(std::string origin) { origin_ = std::move(origin); }
  // The certificate at `path` ("/SimpleNotificationService-….pem"); nullopt for any other path.
  std::optional<std::string> certificate_at(std::string_view path) const;

  // Topics with their subscriptions under `topics` of their account and region.
  void describe(service::Inventory& out) const;
  // Takes all topics and subscriptions away. The key that signs stays.
  void reset();

  bool knows(const std::string& operation) const override;
  // A call without a caller's ARN is one of the links in what subscribers receive.
  void handle(const service::Call& call, const std::string& operation, const json::Object& input,
              service::Reply reply) override;
  void deliver(const delivery::Delivery& delivery, delivery::Attempted done) override;

 private:
  using Operation = service::Outcome (Sns::*)(const service::Call&, const json::Object&);
  static const std::map<std::string, Operation>& operations();

  // topics.cc, tags.cc, permissions.cc
  service::Outcome create_topic(const service::Call& call, const json::Object& input);
  service::Outcome delete_topic(const service::Call& call, const json::Object& input);
  service::Outcome list_topics(const service::Call& call, const json::Object& input);
  service::Outcome get_topic_attributes(const service::Call& call, const json::Object& input);
  service::Outcome set_topic_attributes(const service::Call& call, const json::Object& input);
  service::Outcome tag_resource(const service::Call& call, const json::Object& input);
  service::Outcome untag_resource(const service::Call& call, const json::Object& input);
  service::Outcome list_tags(const service::Call& call, const json::Object& input);
  service::Outcome add_permission(const service::Call& call, const json::Object& input);
  service::Outcome remove_permission(const service::Call& call, const json::Object& input);
  std::optional<service::Fault> check_topic_quota(const aws::Realm& realm) const;

  // subscriptions.cc
  service::Outcome subscribe(const service::Call& call, const json::Object& input);
  service::Outcome subscribe_again(const Topic& topic, Subscription& subscription, const json::Object& input);
  service::Outcome unsubscribe(const service::Call& call, const json::Object& input);
  service::Outcome list_subscriptions(const service::Call& call, const json::Object& input);
  service::Outcome list_subscriptions_by_topic(const service::Call& call, const json::Object& input);
  service::Outcome get_subscription_attributes(const service::Call& call, const json::Object& input);
  service::Outcome set_subscription_attributes(const service::Call& call, const json::Object& input);
  std::optional<service::Fault> check_quotas(const Topic& topic, const Subscription& fresh) const;
  std::optional<service::Fault> check_filter_quota(const Topic& topic) const;

  // confirmation.cc
  service::Outcome confirm_subscription(const service::Call& call, const json::Object& input);
  void send_confirmation(const Topic& topic, Subscription& subscription, MessageType type);
  // Drops it when it has been pending or deleted for too long; else looks again when it will have been.
  void watch(const Topic& topic, const Subscription& subscription);
  void drop_if_stale(const std::string& topic_arn, const std::string& id);

  // publish.cc, fan_out.cc
  service::Outcome publish(const service::Call& call, const json::Object& input);
  service::Outcome publish_batch(const service::Call& call, const json::Object& input);
  service::Outcome publish_one(const service::Call& call, const Topic& topic, const json::Object& entry);
  // Hands a message to all who subscribed; returns its id.
  std::string fan_out(const Topic& topic, const Publication& publication);
  // `envelopes` are made when the first subscription needs one.
  void send_to(const Topic& topic, const Subscription& subscription, const Publication& publication,
               const std::string& message_id, std::optional<Envelopes>& envelopes);
  delivery::Delivery address(const Topic& topic, const Subscription& subscription) const;
  Sender make_sender(const Topic& topic, const std::string& message_id);

  struct FoundTopic {
    Topic* topic = nullptr;
    std::optional<service::Fault> fault;
  };
  // The topic of a call that needs `action` on it. `told`: what conditions may ask of this action alone.
  FoundTopic find_topic(const service::Call& call, const std::string& arn, const char* action,
                        std::map<std::string, std::string> told = {});
  Topic* find_topic(const std::string& arn);
  struct FoundSubscription {
    Topic* topic = nullptr;
    Subscription* subscription = nullptr;
    std::optional<service::Fault> fault;
  };
  FoundSubscription find_subscription(const service::Call& call, const json::Object& input);
  // What the token confirms; nulls for an unknown one.
  FoundSubscription find_token(const std::string& token);

  // persistence.cc
  base::Status load_key();
  base::Status load_topics();
  base::Status load_subscriptions();
  void ensure_key();
  void save(const Topic& topic);
  void save(const Topic& topic, const Subscription& subscription);
  void erase(const Topic& topic);
  void erase(const Topic& topic, const Subscription& subscription);

  service::Timeline& timeline_;
  store::Store& store_;
  delivery::Dispatcher& dispatcher_;
  const AllowedHosts allowed_hosts_;
  std::string origin_;
  Signer signer_;
  std::map<std::string, std::unique_ptr<Topic>> topics_;  // by ARN, so that a realm's are neighbours
};

}  // namespace sb::cloud::sns
