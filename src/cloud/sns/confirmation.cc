// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/digest.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/sns.h"

// The handshake with subscribers (SNS developer guide, "Confirming a subscription"): a message with a token
// goes out, and whoever brings the token back confirms. The same token restores a subscription that was
// ended by its link.
namespace sb::cloud::sns {

using service::Call;
using service::Outcome;

namespace {

using State = Subscription::State;

constexpr size_t kTokenBytes = 144;  // 288 hexadecimal digits, as AWS's
constexpr base::Seconds kTokenLife{2 * 86400};
constexpr base::Seconds kUnconfirmedLife{3 * 86400};

}  // namespace

void Sns::send_confirmation(const Topic& topic, Subscription& s, MessageType type) {
  if (s.token.empty() || timeline_.now() - s.token_made >= kTokenLife) {
    s.token = base::hex(base::random_bytes(kTokenBytes));
    s.token_made = timeline_.now();
  }
  const Sender sender = make_sender(topic, base::make_uuid());
  delivery::Delivery out = address(topic, s);
  out.dead_letter_arn.clear();
  out.body = confirmation_message(sender, type, s.arn, s.token, topic.signature_version);
  if (s.is_http()) out.headers = http_headers(type, topic, s, sender.message_id);
  dispatcher_.dispatch(std::move(out));
}

bool Sns::knows_token(const std::string& token) const {
  return std::any_of(topics_.begin(), topics_.end(), [&](const auto& topic) {
    const auto& all = topic.second->subscriptions;
    return std::any_of(all.begin(), all.end(), [&](const auto& entry) {
      return base::equals_constant_time(entry.second.token, token);
    });
  });
}

Outcome Sns::confirm_subscription(const Call& call, const json::Object& input) {
  Topic* topic = find_topic(json::string_or_empty(input, "TopicArn"));
  const std::string token = json::string_or_empty(input, "Token");
  if (topic != nullptr && topic->realm.region != call.realm.region) return invalid("Topic");
  if (token.empty() || !knows_token(token))
    return invalid(aws::parse_arn(json::string_or_empty(input, "TopicArn")) ? "Token" : "Topic");
  if (topic == nullptr) return invalid("Topic");
  const auto at =
      std::find_if(topic->subscriptions.begin(), topic->subscriptions.end(),
                   [&](const auto& entry) { return base::equals_constant_time(entry.second.token, token); });
  if (at == topic->subscriptions.end()) return invalid("Topic");
  Subscription& s = at->second;
  if (s.state != State::kConfirmed) {
    if (timeline_.now() - s.token_made >= kTokenLife) return invalid("Token");
    s.state = State::kConfirmed;
    s.since = timeline_.now();
    s.confirmation_was_authenticated = !call.caller_arn.empty();
    s.authenticate_on_unsubscribe = json::find_bool(input, "AuthenticateOnUnsubscribe").value_or(false);
    save(*topic, s);
  }
  return json::Object{{"SubscriptionArn", s.arn}};
}

void Sns::watch(const Topic& topic, const Subscription& s) {
  if (s.state == State::kConfirmed) return;
  timeline_.call_at(s.since + kUnconfirmedLife,
                    [this, arn = topic.arn, id = s.id] { drop_if_stale(arn, id); });
}

void Sns::drop_if_stale(const std::string& topic_arn, const std::string& id) {
  Topic* topic = find_topic(topic_arn);
  if (topic == nullptr) return;
  const auto at = topic->subscriptions.find(id);
  if (at == topic->subscriptions.end() || at->second.state == State::kConfirmed) return;
  if (timeline_.now() - at->second.since < kUnconfirmedLife) return;
  erase(*topic, at->second);
  topic->subscriptions.erase(at);
  store_.on_durable([](const base::Status&) {});
}

}  // namespace sb::cloud::sns
