// SPDX-License-Identifier: Apache-2.0
#include "cloud/sns/subscription_attributes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cloud/sns/faults.h"

namespace sb::cloud::sns {
namespace {

using service::Fault;

// Attributes that were never set compare equal to these.
std::string default_of(const std::string& name) {
  if (name == "RawMessageDelivery") return "false";
  if (name == "FilterPolicyScope") return "MessageAttributes";
  return "";
}

// As it is kept and compared.
std::string fold(const std::string& name, const std::string& value) {
  if (name == "RawMessageDelivery") return base::to_lower(value);
  return name == "DeliveryPolicy" ? kept_subscription_text(value) : value;
}

std::string value_of(const Subscription& s, const std::string& name) {
  const auto at = s.attributes.find(name);
  return at == s.attributes.end() ? default_of(name) : at->second;
}

FilterScope scope_of(const std::string& text) {
  return text == "MessageBody" ? FilterScope::kMessageBody : FilterScope::kMessageAttributes;
}

std::optional<Fault> set_raw(Subscription& s, const std::string& value, const std::string& prefix) {
  const std::string folded = base::to_lower(value);
  if (folded != "true" && folded != "false") {
    return invalid(
        fmt::format("{}RawMessageDelivery: Invalid value [{}]. Must be true or false.", prefix, value));
  }
  if (folded == "true" && s.protocol == "lambda") {
    return invalid(
        fmt::format("{}Delivery protocol [{}] does not support raw message delivery.", prefix, s.protocol));
  }
  s.raw = folded == "true";
  return std::nullopt;
}

std::optional<Fault> set_filter(Subscription& s, const std::string& policy, const std::string& scope,
                                const std::string& prefix) {
  if (policy.empty()) {
    s.filter.reset();
    return std::nullopt;
  }
  auto parsed = FilterPolicy::parse(policy, scope_of(scope));
  if (!parsed) return invalid(prefix + parsed.error().message);
  s.filter = std::move(*parsed);
  return std::nullopt;
}

std::optional<Fault> set_scope(Subscription& s, const std::string& value, const std::string& prefix) {
  if (value != "MessageBody" && value != "MessageAttributes") {
    return invalid(
        fmt::format("{}FilterPolicyScope: Invalid value [{}]. Please use either MessageBody or "
                    "MessageAttributes",
                    prefix, value));
  }
  return set_filter(s, value_of(s, "FilterPolicy"), value, prefix);
}

std::optional<Fault> set_redrive(Subscription& s, const std::string& value, const std::string& prefix) {
  const auto refuse = [&](const std::string& why) { return invalid(prefix + "RedrivePolicy: " + why); };
  s.dead_letter_arn.clear();
  if (value.empty()) return std::nullopt;
  if (const auto trouble = json_trouble(value)) return refuse(*trouble);
  const auto document = json::parse_document(value);
  const json::Object* object = document.ok() ? document->if_object() : nullptr;
  const std::string text = object == nullptr ? "" : json::string_or_empty(*object, "deadLetterTargetArn");
  const auto arn = aws::parse_arn(text);
  if (!arn || arn->service != "sqs") return refuse("deadLetterTargetArn is an invalid arn");
  const auto topic = aws::parse_arn(s.arn);
  if (topic && arn->realm() != aws::Realm{s.owner, topic->region})
    return refuse("deadLetterTargetArn must be a queue of the subscription's account and region");
  if (arn->resource.ends_with(".fifo"))
    return refuse("must use a standard queue as DLQ for a Subscription to a standard Topic.");
  s.dead_letter_arn = text;
  return std::nullopt;
}

std::optional<Fault> set_delivery_policy(Subscription& s, const std::string& value,
                                         const std::string& prefix) {
  auto policy = value.empty() ? DeliveryPolicy{} : parse_subscription_delivery_policy(value);
  if (!policy) return invalid(prefix + policy.error().message);
  s.delivery_policy = std::move(*policy);
  return std::nullopt;
}

std::optional<Fault> refuse_unknown(const std::string& name, const std::string& prefix) {
  if (name == "SubscriptionRoleArn")
    return invalid(prefix + "SubscriptionRoleArn: Amazon Data Firehose is not served by this endpoint.");
  if (name == "ReplayPolicy")
    return invalid(prefix + "ReplayPolicy: FIFO topics are not served by this endpoint.");
  return invalid("AttributeName");
}

}  // namespace

std::optional<Fault> set_attribute(Subscription& s, const std::string& name, const std::string& value,
                                   const std::string& prefix) {
  const bool nothing = value.empty() || (name == "FilterPolicy" && base::trim(value) == "{}");
  const std::string meant = nothing ? "" : fold(name, value);
  std::optional<Fault> fault;
  Subscription changed = s;
  if (name == "RawMessageDelivery") {
    fault = set_raw(changed, value, prefix);
  } else if (name == "FilterPolicy") {
    fault = set_filter(changed, meant, value_of(s, "FilterPolicyScope"), prefix);
  } else if (name == "FilterPolicyScope") {
    fault = set_scope(changed, value, prefix);
  } else if (name == "RedrivePolicy") {
    fault = set_redrive(changed, meant, prefix);
  } else if (name == "DeliveryPolicy") {
    fault = set_delivery_policy(changed, meant, prefix);
  } else {
    fault = refuse_unknown(name, prefix);
  }
  if (fault) return fault;
  if (meant.empty()) {
    changed.attributes.erase(name);
  } else {
    changed.attributes[name] = meant;
  }
  s = std::move(changed);
  return std::nullopt;
}

std::optional<Fault> set_attributes(Subscription& s, const std::map<std::string, std::string>& attributes,
                                    const std::string& prefix) {
  if (const auto scope = attributes.find("FilterPolicyScope"); scope != attributes.end()) {
    if (auto fault = set_attribute(s, scope->first, scope->second, prefix)) return fault;
  }
  for (const auto& [name, value] : attributes) {
    if (name == "FilterPolicyScope") continue;
    if (auto fault = set_attribute(s, name, value, prefix)) return fault;
  }
  return std::nullopt;
}

bool has_attributes(const Subscription& s, const std::map<std::string, std::string>& attributes) {
  return std::all_of(attributes.begin(), attributes.end(), [&](const auto& attribute) {
    return value_of(s, attribute.first) == fold(attribute.first, attribute.second);
  });
}

json::Object render_attributes(const Topic& topic, const Subscription& s) {
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  json::Object out{{"SubscriptionArn", s.arn},
                   {"Owner", s.owner},
                   {"Protocol", s.protocol},
                   {"Endpoint", s.endpoint},
                   {"TopicArn", topic.arn},
                   {"ConfirmationWasAuthenticated", flag(s.confirmation_was_authenticated)},
                   {"PendingConfirmation", flag(s.state == Subscription::State::kPending)},
                   {"RawMessageDelivery", "false"},
                   {"SubscriptionPrincipal", s.principal}};
  if (s.filter) out["FilterPolicyScope"] = default_of("FilterPolicyScope");
  if (s.is_http()) {
    out["EffectiveDeliveryPolicy"] =
        effective_subscription_text(effective(topic.delivery_policy, s.delivery_policy));
  }
  for (const auto& [name, value] : s.attributes) {
    if (s.filter || name != "FilterPolicyScope") out[name] = value;
  }
  return out;
}

}  // namespace sb::cloud::sns
