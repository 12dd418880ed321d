// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reconcile/doctor/walk.h"
#include "reconcile/hops.h"
#include "reconcile/kept.h"

namespace sb::reconcile::doctor {
namespace {

constexpr size_t kInputShown = 200;  // characters

std::string other_world(const std::string& arn, const char* service, const char* action,
                        const std::string& source) {
  return fmt::format("have its owner let {} do {} on {} for {}", service, action, arn, source);
}

}  // namespace

void Walk::walk_target(const DesiredRule& rule, const DesiredTarget& wanted) {
  static constexpr char kAttached[] = "is attached to the rule";
  static constexpr char kBehind[] = "what it leads to, subscribers and dead letters";
  const std::string subject = fmt::format("target {} of {}", wanted.id, rule.name);
  const auto& targets = live_->targets(rule.bus, rule.name);
  if (!targets.ok()) {
    chain_.unreadable(subject, kAttached, kAwsOwner, targets.error());
    return walk_destination(rule, wanted, wanted.wire);
  }
  const auto live = std::find_if(targets->begin(), targets->end(),
                                 [&](const awsclient::RuleTarget& target) { return target.id == wanted.id; });
  if (live == targets->end()) {
    chain_.bad(subject, kAttached, kAwsOwner,
               fmt::format("the rule has {} targets, and not this one", targets->size()),
               request_.commands.apply);
    return chain_.leave(kBehind);
  }
  const std::string leads_to = json::string_or_empty(live->wire, "Arn");
  if (leads_to != wanted.arn) {
    chain_.bad(subject, kAttached, kAwsOwner,
               fmt::format("it leads to {}, the spec says {}", leads_to, wanted.arn),
               request_.commands.apply);
    return chain_.leave(kBehind);
  }
  chain_.good(subject, kAttached, wanted.arn);
  check_input(subject, wanted.wire, live->wire);
  walk_destination(rule, wanted, live->wire);
  walk_dead_letters(rule, wanted, live->wire);
}

void Walk::check_input(const std::string& subject, const json::Object& wanted, const json::Object& live) {
  for (const char* name : {"Input", "InputPath", "InputTransformer"}) {
    const json::Value* asked = wanted.if_contains(name);
    const json::Value* found = live.if_contains(name);
    if (asked == nullptr ? found == nullptr : found != nullptr && *found == *asked) continue;
    const auto shown = [](const json::Value* value) {
      return value == nullptr ? "none" : base::cut_text(json::to_text(*value), kInputShown);
    };
    chain_.bad(subject, "is given what the spec says", kAwsOwner,
               fmt::format("its {} is {}, the spec says {}; what a template makes no JSON of is dropped "
                           "without a dead letter",
                           name, shown(found), shown(asked)),
               request_.commands.apply);
    return;
  }
}

void Walk::walk_destination(const DesiredRule& rule, const DesiredTarget& wanted, const json::Object& live) {
  const auto arn = aws::parse_arn(wanted.arn);
  const aws::TargetKind kind = arn ? aws::target_kind(*arn) : aws::TargetKind::kOther;
  const std::string role = json::string_or_empty(live, "RoleArn");
  if (!role.empty() && kind != aws::TargetKind::kSns) {
    chain_.unknown(fmt::format("target {} of {}", wanted.id, rule.name), "its role lets it be reached",
                   kAwsOwner, "the policy of " + role + " was not read",
                   fmt::format("{} iam list-role-policies --role-name {}", request_.commands.aws,
                               role.substr(role.rfind('/') + 1)));
    return;
  }
  switch (kind) {
    case aws::TargetKind::kSns:
      return walk_topic(rule, wanted, live);
    case aws::TargetKind::kSqs:
      check_queue("queue", wanted.arn, kEventsService, rule.arn, is_ours(wanted.arn));
      return;
    case aws::TargetKind::kLambda:
      return check_function(wanted.arn, kEventsService, rule.arn);
    case aws::TargetKind::kBus:
      return check_bus_target(wanted.arn);
    case aws::TargetKind::kOther:
      break;
  }
  chain_.unknown(fmt::format("target {} of {}", wanted.id, rule.name), "takes the event", kAwsOwner,
                 "what stands behind targets of this kind is not known here", "look at " + wanted.arn);
}

void Walk::check_function(const std::string& arn, const char* service, const std::string& source) {
  static constexpr char kInvokes[] = "its policy lets the event in";
  const std::string subject = "function " + name_in(arn);
  if (is_foreign(arn)) {
    chain_.unknown(subject, kInvokes, kReceiver, "it is in another account or region",
                   other_world(arn, service, "lambda:InvokeFunction", source));
    return;
  }
  const auto& policy = live_->function_policy(arn);
  if (!policy.ok() && policy.error().code == "ResourceNotFoundException") {
    chain_.bad(subject, "exists", kReceiver, "there is no such function", "deploy it, or correct the spec");
    return;
  }
  if (!policy.ok()) {
    chain_.unreadable(subject, kInvokes, kReceiver, policy.error());
    return;
  }
  Check check =
      check_function_policy(arn, policy->value_or(""), service, source, kInvokes, request_.commands);
  if (check.ok == false) {
    check.detail = fmt::format("no statement lets {} invoke it for {}", service, source);
    check.fix = fmt::format(
        "{}; or {} lambda add-permission --function-name {} --statement-id switchboard --action "
        "lambda:InvokeFunction --principal {} --source-arn {}",
        request_.commands.apply, request_.commands.aws, arn, service, source);
  }
  chain_.add(std::move(check), kReceiver);
}

void Walk::check_bus_target(const std::string& arn) {
  const std::string subject = "event bus " + name_in(arn);
  if (is_foreign(arn)) {
    chain_.unknown(subject, "lets the event in", kReceiver, "it is in another account or region",
                   "have its owner allow this account events:PutEvents on it");
    return;
  }
  const std::string name = aws::bus_name(arn);
  const auto& rules = live_->rules(name);
  if (rules.ok()) {
    chain_.good(subject, "exists");
  } else if (rules.error().code == "ResourceNotFoundException") {
    chain_.bad(subject, "exists", kAwsOwner, "there is no such bus",
               fmt::format("{} events create-event-bus --name {}", request_.commands.aws, name));
  } else {
    chain_.unreadable(subject, "exists", kAwsOwner, rules.error());
  }
}

bool Walk::check_queue(const std::string& role, const std::string& arn, const char* service,
                       const std::string& source, bool ours) {
  const std::string subject = fmt::format("{} {}", role, name_in(arn));
  if (is_foreign(arn)) {
    return chain_.unknown(subject, "exists", kReceiver, "it is in another account or region",
                          other_world(arn, service, "sqs:SendMessage", source));
  }
  const auto& queue = live_->queue(arn);
  if (!queue.ok()) return chain_.unreadable(subject, "exists", kAwsOwner, queue.error());
  if (!*queue) {
    const auto wanted = desired_.queues.find(arn);
    const bool may_create = wanted != desired_.queues.end() && wanted->second.may_create;
    return chain_.bad(subject, "exists", may_create ? kAwsOwner : kReceiver, "there is no such queue: " + arn,
                      may_create ? request_.commands.apply
                                 : fmt::format("{} sqs create-queue --queue-name {}; then {}",
                                               request_.commands.aws, name_in(arn), request_.commands.apply));
  }
  const auto& attributes = (*queue)->attributes;
  const auto depth = attributes.find("ApproximateNumberOfMessages");
  chain_.good(subject, "exists",
              depth == attributes.end() ? "" : fmt::format("{} messages wait in it", depth->second));
  Check policy = check_queue_policy(subject, arn, attributes, service, source, request_.commands);
  const auto text = attributes.find("Policy");
  const bool denied = text != attributes.end() &&
                      find_denial(text->second, service, "sqs:SendMessage", arn, source).has_value();
  if (policy.ok == false && !denied) {
    policy.detail =
        fmt::format("{} may not send to it for {}, so that what is sent is refused", service, source);
    policy.fix = ours ? request_.commands.apply
                      : fmt::format("let {} do sqs:SendMessage in the policy of {}, for the aws:SourceArn {}",
                                    service, arn, source);
  }
  return chain_.add(std::move(policy), ours ? kAwsOwner : kReceiver) &&
         check_key(subject, attributes, service);
}

bool Walk::check_key(const std::string& subject, const std::map<std::string, std::string>& attributes,
                     const char* service) {
  auto check = reconcile::check_key(subject, "its KMS key lets the sender use it", attributes, service);
  if (!check) return true;
  if (check->ok == false) return chain_.add(std::move(*check), kAwsOwner);
  check->fix += fmt::format("; look at it by {} kms get-key-policy --policy-name default --key-id {}",
                            request_.commands.aws, check->detail);
  return chain_.add(std::move(*check), kAwsOwner);
}

void Walk::walk_dead_letters(const DesiredRule& rule, const DesiredTarget& wanted, const json::Object& live) {
  const json::Object* letters = json::find_object(wanted.wire, "DeadLetterConfig");
  if (letters == nullptr) return;
  const std::string arn = json::string_or_empty(*letters, "Arn");
  const json::Object* found = json::find_object(live, "DeadLetterConfig");
  const std::string live_arn = found == nullptr ? "" : json::string_or_empty(*found, "Arn");
  if (live_arn != arn) {
    chain_.bad(fmt::format("target {} of {}", wanted.id, rule.name), "has its dead-letter queue", kAwsOwner,
               live_arn.empty()
                   ? "events that cannot be delivered are lost"
                   : fmt::format("events that cannot be delivered go to {}, the spec says {}", live_arn, arn),
               request_.commands.apply);
    return;
  }
  const std::string role = "dead-letter queue";
  if (!check_queue(role, arn, kEventsService, rule.arn, is_ours(arn)) || is_foreign(arn)) return;
  const auto& queue = live_->queue(arn);
  if (queue.ok() && *queue) check_depth(fmt::format("{} {}", role, name_in(arn)), **queue);
}

void Walk::check_depth(const std::string& subject, const ObservedQueue& queue) {
  const auto held = queue.attributes.find("ApproximateNumberOfMessagesNotVisible");
  const int64_t all = messages_in(queue.attributes);
  if (all == 0) {
    chain_.good(subject, "is empty");
    return;
  }
  // To read one is to receive it, which counts against it: that is left to whoever looks.
  chain_.bad(
      subject, "is empty", kAwsOwner,
      fmt::format(
          "{} events that could not be delivered are in it, {} of them with somebody who looks at them; "
          "each says why in the attributes ERROR_CODE and ERROR_MESSAGE, for which RULE_ARN and "
          "TARGET_ARN. Reading one counts as a receive, so none was read",
          all, held == queue.attributes.end() ? "0" : held->second),
      fmt::format(
          "look at one, without hiding it: {} sqs receive-message --queue-url {} --visibility-timeout 0 "
          "--message-attribute-names All (NO_PERMISSIONS: a policy refused it; NO_RESOURCE: the target is "
          "gone; "
          "THROTTLING, TIMEOUT: it was too busy for as long as was tried); mend that, then move or purge "
          "them",
          request_.commands.aws, queue.url));
}

}  // namespace sb::reconcile::doctor
