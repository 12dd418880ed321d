// SPDX-License-Identifier: Apache-2.0
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

bool is_token(std::string_view text) {
  return text.size() == 2 * kTokenBytes &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

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

Sns::FoundSubscription Sns::find_token(const std::string& token) {
  FoundSubscription out{nullptr, nullptr, std::nullopt};
  if (token.empty()) return out;
  for (const auto& [arn, topic] : topics_) {
    for (auto& [id, s] : topic->subscriptions) {
      if (base::equals_constant_time(s.token, token)) out = {topic.get(), &s, std::nullopt};
    }
  }
  return out;
}

// The token decides: a topic of its region that does not exist will do (recorded).
Outcome Sns::confirm_subscription(const Call& call, const json::Object& input) {
  const std::string arn_text = json::string_or_empty(input, "TopicArn");
  const auto arn = aws::parse_arn(arn_text);
  if (!arn || arn->service != "sns" || arn->region != call.realm.region) return invalid("Topic");
  const std::string token = json::string_or_empty(input, "Token");
  if (!is_token(token)) return service::Fault{"InvalidParameter", "Invalid token", 400, "", ""};
  const FoundSubscription found = find_token(token);
  if (found.subscription == nullptr) return invalid("Token");
  const Topic* named = find_topic(arn_text);
  if (found.topic->realm.region != arn->region || (named != nullptr && named != found.topic))
    return invalid("Topic");
  Subscription& s = *found.subscription;
  if (s.state != State::kConfirmed) {
    if (timeline_.now() - s.token_made >= kTokenLife) return invalid("Token");
    s.state = State::kConfirmed;
    s.since = timeline_.now();
    s.confirmation_was_authenticated = !call.caller_arn.empty();
    s.authenticate_on_unsubscribe = json::find_bool(input, "AuthenticateOnUnsubscribe").value_or(false);
    save(*found.topic, s);
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
