// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/sns.h"

// The operations on subscriptions, and how topics and subscriptions are kept.
namespace sb::cloud::sns {

using service::Call;
using service::Fault;
using service::Outcome;

namespace {

constexpr size_t kPageSize = 100;

std::optional<Fault> check_endpoint(const std::string& protocol, const std::string& endpoint) {
  static constexpr const char* kProtocols[] = {"http", "https",       "email",  "email-json", "sms",
                                               "sqs",  "application", "lambda", "firehose"};
  if (std::none_of(std::begin(kProtocols), std::end(kProtocols),
                   [&](const char* known) { return protocol == known; })) {
    return invalid(fmt::format("Amazon SNS does not support this protocol string: {}", protocol));
  }
  if (protocol != "sqs") {
    return invalid(fmt::format(
        "Protocol Reason: subscriptions of the protocol {} are not served by this endpoint.", protocol));
  }
  const auto arn = aws::parse_arn(endpoint);
  if (!arn || arn->service != "sqs") return invalid("SQS endpoint ARN");
  if (arn->resource.ends_with(".fifo")) {
    return invalid(
        "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
  }
  return std::nullopt;
}

// Attributes that were never set compare equal to these.
std::string default_of(const std::string& name) {
  if (name == "RawMessageDelivery") return "false";
  if (name == "FilterPolicyScope") return "MessageAttributes";
  return "";
}

std::string fold(const std::string& name, const std::string& value) {
  return name == "RawMessageDelivery" ? base::to_lower(value) : value;
}

}  // namespace

std::optional<Fault> Sns::set_attribute(Subscription& s, const std::string& name, const std::string& value,
                                        const std::string& prefix) {
  const auto refuse = [&](const std::string& reason) { return invalid(prefix + name + ": " + reason); };
  if (name == "RawMessageDelivery") {
    const std::string folded = base::to_lower(value);
    if (folded != "true" && folded != "false")
      return refuse(fmt::format("Invalid value [{}]. Must be true or false.", value));
    s.attributes[name] = folded;
    return std::nullopt;
  }
  if (name == "FilterPolicyScope" && value != "MessageBody" && value != "MessageAttributes") {
    return refuse(
        fmt::format("Invalid value [{}]. Please use either MessageBody or MessageAttributes", value));
  }
  if (name == "RedrivePolicy" && !value.empty()) {
    const auto document = json::parse_document(value);
    if (!document.ok() || !document->is_object()) return refuse("failed to parse JSON.");
    const auto arn = aws::parse_arn(json::string_or_empty(document->get_object(), "deadLetterTargetArn"));
    if (!arn || arn->service != "sqs") return refuse("deadLetterTargetArn is an invalid arn");
  }
  if (name != "FilterPolicy" && name != "FilterPolicyScope" && name != "RedrivePolicy" &&
      name != "DeliveryPolicy") {
    return invalid("AttributeName");
  }
  auto attributes = s.attributes;
  if (value.empty() || (name == "FilterPolicy" && base::trim(value) == "{}")) {
    attributes.erase(name);
  } else {
    attributes[name] = value;
  }
  std::optional<FilterPolicy> filter;
  if (const auto policy = attributes.find("FilterPolicy"); policy != attributes.end()) {
    const auto scope = attributes.find("FilterPolicyScope");
    auto parsed =
        FilterPolicy::parse(policy->second, scope != attributes.end() && scope->second == "MessageBody"
                                                ? FilterPolicy::Scope::kMessageBody
                                                : FilterPolicy::Scope::kMessageAttributes);
    if (!parsed) return invalid(prefix + parsed.error().message);
    filter = std::move(*parsed);
  }
  s.attributes = std::move(attributes);
  s.filter = std::move(filter);
  return std::nullopt;
}

std::optional<Fault> Sns::check_filter_quota(const Topic& topic) const {
  const auto filtered = [](const Topic& of) {
    return std::count_if(of.subscriptions.begin(), of.subscriptions.end(),
                         [](const auto& entry) { return entry.second.filter.has_value(); });
  };
  size_t in_account = 0;
  for (const auto& [key, other] : topics_) {
    if (other->realm.account == topic.realm.account) in_account += static_cast<size_t>(filtered(*other));
  }
  if (static_cast<size_t>(filtered(topic)) < kFilterPoliciesPerTopicMax &&
      in_account < kFilterPoliciesPerAccountMax)
    return std::nullopt;
  return Fault{"FilterPolicyLimitExceeded", "Filter policy limit exceeded", 403, "", ""};
}

Outcome Sns::subscribe(const Call& call, const json::Object& input) {
  const FoundTopic found = find_topic(call, json::string_or_empty(input, "TopicArn"), "Subscribe");
  if (found.fault) return *found.fault;
  Topic& topic = *found.topic;
  Subscription fresh;
  fresh.protocol = json::string_or_empty(input, "Protocol");
  fresh.endpoint = json::string_or_empty(input, "Endpoint");
  fresh.owner = call.realm.account;
  if (auto fault = check_endpoint(fresh.protocol, fresh.endpoint)) return *fault;
  const auto attributes = json::string_map(input, "Attributes");
  for (const auto& [id, old] : topic.subscriptions) {
    if (old.protocol != fresh.protocol || old.endpoint != fresh.endpoint) continue;
    for (const auto& [name, value] : attributes) {
      const auto at = old.attributes.find(name);
      if ((at == old.attributes.end() ? default_of(name) : at->second) != fold(name, value)) {
        return invalid("Attributes Reason: Subscription already exists with different attributes");
      }
    }
    return json::Object{{"SubscriptionArn", topic.arn() + ":" + id}};
  }
  // The scope decides how the policy is read, so it goes first.
  for (const char* name : {"FilterPolicyScope", "FilterPolicy"}) {
    const auto at = attributes.find(name);
    if (at == attributes.end()) continue;
    if (auto fault = set_attribute(fresh, name, at->second, "Attributes Reason: ")) return *fault;
  }
  for (const auto& [name, value] : attributes) {
    if (name.starts_with("FilterPolicy")) continue;
    if (auto fault = set_attribute(fresh, name, value, "Attributes Reason: ")) return *fault;
  }
  if (fresh.filter) {
    if (auto fault = check_filter_quota(topic)) return *fault;
  }
  fresh.id = base::make_uuid();
  save(topic, fresh);
  const std::string arn = topic.arn() + ":" + fresh.id;
  topic.subscriptions.emplace(fresh.id, std::move(fresh));
  return json::Object{{"SubscriptionArn", arn}};
}

Sns::FoundSubscription Sns::find_subscription(const Call& call, const json::Object& input) {
  const std::string arn = json::string_or_empty(input, "SubscriptionArn");
  if (auto fault = check_arn(arn, "SubscriptionArn")) return {nullptr, nullptr, fault};
  const size_t mark = arn.rfind(':');
  Topic* topic = find_topic(arn.substr(0, mark));
  if (topic == nullptr || topic->realm.region != call.realm.region) {
    return {nullptr, nullptr, not_found("Subscription does not exist")};
  }
  const auto at = topic->subscriptions.find(arn.substr(mark + 1));
  if (at == topic->subscriptions.end()) return {nullptr, nullptr, not_found("Subscription does not exist")};
  if (topic->realm.account != call.realm.account && at->second.owner != call.realm.account) {
    return {nullptr, nullptr,
            Fault{"AuthorizationError",
                  fmt::format("User: {} is not authorized to use {}", call.caller_arn, arn), 403, "", ""}};
  }
  return {topic, &at->second, std::nullopt};
}

Outcome Sns::unsubscribe(const Call& call, const json::Object& input) {
  const FoundSubscription found = find_subscription(call, input);
  if (found.fault) return found.fault->code == "NotFound" ? Outcome(json::Object{}) : Outcome(*found.fault);
  erase(*found.topic, *found.subscription);
  found.topic->subscriptions.erase(std::string(found.subscription->id));
  return json::Object{};
}

json::Object Sns::render(const Topic& topic, const Subscription& s) const {
  return {{"SubscriptionArn", topic.arn() + ":" + s.id},
          {"Owner", s.owner},
          {"Protocol", s.protocol},
          {"Endpoint", s.endpoint},
          {"TopicArn", topic.arn()}};
}

Outcome Sns::list_subscriptions_by_topic(const Call& call, const json::Object& input) {
  const FoundTopic found =
      find_topic(call, json::string_or_empty(input, "TopicArn"), "ListSubscriptionsByTopic");
  if (found.fault) return *found.fault;
  const std::string after = json::string_or_empty(input, "NextToken");
  json::Array out;
  for (const auto& [id, subscription] : found.topic->subscriptions) {
    if (id <= after) continue;
    if (out.size() == kPageSize) {
      const std::string last = json::to_std(out.back().as_object().at("SubscriptionArn").as_string());
      return json::Object{{"Subscriptions", out}, {"NextToken", last.substr(last.rfind(':') + 1)}};
    }
    out.push_back(render(*found.topic, subscription));
  }
  return json::Object{{"Subscriptions", out}};
}

Outcome Sns::list_subscriptions(const Call& call, const json::Object& input) {
  const std::string after = json::string_or_empty(input, "NextToken");
  json::Array out;
  for (const auto& [key, topic] : topics_) {
    if (topic->realm != call.realm) continue;
    for (const auto& [id, subscription] : topic->subscriptions) {
      const std::string place = topic->name + ":" + id;
      if (place <= after) continue;
      if (out.size() == kPageSize) {
        const std::string last = json::to_std(out.back().as_object().at("SubscriptionArn").as_string());
        const std::string id_part = last.substr(last.rfind(':') + 1);
        const std::string arn_part = last.substr(0, last.rfind(':'));
        return json::Object{{"Subscriptions", out},
                            {"NextToken", arn_part.substr(arn_part.rfind(':') + 1) + ":" + id_part}};
      }
      out.push_back(render(*topic, subscription));
    }
  }
  return json::Object{{"Subscriptions", out}};
}

Outcome Sns::get_subscription_attributes(const Call& call, const json::Object& input) {
  const FoundSubscription found = find_subscription(call, input);
  if (found.fault) return *found.fault;
  const Subscription& s = *found.subscription;
  json::Object out = render(*found.topic, s);
  out["ConfirmationWasAuthenticated"] = "true";
  out["PendingConfirmation"] = "false";
  out["RawMessageDelivery"] = "false";
  out["SubscriptionPrincipal"] = fmt::format("arn:aws:iam::{}:root", s.owner);
  for (const auto& [name, value] : s.attributes) out[name] = value;
  if (s.filter && !s.attributes.contains("FilterPolicyScope")) out["FilterPolicyScope"] = "MessageAttributes";
  return json::Object{{"Attributes", out}};
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

void Sns::save(const Topic& topic) {
  const json::Object row{{"account", topic.realm.account},
                         {"region", topic.realm.region},
                         {"name", topic.name},
                         {"attributes", json::to_object(topic.attributes)},
                         {"tags", json::to_object(topic.tags)}};
  store_.put(store::Table::kTopic, topic.key(), json::to_text(row));
}

void Sns::save(const Topic& topic, const Subscription& s) {
  const json::Object row{{"protocol", s.protocol},
                         {"endpoint", s.endpoint},
                         {"owner", s.owner},
                         {"attributes", json::to_object(s.attributes)}};
  store_.put(store::Table::kSubscription, service::make_key({topic.key(), s.id}), json::to_text(row));
}

void Sns::erase(const Topic& topic, const Subscription& s) {
  store_.erase(store::Table::kSubscription, service::make_key({topic.key(), s.id}));
}

base::Status Sns::load() {
  std::string key_pem;
  std::string certificate_pem;
  auto status = store_.for_each(store::Table::kMeta, [&](std::string_view key, std::string_view value) {
    if (key == "sns-key") key_pem = std::string(value);
    if (key == "sns-certificate") certificate_pem = std::string(value);
  });
  if (!status) return status;
  if (!key_pem.empty()) {
    if (auto loaded = signer_.load(key_pem, certificate_pem); !loaded) return loaded;
  }
  status = store_.for_each(store::Table::kTopic, [&](std::string_view, std::string_view value) {
    const json::Object row = json::parse_document(value)->as_object();
    auto topic = std::make_unique<Topic>();
    topic->realm = {json::string_or_empty(row, "account"), json::string_or_empty(row, "region")};
    topic->name = json::string_or_empty(row, "name");
    topic->tags = json::string_map(row, "tags");
    for (const auto& [name, text] : json::string_map(row, "attributes")) set_attribute(*topic, name, text);
    const std::string key = topic->key();
    topics_[key] = std::move(topic);
  });
  if (!status) return status;
  return store_.for_each(store::Table::kSubscription, [&](std::string_view key, std::string_view value) {
    const size_t mark = key.rfind('\x1f');
    const auto at = topics_.find(std::string(key.substr(0, mark)));
    if (at == topics_.end()) return;
    const json::Object row = json::parse_document(value)->as_object();
    Subscription s;
    s.id = std::string(key.substr(mark + 1));
    s.protocol = json::string_or_empty(row, "protocol");
    s.endpoint = json::string_or_empty(row, "endpoint");
    s.owner = json::string_or_empty(row, "owner");
    const auto attributes = json::string_map(row, "attributes");
    if (const auto scope = attributes.find("FilterPolicyScope"); scope != attributes.end())
      s.attributes.insert(*scope);
    for (const auto& [name, text] : attributes) set_attribute(s, name, text, "");
    at->second->subscriptions.emplace(s.id, std::move(s));
  });
}

}  // namespace sb::cloud::sns
