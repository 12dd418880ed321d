// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "cloud/sns/endpoints.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/paging.h"
#include "cloud/sns/sns.h"
#include "cloud/sns/subscription_attributes.h"

// The operations on subscriptions. How they come to be confirmed: confirmation.cc.
namespace sb::cloud::sns {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

using State = Subscription::State;

constexpr char kInSubscribe[] = "Attributes Reason: ";

Subscription* find_same(Topic& topic, const Subscription& wanted) {
  for (auto& [id, old] : topic.subscriptions) {
    if (old.protocol == wanted.protocol && old.endpoint == wanted.endpoint) return &old;
  }
  return nullptr;
}

json::Object list_entry(const Topic& topic, const Subscription& s) {
  return {{"SubscriptionArn", s.state == State::kPending ? "PendingConfirmation" : s.arn},
          {"Owner", s.owner},
          {"Protocol", s.protocol},
          {"Endpoint", s.endpoint},
          {"TopicArn", topic.arn}};
}

// A page of subscriptions; keys are what add() is given.
class Page {
 public:
  bool full() const { return list_.size() == kPageSize; }
  void add(json::Object entry, std::string key) {
    list_.push_back(std::move(entry));
    last_ = std::move(key);
  }
  json::Object end(bool more) {
    json::Object out{{"Subscriptions", std::move(list_)}};
    if (more) end_page(out, last_);
    return out;
  }

 private:
  json::Array list_;
  std::string last_;
};

json::Object arn_shown_to_caller(const Subscription& s, const json::Object& input) {
  const bool shown = s.state == State::kConfirmed || json::find_bool(input, "ReturnSubscriptionArn") == true;
  return {{"SubscriptionArn", shown ? s.arn : "pending confirmation"}};
}

}  // namespace

std::optional<Fault> Sns::check_filter_quota(const Topic& topic) const {
  const auto filtered = [](const Topic& of) {
    return std::count_if(of.subscriptions.begin(), of.subscriptions.end(), [](const auto& entry) {
      return entry.second.filter && entry.second.state != State::kDeleted;
    });
  };
  size_t in_account = 0;
  for (const auto& [arn, other] : topics_) {
    if (other->realm.account == topic.realm.account) in_account += static_cast<size_t>(filtered(*other));
  }
  if (static_cast<size_t>(filtered(topic)) < kFilterPoliciesPerTopicMax &&
      in_account < kFilterPoliciesPerAccountMax)
    return std::nullopt;
  return Fault{"FilterPolicyLimitExceeded", "Filter policy limit exceeded", 403, "", ""};
}

std::optional<Fault> Sns::check_quotas(const Topic& topic, const Subscription& fresh) const {
  if (fresh.filter) {
    if (auto fault = check_filter_quota(topic)) return fault;
  }
  if (fresh.state != State::kPending) return std::nullopt;
  size_t pending = 0;
  for (const auto& [arn, other] : topics_) {
    if (other->realm != topic.realm) continue;
    for (const auto& [id, s] : other->subscriptions) pending += s.state == State::kPending ? 1 : 0;
  }
  if (pending < kPendingSubscriptionsMax) return std::nullopt;
  return Fault{"SubscriptionLimitExceeded",
               "The account already owns the maximum allowed number of pending subscriptions.", 403, "", ""};
}

Outcome Sns::subscribe(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "Subscribe",
                                      {{"sns:protocol", json::string_or_empty(input, "Protocol")},
                                       {"sns:endpoint", json::string_or_empty(input, "Endpoint")}});
  if (found.fault) return *found.fault;
  Topic& topic = *found.topic;
  Subscription fresh;
  fresh.protocol = json::string_or_empty(input, "Protocol");
  fresh.endpoint = json::string_or_empty(input, "Endpoint");
  if (auto fault = check_endpoint(fresh.protocol, fresh.endpoint, allowed_hosts_)) return *fault;
  Subscription* same = find_same(topic, fresh);
  if (same != nullptr && same->state != State::kDeleted) return subscribe_again(topic, *same, input);
  fresh.id = base::make_uuid();
  fresh.arn = topic.arn + ":" + fresh.id;
  fresh.owner = call.realm.account;
  fresh.principal = call.caller_arn;
  fresh.since = timeline_.now();
  if (!is_owner_of_endpoint(fresh.owner, fresh.endpoint)) fresh.state = State::kPending;
  if (auto fault = set_attributes(fresh, json::string_map(input, "Attributes"), kInSubscribe)) return *fault;
  if (auto fault = check_quotas(topic, fresh)) return *fault;
  if (same != nullptr) {
    erase(topic, *same);
    topic.subscriptions.erase(std::string(same->id));
  }
  Subscription& kept = topic.subscriptions.emplace(fresh.id, std::move(fresh)).first->second;
  if (kept.state == State::kPending) send_confirmation(topic, kept, MessageType::kSubscriptionConfirmation);
  save(topic, kept);
  watch(topic, kept);
  return arn_shown_to_caller(kept, input);
}

Outcome Sns::subscribe_again(const Topic& topic, Subscription& s, const json::Object& input) {
  if (!has_attributes(s, json::string_map(input, "Attributes")))
    return invalid("Attributes Reason: Subscription already exists with different attributes");
  if (s.state == State::kPending) {
    send_confirmation(topic, s, MessageType::kSubscriptionConfirmation);
    save(topic, s);
  }
  return arn_shown_to_caller(s, input);
}

Outcome Sns::unsubscribe(const Call& call, const json::Object& input) {
  const FoundSubscription found = find_subscription(call, input);
  if (found.fault) return found.fault->code == "NotFound" ? Outcome(json::Object{}) : Outcome(*found.fault);
  Subscription& s = *found.subscription;
  const bool by_link = call.caller_arn.empty();
  if (by_link && s.authenticate_on_unsubscribe)
    return authorization_error("This subscription can be ended only by a signed call.");
  if (s.state == State::kPending) {
    return invalid("SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation");
  }
  s.state = State::kDeleted;
  s.since = timeline_.now();
  s.token.clear();
  if (by_link && s.is_http()) send_confirmation(*found.topic, s, MessageType::kUnsubscribeConfirmation);
  save(*found.topic, s);
  watch(*found.topic, s);
  return json::Object{};
}

Outcome Sns::list_subscriptions_by_topic(const Call& call, const json::Object& input) {
  const FoundTopic found =
      find_topic(call, json::string_or_empty(input, "TopicArn"), "ListSubscriptionsByTopic");
  if (found.fault) return *found.fault;
  const auto after = page_start(input);
  if (!after) return invalid("NextToken");
  const auto& all = found.topic->subscriptions;
  Page page;
  for (auto at = all.upper_bound(*after); at != all.end(); ++at) {
    if (at->second.state == State::kDeleted) continue;
    if (page.full()) return page.end(true);
    page.add(list_entry(*found.topic, at->second), at->first);
  }
  return page.end(false);
}

Outcome Sns::list_subscriptions(const Call& call, const json::Object& input) {
  const auto after = page_start(input);
  if (!after) return invalid("NextToken");
  Page page;
  for (const auto& [arn, topic] : topics_) {
    if (topic->realm.region != call.realm.region) continue;
    for (const auto& [id, s] : topic->subscriptions) {
      // Not the subscription's ARN: a topic's name may be the beginning of another's, and ':' comes after
      // '-'.
      const std::string key = service::make_key({arn, id});
      if (s.state == State::kDeleted || s.owner != call.realm.account || key <= *after) continue;
      if (page.full()) return page.end(true);
      page.add(list_entry(*topic, s), key);
    }
  }
  return page.end(false);
}

Outcome Sns::get_subscription_attributes(const Call& call, const json::Object& input) {
  const FoundSubscription found = find_subscription(call, input);
  if (found.fault) return *found.fault;
  return json::Object{{"Attributes", render_attributes(*found.topic, *found.subscription)}};
}

Outcome Sns::set_subscription_attributes(const Call& call, const json::Object& input) {
  const FoundSubscription found = find_subscription(call, input);
  if (found.fault) return *found.fault;
  const std::string name = json::string_or_empty(input, "AttributeName");
  if (name == "FilterPolicy" && !found.subscription->filter) {
    if (auto fault = check_filter_quota(*found.topic)) return *fault;
  }
  if (auto fault =
          set_attribute(*found.subscription, name, json::string_or_empty(input, "AttributeValue"), ""))
    return *fault;
  save(*found.topic, *found.subscription);
  return json::Object{};
}

}  // namespace sb::cloud::sns
