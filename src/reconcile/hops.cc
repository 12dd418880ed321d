// SPDX-License-Identifier: Apache-2.0
#include "reconcile/hops.h"

#include <fmt/format.h>

#include "base/text.h"
#include "reconcile/subscription_name.h"

namespace sb::reconcile {
namespace {

Check judged(std::string subject, std::string check, bool ok, std::string detail, std::string fix) {
  return {std::move(subject), std::move(check), ok, std::move(detail), ok ? "" : std::move(fix)};
}

Check judged(std::string subject, std::string check, aws::PolicyVerdict verdict, std::string detail,
             std::string fix) {
  if (verdict != aws::PolicyVerdict::kUndecided)
    return judged(std::move(subject), std::move(check), verdict == aws::PolicyVerdict::kAllow,
                  std::move(detail), std::move(fix));
  return {std::move(subject), std::move(check), std::nullopt,
          "its policy hangs on conditions that cannot be decided from here",
          "look at the conditions of its statements: they ask for what only AWS knows of a call"};
}

std::string attribute(const std::map<std::string, std::string>& attributes, const char* name) {
  const auto at = attributes.find(name);
  return at == attributes.end() ? "" : at->second;
}

aws::PolicyRequest request_of(const char* service, const char* action, const std::string& resource,
                              const std::string& source) {
  aws::PolicyRequest request;
  request.principal_service = service;
  request.action = action;
  request.resource = resource;
  request.is_complete = false;
  if (!source.empty()) {
    request.context["aws:sourcearn"] = source;
    if (const auto arn = aws::parse_arn(source)) request.context["aws:sourceaccount"] = arn->account;
  }
  return request;
}

// `otherwise` tells of a policy that just does not allow it.
Check judged_by_policy(Check otherwise, const std::map<std::string, std::string>& attributes,
                       const char* service, const char* action, const std::string& resource,
                       const std::string& source) {
  const std::string policy = attribute(attributes, "Policy");
  if (auto denial = find_denial(policy, service, action, resource, source)) {
    otherwise.detail = std::move(denial->detail);
    otherwise.fix = std::move(denial->fix);
  }
  return judged(std::move(otherwise.subject), std::move(otherwise.check),
                ask_policy(policy, service, action, resource, source), std::move(otherwise.detail),
                std::move(otherwise.fix));
}

}  // namespace

std::string name_in(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

aws::PolicyVerdict ask_policy(const std::string& policy_text, const char* service, const char* action,
                              const std::string& resource, const std::string& source) {
  const auto policy = aws::parse_policy(policy_text);
  return policy.ok() ? aws::evaluate(*policy, request_of(service, action, resource, source))
                     : aws::PolicyVerdict::kNoStatement;
}

std::optional<Denial> find_denial(const std::string& policy_text, const char* service, const char* action,
                                  const std::string& resource, const std::string& source) {
  const auto policy = aws::parse_policy(policy_text);
  if (!policy.ok()) return std::nullopt;
  const aws::PolicyRequest request = request_of(service, action, resource, source);
  std::vector<std::string> names;
  for (const aws::PolicyStatement& statement : policy->statements) {
    if (aws::evaluate({policy->version, policy->id, {statement}}, request) != aws::PolicyVerdict::kDeny)
      continue;
    names.push_back(statement.sid.empty() ? "(no Sid)" : fmt::format("'{}'", statement.sid));
  }
  if (names.empty()) return std::nullopt;
  const std::string what =
      fmt::format("{} {}", names.size() == 1 ? "the statement" : "the statements", base::join(names, ", "));
  return Denial{
      fmt::format("{} of its policy, with the effect Deny, {} {}", what,
                  names.size() == 1 ? "refuses" : "refuse", service),
      fmt::format("take {} out of the policy of {}, or {} out of what it refuses", what, resource, service)};
}

std::string bus_flag(const std::string& bus) { return bus == "default" ? "" : " --event-bus-name " + bus; }

Check check_rule_state(const DesiredRule& wanted, const std::string& live_state, const Commands& commands) {
  const bool enabled = wanted.state != "DISABLED";
  return judged(
      "rule " + wanted.name, enabled ? "is enabled" : "is disabled", (live_state != "DISABLED") == enabled,
      live_state,
      enabled ? fmt::format(
                    "write 'state: enabled' into the route; then {}; or {} events enable-rule --name {}{}",
                    commands.apply, commands.aws, wanted.name, bus_flag(wanted.bus))
              : commands.apply);
}

Check check_answer(awsclient::EventBridge& eventbridge, const std::string& subject, const std::string& check,
                   const std::string& pattern, const std::string& event, bool wanted,
                   const Commands& commands) {
  const auto answer = eventbridge.test_event_pattern(pattern, event);
  if (!answer) return {subject, check, std::nullopt, answer.error().message, answer.error().hint};
  return judged(subject, check, *answer == wanted,
                fmt::format("TestEventPattern answered {}", *answer ? "true" : "false"), commands.apply);
}

Check check_topic_policy(const std::string& arn, const awsclient::Attributes& attributes,
                         const Commands& commands) {
  return judged_by_policy({"topic " + name_in(arn), "its policy lets EventBridge publish", std::nullopt,
                           "a statement with a Condition does not count", commands.apply},
                          attributes, kEventsService, "sns:Publish", arn, "");
}

Check check_queue_policy(const std::string& subject, const std::string& arn,
                         const std::map<std::string, std::string>& attributes, const char* service,
                         const std::string& source, const Commands& commands) {
  return judged_by_policy({subject, fmt::format("its policy lets {} send for {}", service, source),
                           std::nullopt, arn, commands.apply},
                          attributes, service, "sqs:SendMessage", arn, source);
}

std::optional<Check> check_key(const std::string& subject, const std::string& check,
                               const std::map<std::string, std::string>& attributes, const char* service) {
  const std::string key = attribute(attributes, "KmsMasterKeyId");
  if (key.empty()) return std::nullopt;
  if (key.find("alias/aws/") != std::string::npos) {
    return Check{subject, check, false, key + " is a key of AWS's own, which no service may use to send",
                 fmt::format("encrypt it with a key of your own whose policy grants {} kms:Decrypt and "
                             "kms:GenerateDataKey*",
                             service)};
  }
  return Check{subject, check, std::nullopt, key,
               fmt::format("the key's policy must grant {} kms:Decrypt and kms:GenerateDataKey", service)};
}

Check check_function_policy(const std::string& arn, const std::string& policy, const char* service,
                            const std::string& source, const char* check, const Commands& commands) {
  return judged("function " + name_in(arn), check,
                ask_policy(policy, service, "lambda:InvokeFunction", arn, source), arn, commands.apply);
}

Check check_confirmed(const DesiredSubscription& wanted, const awsclient::Subscription* found,
                      const Commands& commands) {
  const std::string subject = "subscription " + subscription_name(wanted.topic_arn, wanted.endpoint);
  return judged(subject, "is confirmed", found != nullptr && found->arn.starts_with("arn:"),
                found == nullptr ? "there is none" : found->arn,
                found == nullptr ? commands.apply : "open the SubscribeURL that was sent to the endpoint");
}

}  // namespace sb::reconcile
