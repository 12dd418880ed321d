// SPDX-License-Identifier: Apache-2.0
#include "reconcile/hops.h"

#include <fmt/format.h>

namespace sb::reconcile {
namespace {

constexpr char kApply[] = "switchboard apply";

Check judged(std::string subject, std::string check, bool ok, std::string detail, std::string fix) {
  return {std::move(subject), std::move(check), ok, std::move(detail), ok ? "" : std::move(fix)};
}

std::string attribute(const std::map<std::string, std::string>& attributes, const char* name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? "" : at->second;
}

bool allows(const std::map<std::string, std::string>& attributes, const char* service, const char* action,
            const std::string& resource, const std::string& source) {
  return ask_policy(attribute(attributes, "Policy"), service, action, resource, source) ==
         aws::PolicyVerdict::kAllow;
}

}  // namespace

std::string name_in(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

aws::PolicyVerdict ask_policy(const std::string& policy_text, const char* service, const char* action,
                              const std::string& resource, const std::string& source) {
  const auto policy = aws::parse_policy(policy_text);
  aws::PolicyRequest request;
  request.principal_service = service;
  request.action = action;
  request.resource = resource;
  if (!source.empty()) {
    request.context["aws:sourcearn"] = source;
    if (const auto arn = aws::parse_arn(source)) request.context["aws:sourceaccount"] = arn->account;
  }
  return policy.ok() ? aws::evaluate(*policy, request) : aws::PolicyVerdict::kNoStatement;
}

Check check_rule_state(const DesiredRule& wanted, const std::string& live_state) {
  const bool enabled = wanted.state != "DISABLED";
  return judged(
      "rule " + wanted.name, enabled ? "is enabled" : "is disabled", (live_state != "DISABLED") == enabled,
      live_state,
      enabled ? fmt::format(
                    "write 'state: enabled' into the route and apply, or aws events enable-rule --name {}",
                    wanted.name)
              : kApply);
}

Check check_answer(awsclient::EventBridge& eventbridge, const std::string& subject, const std::string& check,
                   const std::string& pattern, const std::string& event, bool wanted) {
  const auto answer = eventbridge.test_event_pattern(pattern, event);
  if (!answer) return {subject, check, std::nullopt, answer.error().message, answer.error().hint};
  return judged(subject, check, *answer == wanted,
                fmt::format("TestEventPattern answered {}", *answer ? "true" : "false"), kApply);
}

Check check_topic_policy(const std::string& arn, const awsclient::Attributes& attributes) {
  const bool ok = allows(attributes, kEventsService, "sns:Publish", arn, "");
  return judged("topic " + name_in(arn), "its policy lets EventBridge publish", ok,
                "a statement with a Condition does not count", kApply);
}

Check check_queue_policy(const std::string& subject, const std::string& arn,
                         const std::map<std::string, std::string>& attributes, const char* service,
                         const std::string& source) {
  const bool ok = allows(attributes, service, "sqs:SendMessage", arn, source);
  return judged(subject, fmt::format("its policy lets {} send for {}", service, source), ok, arn, kApply);
}

std::optional<Check> check_key(const std::string& subject, const std::string& check,
                               const std::map<std::string, std::string>& attributes, const char* service) {
  const std::string key = attribute(attributes, "KmsMasterKeyId");
  if (key.empty()) return std::nullopt;
  return Check{subject, check, std::nullopt, key,
               fmt::format("the key's policy must grant {} kms:Decrypt and kms:GenerateDataKey", service)};
}

Check check_function_policy(const std::string& arn, const std::string& policy, const char* service,
                            const std::string& source, const char* check) {
  const bool ok =
      ask_policy(policy, service, "lambda:InvokeFunction", arn, source) == aws::PolicyVerdict::kAllow;
  return judged("function " + name_in(arn), check, ok, arn, kApply);
}

Check check_confirmed(const DesiredSubscription& wanted, const awsclient::Subscription* found) {
  const std::string subject =
      fmt::format("subscription {} -> {}", name_in(wanted.topic_arn), wanted.endpoint);
  return judged(subject, "is confirmed", found != nullptr && found->arn.starts_with("arn:"),
                found == nullptr ? "there is none" : found->arn,
                found == nullptr ? kApply : "open the SubscribeURL that was sent to the endpoint");
}

}  // namespace sb::reconcile
