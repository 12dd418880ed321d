// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "reconcile/desired_builder.h"
#include "reconcile/ownership.h"
#include "spec/validate.h"

namespace sb::reconcile {
namespace {

// No Condition: EventBridge's deliveries to topics carry no source that one could hold against.
json::Object topic_statement(const std::string& arn) {
  return {{"Effect", "Allow"},
          {"Principal", {{"Service", kEventsService}}},
          {"Action", "sns:Publish"},
          {"Resource", arn}};
}

json::Value one_or_list(const std::set<std::string>& values) {
  if (values.size() == 1) return json::Value(*values.begin());
  json::Array out;
  for (const std::string& value : values) out.emplace_back(value);
  return out;
}

}  // namespace

std::string DesiredBuilder::rule_source(const DesiredRule& rule) const {
  const std::string prefix = spec_.stack + "-";
  if (rule.name.starts_with(prefix)) return aws::rule_arn(resolution_.realm, rule.bus, prefix + "*");
  return route_source(rule);
}

std::string DesiredBuilder::route_source(const DesiredRule& rule) const {
  const std::string prefix = rule.first_name + "-";
  if (rule.name.starts_with(prefix)) return aws::rule_arn(resolution_.realm, rule.bus, prefix + "*");
  return rule.arn;
}

DesiredQueue* DesiredBuilder::queue_at(const std::string& arn_text, bool may_create,
                                       const std::string& place) {
  const auto arn = aws::parse_arn(arn_text);
  if (!arn || arn->realm() != resolution_.realm) return nullptr;
  DesiredQueue& queue = out_.desired.queues[arn_text];
  queue.may_create = may_create || (queue.arn == arn_text && queue.may_create);
  queue.arn = arn_text;
  queue.name = arn->resource;
  if (queue.place.empty()) queue.place = place;
  return &queue;
}

void DesiredBuilder::add_destination(const spec::Route& route, const spec::Target& target,
                                     const DesiredRule& rule, const std::string& arn_text) {
  const auto arn = aws::parse_arn(arn_text);
  if (!arn) return;
  const aws::TargetKind kind = aws::target_kind(*arn);
  refer_to_target(route, target, rule, *arn);
  if (is_elsewhere(*arn)) {
    if (!target.subscribers.empty())
      problem(route,
              fmt::format("its topic {} is in another account or region, where nothing is subscribed "
                          "from here",
                          arn_text),
              "drop subscribers:, and have the topic's owner subscribe them");
    return;
  }
  if (!target.manage_policy) note_statement(rule, arn_text, kind);
  const bool given = target.value.starts_with("arn:");
  if (kind == aws::TargetKind::kSns) add_topic(route, target, arn_text, arn->resource, !given);
  if (kind == aws::TargetKind::kSqs) {
    if (DesiredQueue* queue = queue_at(arn_text, !given, place_of(route, target.position));
        queue != nullptr && target.manage_policy) {
      queue->services.insert(kEventsService);
      queue->sources.insert(rule_source(rule));
    }
  }
  if (kind == aws::TargetKind::kLambda && target.manage_policy) {
    const bool first = rule.name == rule.first_name;
    add_permission(arn_text, first ? rule.name : rule.first_name + "-more", route_source(rule),
                   place_of(route, target.position));
  }
}

void DesiredBuilder::add_permission(const std::string& function_arn, const std::string& name,
                                    const std::string& source, const std::string& place) {
  const std::string id = spec::cut_name(permission_prefix(spec_.stack) + name, 100);
  auto& all = out_.desired.permissions;
  const bool known = std::any_of(all.begin(), all.end(), [&](const DesiredPermission& p) {
    return p.function_arn == function_arn && p.rule_arn == source;
  });
  if (known) return;
  std::string statement = base::replace_all(id, ".", "-");
  const bool taken = std::any_of(all.begin(), all.end(), [&](const DesiredPermission& p) {
    return p.function_arn == function_arn && p.statement_id == statement;
  });
  // Rules of one name on two buses.
  if (taken) statement = spec::cut_name(statement + "-" + base::hex(base::sha256(source)).substr(0, 8), 100);
  all.push_back({function_arn, std::move(statement), source, place});
}

void DesiredBuilder::note_statement(const DesiredRule& rule, const std::string& arn, aws::TargetKind kind) {
  json::Object statement;
  if (kind == aws::TargetKind::kSns) statement = topic_statement(arn);
  if (kind == aws::TargetKind::kSqs) {
    DesiredQueue queue;
    queue.arn = arn;
    queue.services = {kEventsService};
    queue.sources = {rule_source(rule)};
    statement = queue_statement(queue);
  }
  if (statement.empty()) return;
  out_.desired.notes.push_back(fmt::format("the policy of {} is left alone; it needs this statement: {}", arn,
                                           json::to_text(statement)));
}

void DesiredBuilder::add_topic(const spec::Route& route, const spec::Target& target, const std::string& arn,
                               const std::string& name, bool may_create) {
  DesiredTopic& topic = out_.desired.topics[arn];
  topic.may_create = may_create || (topic.arn == arn && topic.may_create);
  topic.arn = arn;
  topic.name = name;
  if (topic.place.empty()) topic.place = place_of(route, target.position);
  if (target.manage_policy) topic.statement = topic_statement(arn);
  for (const spec::Subscriber& subscriber : target.subscribers) add_subscriber(route, arn, subscriber);
}

void DesiredBuilder::add_subscriber(const spec::Route& route, const std::string& topic_arn,
                                    const spec::Subscriber& subscriber) {
  DesiredSubscription out{topic_arn, subscriber.protocol, subscriber.endpoint, subscriber.raw, ""};
  if (subscriber.filter) out.filter = subscriber.filter->to_json();
  if (subscriber.protocol == "sqs") {
    const bool given = subscriber.endpoint.starts_with("arn:");
    if (!given) out.endpoint = aws::queue_arn(resolution_.realm, subscriber.endpoint);
    if (DesiredQueue* queue = queue_at(out.endpoint, !given, place_of(route, subscriber.position))) {
      queue->services.insert(kSnsService);
      queue->sources.insert(topic_arn);
    }
  }
  if (subscriber.protocol == "lambda") {
    out.endpoint = function_arn(subscriber.endpoint);
    const auto arn = aws::parse_arn(out.endpoint);
    if (arn && arn->realm() == resolution_.realm)
      add_permission(out.endpoint, topic_arn.substr(topic_arn.rfind(':') + 1) + "-topic", topic_arn,
                     place_of(route, subscriber.position));
  }
  const auto endpoint = aws::parse_arn(out.endpoint);
  if (endpoint && is_elsewhere(*endpoint)) refer_to_subscriber(route, topic_arn, subscriber, *endpoint);
  const auto same = [&](const DesiredSubscription& s) {
    return s.topic_arn == out.topic_arn && s.endpoint == out.endpoint;
  };
  auto& all = out_.desired.subscriptions;
  if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(out));
}

json::Object queue_statement(const DesiredQueue& queue) {
  if (queue.sources.empty()) return {};
  return {{"Effect", "Allow"},
          {"Principal", {{"Service", one_or_list(queue.services)}}},
          {"Action", "sqs:SendMessage"},
          {"Resource", queue.arn},
          {"Condition", {{"ArnLike", {{"aws:SourceArn", one_or_list(queue.sources)}}}}}};
}

}  // namespace sb::reconcile
