// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/address_secret.h"
#include "reconcile/doctor/sample.h"
#include "reconcile/doctor/walk.h"
#include "reconcile/hops.h"
#include "reconcile/plan.h"
#include "reconcile/probe.h"
#include "reconcile/subscription_maker.h"
#include "reconcile/subscription_name.h"

namespace sb::reconcile::doctor {
namespace {

constexpr char kPublishes[] = "its policy lets EventBridge publish";

std::string attribute(const awsclient::Attributes& attributes, const char* name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? "" : at->second;
}

// The Sids of statements that would let EventBridge in but for their Condition.
std::string conditional_statements(const std::string& policy_text) {
  std::string out;
  const auto policy = aws::parse_policy(policy_text);
  if (!policy.ok()) return out;
  for (const aws::PolicyStatement& statement : policy->statements) {
    const auto& who = statement.principals;
    const bool speaks_of_it = std::any_of(who.begin(), who.end(), [](const std::string& principal) {
      return principal == "*" || principal == std::string("Service:") + kEventsService;
    });
    if (!statement.allow || statement.conditions.empty() || !speaks_of_it) continue;
    out += (out.empty() ? "'" : ", '") + statement.sid + "'";
  }
  return out;
}

}  // namespace

void Walk::walk_topic(const DesiredRule& rule, const DesiredTarget& target, const json::Object& live) {
  const bool has_role = live.contains("RoleArn");
  if (!check_topic(target.arn, has_role)) return chain_.leave("its subscribers");
  for (const DesiredSubscription& wanted : desired_.subscriptions) {
    if (wanted.topic_arn == target.arn) walk_subscriber(rule, live, wanted);
  }
}

bool Walk::check_topic(const std::string& arn, bool has_role) {
  const std::string subject = "topic " + name_in(arn);
  if (is_foreign(arn)) {
    return chain_.unknown(subject, kPublishes, kAwsOwner, "it is in another account or region",
                          fmt::format("have its owner let {} do sns:Publish on {}", kEventsService, arn));
  }
  const auto& topic = live_->topic(arn);
  if (!topic.ok()) return chain_.unreadable(subject, "exists", kAwsOwner, topic.error());
  const auto wanted = desired_.topics.find(arn);
  if (!*topic) {
    const bool may_create = wanted != desired_.topics.end() && wanted->second.may_create;
    return chain_.bad(subject, "exists", kAwsOwner, "there is no such topic: " + arn,
                      may_create ? request_.commands.apply
                                 : fmt::format("{} sns create-topic --name {}; then {}",
                                               request_.commands.aws, name_in(arn), request_.commands.apply));
  }
  chain_.good(subject, "exists", arn);
  if (has_role) {
    return chain_.unknown(subject, "lets the target's role publish", kAwsOwner,
                          "the role's policy was not read", "look whether the role allows sns:Publish on it");
  }
  Check policy = check_topic_policy(arn, **topic, request_.commands);
  if (policy.ok != false)
    return chain_.add(std::move(policy), kAwsOwner) && check_key(subject, **topic, kEventsService);
  const std::string text = attribute(**topic, "Policy");
  if (find_denial(text, kEventsService, "sns:Publish", arn, ""))
    return chain_.add(std::move(policy), kAwsOwner);
  const std::string conditional = conditional_statements(text);
  policy.detail = conditional.empty()
                      ? "no statement lets events.amazonaws.com do sns:Publish"
                      : fmt::format(
                            "the statement {} lets it in under a Condition only, and EventBridge's calls "
                            "to topics bear nothing that a Condition could hold against",
                            conditional);
  const bool managed = wanted != desired_.topics.end() && !wanted->second.statement.empty();
  policy.fix = managed ? request_.commands.apply
                       : "put this statement into the topic's policy: " +
                             json::to_text(json::Object{{"Effect", "Allow"},
                                                        {"Principal", {{"Service", kEventsService}}},
                                                        {"Action", "sns:Publish"},
                                                        {"Resource", arn}});
  return chain_.add(std::move(policy), kAwsOwner);
}

void Walk::walk_subscriber(const DesiredRule& rule, const json::Object& live_target,
                           const DesiredSubscription& wanted) {
  const auto& all = live_->subscriptions(wanted.topic_arn);
  if (!all.ok()) {
    chain_.unreadable("subscription " + subscription_name(wanted.topic_arn, wanted.endpoint), "is confirmed",
                      kAwsOwner, all.error());
  } else {
    const auto at = std::find_if(all->begin(), all->end(), [&](const awsclient::Subscription& found) {
      return found.protocol == wanted.protocol && is_endpoint(wanted.endpoint, found.endpoint);
    });
    const awsclient::Subscription* found = at == all->end() ? nullptr : &*at;
    Check confirmed = check_confirmed(wanted, found, request_.commands);
    if (confirmed.ok == false && found == nullptr) {
      confirmed.detail = "the topic has no such subscription";
    } else if (confirmed.ok == false) {
      confirmed.detail = "it waits for the endpoint to confirm it, which it has three days for";
      confirmed.fix = fmt::format(
          "open the SubscribeURL that was sent to the endpoint; to have it sent again: {} sns subscribe "
          "--topic-arn {} --protocol {} --notification-endpoint {}",
          request_.commands.aws, wanted.topic_arn, wanted.protocol,
          base::mask_address_secrets(wanted.endpoint));
    }
    if (!chain_.add(std::move(confirmed), found == nullptr ? kAwsOwner : kReceiver))
      return chain_.leave("its filter, and who receives");
    const auto& attributes = live_->subscription(found->arn);
    if (!attributes.ok()) {
      chain_.unreadable(chain_.last().check.subject, "its filter lets the event pass", kAwsOwner,
                        attributes.error());
    } else if (!check_filter(rule, live_target, wanted, *attributes)) {
      return chain_.leave("who receives");
    }
  }
  if (wanted.protocol == "sqs")
    check_queue("queue", wanted.endpoint, kSnsService, wanted.topic_arn, is_ours(wanted.endpoint));
  if (wanted.protocol == "lambda") check_function(wanted.endpoint, kSnsService, wanted.topic_arn);
  if (wanted.protocol.starts_with("http")) {
    chain_.unknown(
        "endpoint " + base::mask_address_secrets(wanted.endpoint), "answers", kReceiver, "it was not called",
        "look at the topic's NumberOfNotificationsFailed in CloudWatch, and at the endpoint's log");
  }
}

std::string Walk::change_subscription(const DesiredSubscription& wanted) const {
  Observed seen;
  if (const auto& topic = live_->topic(wanted.topic_arn); topic.ok() && *topic)
    seen.topics[wanted.topic_arn].attributes = **topic;
  if (wanted.protocol == "sqs" && !is_foreign(wanted.endpoint)) {
    if (const auto& queue = live_->queue(wanted.endpoint); queue.ok() && *queue)
      seen.queues[wanted.endpoint] = **queue;
  }
  if (wanted.protocol == "lambda" && !is_foreign(wanted.endpoint)) {
    if (const auto& policy = live_->function_policy(wanted.endpoint); policy.ok())
      seen.function_policies[wanted.endpoint] = policy->value_or("");
  }
  const auto maker = subscription_maker(seen, desired_.stack, wanted.topic_arn, wanted.endpoint);
  return request_.commands.apply + (maker == SubscriptionMaker::kOthers ? " --adopt" : "");
}

bool Walk::check_filter(const DesiredRule& rule, const json::Object& live_target,
                        const DesiredSubscription& wanted, const awsclient::Attributes& attributes) {
  static constexpr char kPasses[] = "its filter lets the event pass";
  const std::string subject = "subscription " + subscription_name(wanted.topic_arn, wanted.endpoint);
  const std::string live = attribute(attributes, "FilterPolicy");
  if (live.empty() || live == "{}") return chain_.good(subject, kPasses, "it has none");
  const bool same = !wanted.filter.empty() && same_pattern(live, wanted.filter);
  const std::string whose = same ? "" : "; the filter is not the spec's";
  if (attribute(attributes, "FilterPolicyScope") != "MessageBody") {
    return chain_.bad(subject, kPasses, kAwsOwner,
                      "the filter is on message attributes, and what EventBridge publishes has none" + whose,
                      change_subscription(wanted));
  }
  const auto on_event = wanted.filter.empty() ? std::nullopt : filter_on_event(live_target, wanted.filter);
  const auto event = !event_.empty() ? std::optional(event_)
                                     : make_sample(rule.pattern, on_event.value_or(""), signed_in_.realm);
  const auto message = event ? message_of(live_target, *event) : std::nullopt;
  if (!message) {
    return chain_.unknown(subject, kPasses, kThisSpec, "no event could be made to try it with",
                          fmt::format("try it with a real event: {} --event FILE", request_.commands.doctor));
  }
  const auto filter = switchboard::Pattern::parse(live);
  if (!filter.ok()) return chain_.unknown(subject, kPasses, kAwsOwner, filter.error().message);
  auto why = switchboard::explain(filter.value(), *message);
  if (why.ok() && why.value().matches) return chain_.good(subject, kPasses, live);
  chain_.bad(
      subject, kPasses, same ? kThisSpec : kAwsOwner,
      (why.ok() ? in_words(why.value()) : "what the target sends is no JSON object, which a filter needs") +
          whose,
      (same ? "change the subscriber's filter: in the spec; then " : "") + change_subscription(wanted));
  if (why.ok()) chain_.last().explanation = std::move(why).value();
  return false;
}

}  // namespace sb::reconcile::doctor
