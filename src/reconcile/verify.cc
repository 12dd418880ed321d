// SPDX-License-Identifier: Apache-2.0
#include "reconcile/verify.h"

#include <fmt/format.h>

#include "aws/policy.h"
#include "reconcile/probe.h"
#include "reconcile/verify_partner.h"

namespace sb::reconcile {
namespace {

constexpr char kApply[] = "switchboard apply";

class Verifier {
 public:
  Verifier(const World& world, const Desired& desired, const Observed& observed, const PlanResult& plan)
      : world_(world), desired_(desired), observed_(observed), plan_(plan) {}

  std::vector<Check> run() {
    check_plan();
    for (Check& check : check_partner_road(desired_, observed_)) out_.push_back(std::move(check));
    for (const DesiredRule& rule : desired_.rules) check_rule(rule);
    for (const DesiredSubscription& subscription : desired_.subscriptions) check_subscription(subscription);
    return std::move(out_);
  }

 private:
  void add(std::string subject, std::string check, std::optional<bool> ok, std::string detail,
           std::string fix) {
    out_.push_back(
        {std::move(subject), std::move(check), ok, std::move(detail), ok == true ? "" : std::move(fix)});
  }

  void check_plan() {
    const std::string subject = "stack " + desired_.stack;
    for (const base::Error& problem : plan_.problems)
      add(subject, "can be planned", false, problem.message, problem.hint);
    for (const Change& change : plan_.plan.changes) {
      add(fmt::format("{} {}", change.kind, change.name), "is as the spec says", false,
          fmt::format("apply would {} it", action_word(change.action)), kApply);
    }
    if (plan_.problems.empty() && plan_.plan.changes.empty())
      add(subject, "is as the spec says", true, fmt::format("{} resources", plan_.plan.unchanged), "");
    for (const Operation& operation : plan_.plan.repeats) {
      if (const auto* type = std::get_if<SetEventType>(&operation)) {
        add("event type " + type->name, "is enabled", std::nullopt, "Genesys Cloud does not say", kApply);
      }
    }
  }

  void check_rule(const DesiredRule& rule) {
    const std::string subject = "rule " + rule.name;
    const auto at = observed_.rules.find(rule.arn);
    if (at == observed_.rules.end()) return add(subject, "exists", false, rule.arn, kApply);
    const bool enabled = at->second.rule.state != "DISABLED";
    const bool wanted = rule.state != "DISABLED";
    add(subject, wanted ? "is enabled" : "is disabled", enabled == wanted, at->second.rule.state,
        wanted ? fmt::format(
                     "write 'state: enabled' into the route and apply, or aws events enable-rule --name {}",
                     rule.name)
               : kApply);
    check_pattern(rule, subject, at->second.rule.pattern);
    for (const DesiredTarget& target : rule.targets) check_target(rule, target);
  }

  void check_pattern(const DesiredRule& rule, const std::string& subject, const std::string& live) {
    const auto probes = make_probes(rule.pattern, desired_.realm);
    static constexpr char kMatches[] = "its pattern matches an event that it should";
    static constexpr char kRefuses[] = "its pattern lets another event type pass by";
    if (!probes)
      return add(subject, kMatches, std::nullopt, "no such event could be made from the pattern",
                 "try it with a real event: switchboard match");
    const auto ask = [&](const std::string& event, bool wanted, const char* check) {
      const auto answer = world_.eventbridge.test_event_pattern(live, event);
      if (!answer) return add(subject, check, std::nullopt, answer.error().message, answer.error().hint);
      add(subject, check, *answer == wanted,
          fmt::format("TestEventPattern answered {}", *answer ? "true" : "false"), kApply);
    };
    ask(probes->matching, true, kMatches);
    ask(probes->other, false, kRefuses);
  }

  // Whether a policy lets a service act on a resource on behalf of `source` (empty: no source is sent).
  static bool allows(const std::string& policy_text, const char* service, const char* action,
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
    return policy.ok() && aws::evaluate(*policy, request) == aws::PolicyVerdict::kAllow;
  }

  void check_queue(const std::string& arn, const char* service, const std::string& source, const char* role) {
    const std::string subject = fmt::format("{} {}", role, arn.substr(arn.rfind(':') + 1));
    const auto at = observed_.queues.find(arn);
    if (at == observed_.queues.end()) {
      const auto parsed = aws::parse_arn(arn);
      const bool foreign = !parsed || parsed->realm() != desired_.realm;
      return add(subject, "exists", foreign ? std::nullopt : std::optional(false),
                 foreign ? "it is in another account or region" : arn, kApply);
    }
    const auto policy = at->second.attributes.find("Policy");
    const bool ok = policy != at->second.attributes.end() &&
                    allows(policy->second, service, "sqs:SendMessage", arn, source);
    add(subject, fmt::format("its policy lets {} send for {}", service, source), ok, arn, kApply);
    if (const auto key = at->second.attributes.find("KmsMasterKeyId");
        key != at->second.attributes.end() && !key->second.empty()) {
      add(subject, "its KMS key lets the sender use it", std::nullopt, key->second,
          fmt::format("the key's policy must grant {} kms:Decrypt and kms:GenerateDataKey", service));
    }
  }

  void check_target(const DesiredRule& rule, const DesiredTarget& target) {
    const auto arn = aws::parse_arn(target.arn);
    const bool has_role = target.wire.contains("RoleArn");
    const aws::TargetKind kind = arn ? aws::target_kind(*arn) : aws::TargetKind::kOther;
    if (kind == aws::TargetKind::kSns) check_topic(target.arn, has_role);
    if (kind == aws::TargetKind::kSqs && !has_role)
      check_queue(target.arn, "events.amazonaws.com", rule.arn, "queue");
    if (kind == aws::TargetKind::kLambda && !has_role) check_function(target.arn, rule.arn);
    if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig")) {
      check_queue(json::string_or_empty(*letters, "Arn"), "events.amazonaws.com", rule.arn,
                  "dead-letter queue");
    }
  }

  void check_topic(const std::string& arn, bool has_role) {
    const std::string subject = "topic " + arn.substr(arn.rfind(':') + 1);
    const auto at = observed_.topics.find(arn);
    if (at == observed_.topics.end()) {
      const auto parsed = aws::parse_arn(arn);
      const bool foreign = !parsed || parsed->realm() != desired_.realm;
      return add(subject, "exists", foreign ? std::nullopt : std::optional(false), arn, kApply);
    }
    if (has_role)
      return add(subject, "lets the target's role publish", std::nullopt, "the role's policy was not read",
                 "");
    const auto policy = at->second.attributes.find("Policy");
    const bool ok = policy != at->second.attributes.end() &&
                    allows(policy->second, "events.amazonaws.com", "sns:Publish", arn, "");
    add(subject, "its policy lets EventBridge publish", ok, "a statement with a Condition does not count",
        kApply);
    if (const auto key = at->second.attributes.find("KmsMasterKeyId");
        key != at->second.attributes.end() && !key->second.empty()) {
      add(subject, "its KMS key lets EventBridge use it", std::nullopt, key->second,
          "the key's policy must grant events.amazonaws.com kms:Decrypt and kms:GenerateDataKey");
    }
  }

  void check_function(const std::string& arn, const std::string& rule_arn) {
    if (observed_.closed_functions.contains(arn)) {
      return add("function " + arn.substr(arn.rfind(':') + 1), "its policy lets the rule invoke it",
                 std::nullopt, "its policy may not be read", "give the caller lambda:GetPolicy");
    }
    const auto at = observed_.function_policies.find(arn);
    const bool ok = at != observed_.function_policies.end() &&
                    allows(at->second, "events.amazonaws.com", "lambda:InvokeFunction", arn, rule_arn);
    add("function " + arn.substr(arn.rfind(':') + 1), "its policy lets the rule invoke it", ok, arn, kApply);
  }

  void check_subscription(const DesiredSubscription& wanted) {
    const std::string subject = fmt::format(
        "subscription {} -> {}", wanted.topic_arn.substr(wanted.topic_arn.rfind(':') + 1), wanted.endpoint);
    const auto topic = observed_.topics.find(wanted.topic_arn);
    const ObservedSubscription* found = nullptr;
    if (topic != observed_.topics.end()) {
      for (const ObservedSubscription& item : topic->second.subscriptions) {
        if (item.subscription.protocol == wanted.protocol && item.subscription.endpoint == wanted.endpoint)
          found = &item;
      }
    }
    const bool confirmed = found != nullptr && found->subscription.arn.starts_with("arn:");
    add(subject, "is confirmed", confirmed, found == nullptr ? "there is none" : found->subscription.arn,
        found == nullptr ? kApply : "open the SubscribeURL that was sent to the endpoint");
    if (wanted.protocol == "sqs")
      check_queue(wanted.endpoint, "sns.amazonaws.com", wanted.topic_arn, "queue");
  }

  const World& world_;
  const Desired& desired_;
  const Observed& observed_;
  const PlanResult& plan_;
  std::vector<Check> out_;
};

}  // namespace

std::vector<Check> verify(const World& world, const Desired& desired, const Observed& observed,
                          const PlanResult& plan) {
  return Verifier(world, desired, observed, plan).run();
}

}  // namespace sb::reconcile
