// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <list>

#include "base/digest.h"
#include "cloud/sns/faults.h"
#include "cloud/sns/sns.h"

// A message on its way from a topic to its subscriptions.
namespace sb::cloud::sns {

using delivery::Delivery;
using delivery::Verdict;

namespace {

constexpr size_t kQueueAttributesMax = 10;

// The messages of one publication (one, or one for each protocol) as filters see them.
class Subjects {
 public:
  explicit Subjects(const Publication& publication) : publication_(publication) {}

  FilterSubject& of(const std::string& protocol) {
    const std::string_view message = publication_.message_for(protocol);
    for (FilterSubject& known : known_) {
      if (known.message().data() == message.data()) return known;
    }
    return known_.emplace_back(message, publication_.attributes);
  }

 private:
  const Publication& publication_;
  std::list<FilterSubject> known_;
};

}  // namespace

void Sns::deliver(const Delivery& delivery, delivery::Attempted done) {
  Topic* topic = find_topic(delivery.target_arn);
  if (topic == nullptr) return done({Verdict::kRefused, "NO_RESOURCE", "The topic does not exist."});
  // EventBridge sends no source context to topics, so a statement with a Condition on it never holds.
  if (!topic->admission.lets_in(delivery, &topic->policy, "SNS:Publish", delivery::Admission::Context::kNone,
                                timeline_.clock())) {
    return done(
        {Verdict::kRefused, "NO_PERMISSIONS",
         fmt::format("The policy of {} does not let {} publish (statements with a Condition do not count for "
                     "EventBridge).",
                     delivery.target_arn, delivery.principal)});
  }
  if (delivery.body.size() > kMessageBytesMax)
    return done({Verdict::kRefused, "SDK_CLIENT_ERROR", "Invalid parameter: Message too long"});
  fan_out(*topic, {delivery.body, {}, {}, delivery.attributes, {}, delivery.trace_header});
  done({});
}

Sender Sns::make_sender(const Topic& topic, const std::string& message_id) {
  ensure_key();
  return {signer_, origin_, topic.arn, message_id, base::format_iso_milliseconds(timeline_.now())};
}

Delivery Sns::address(const Topic& topic, const Subscription& s) const {
  Delivery out;
  out.realm = topic.realm;
  out.principal = "sns.amazonaws.com";
  out.source_arn = topic.arn;
  out.target_arn = s.endpoint;
  out.dead_letter_arn = s.dead_letter_arn;
  out.retry = delivery::RetrySchedule::managed_endpoint();
  if (s.is_http()) {
    const DeliveryPolicy policy = effective(topic.delivery_policy, s.delivery_policy);
    out.retry = *policy.retry;
    out.per_second_max = policy.receives_per_second_max.value_or(0);
  }
  return out;
}

std::string Sns::fan_out(const Topic& topic, const Publication& publication) {
  const std::string message_id = base::make_uuid();
  std::optional<Envelopes> envelopes;
  Subjects subjects(publication);
  for (const auto& [id, s] : topic.subscriptions) {
    if (s.state != Subscription::State::kConfirmed) continue;
    if (s.filter && !s.filter->lets_through(subjects.of(s.protocol))) continue;
    send_to(topic, s, publication, message_id, envelopes);
  }
  return message_id;
}

void Sns::send_to(const Topic& topic, const Subscription& s, const Publication& publication,
                  const std::string& message_id, std::optional<Envelopes>& envelopes) {
  const auto wrapped = [&]() -> Envelopes& {
    if (!envelopes) envelopes.emplace(make_sender(topic, message_id), publication);
    return *envelopes;
  };
  const auto envelope = [&] { return wrapped().notification(s.protocol, s.arn, topic.signature_version); };
  Delivery out = address(topic, s);
  out.group_id = publication.group_id;
  out.trace_header = publication.trace_header;
  if (s.protocol == "lambda") {
    out.id = base::make_uuid();  // its request id
    out.body = wrapped().lambda_event(s.arn);
  } else {
    out.body = s.raw ? publication.message_for(s.protocol) : envelope();
  }
  if (s.is_http()) out.headers = http_headers(MessageType::kNotification, topic, s, message_id);
  if (s.raw && publication.attributes.size() <= kQueueAttributesMax) out.attributes = publication.attributes;
  if (s.raw && publication.attributes.size() > kQueueAttributesMax) {
    out.dead_letter_body = envelope();
    if (!s.is_http()) {
      return dispatcher_.refuse(
          std::move(out),
          {Verdict::kRefused, "SDK_CLIENT_ERROR",
           fmt::format("A raw message to a queue has at most {} attributes.", kQueueAttributesMax)});
    }
  }
  dispatcher_.dispatch(std::move(out));
}

}  // namespace sb::cloud::sns
