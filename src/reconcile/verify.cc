// SPDX-License-Identifier: Apache-2.0
#include "reconcile/verify.h"

#include <fmt/format.h>

#include "base/side_by_side.h"
#include "base/text.h"
#include "reconcile/hops.h"
#include "reconcile/probe.h"
#include "reconcile/subscription_name.h"
#include "reconcile/verify_partner.h"

namespace sb::reconcile {
namespace {

constexpr size_t kValueMax = 120;

std::string shown(const std::string& value) {
  if (value.empty()) return "absent";
  return base::cut_text(value, kValueMax);
}

// What differs between what is live and the spec.
std::string drift_of(const Change& change) {
  if (change.action == Action::kCreate) return "it is missing";
  if (change.action == Action::kDelete) return "it is live, and the spec does not want it";
  std::string out = "it differs from the spec";
  for (const Difference& d : change.diff)
    out += fmt::format("; {} is {}, the spec says {}", d.path, shown(d.before), shown(d.after));
  return out;
}

class Verifier {
 public:
  Verifier(const World& world, const Desired& desired, const Observed& observed, const PlanResult& plan,
           const Commands& commands, size_t workers)
      : world_(world),
        desired_(desired),
        observed_(observed),
        plan_(plan),
        commands_(commands),
        workers_(workers) {}

  std::vector<Check> run() {
    check_plan();
    for (Check& check : check_partner_road(desired_, observed_, commands_)) out_.push_back(std::move(check));
    for (const DesiredRule& rule : desired_.rules) check_rule(rule);
    for (const DesiredSubscription& subscription : desired_.subscriptions) check_subscription(subscription);
    answer_questions();
    return std::move(out_);
  }

 private:
  // What TestEventPattern is to be asked, and the check that waits for its answer.
  struct Question {
    size_t place;  // in out_
    const std::string& pattern;
    std::string event;
    bool wanted;
  };

  void ask(const std::string& subject, const std::string& check, const std::string& pattern,
           std::string event, bool wanted) {
    questions_.push_back({out_.size(), pattern, std::move(event), wanted});
    out_.push_back({subject, check, std::nullopt, "", ""});
  }

  void answer_questions() {
    base::side_by_side(questions_.size(), workers_, [this](size_t i) {
      const Question& question = questions_[i];
      Check& check = out_[question.place];
      check = check_answer(world_.eventbridge, check.subject, check.check, question.pattern, question.event,
                           question.wanted, commands_);
    });
  }

  void add(std::string subject, std::string check, std::optional<bool> ok, std::string detail,
           std::string fix) {
    out_.push_back(
        {std::move(subject), std::move(check), ok, std::move(detail), ok == true ? "" : std::move(fix)});
  }

  void check_plan() {
    const std::string subject = "stack " + desired_.stack;
    for (const base::Error& problem : plan_.problems)
      add(subject, "can be planned", false, problem.message, problem.hint);
    for (const QueueDrift& drift : plan_.plan.queue_drift) {
      add(fmt::format("queues of route '{}'", drift.route), "have the ids that its rules wait for", false,
          words_for(drift), commands_.apply);
    }
    for (const Change& change : plan_.plan.changes) {
      add(fmt::format("{} {}", change.kind, change.name), "is as the spec says", false, drift_of(change),
          commands_.apply);
    }
    for (const std::string& kept : all_kept(plan_.plan))
      add(subject, "has nothing that the spec does not want", std::nullopt, kept, commands_.apply);
    if (plan_.problems.empty() && plan_.plan.changes.empty())
      add(subject, "is as the spec says", true, fmt::format("{} resources", plan_.plan.unchanged), "");
    for (const Operation& operation : plan_.plan.repeats) {
      if (const auto* type = std::get_if<SetEventType>(&operation)) check_event_type(*type);
    }
  }

  void check_event_type(const SetEventType& type) {
    const std::string subject = "event type " + type.name;
    const auto at = observed_.event_types.find(type.name);
    if (at != observed_.event_types.end() && at->second == genesys::EventTypeState::kNoSuchApi) {
      add(subject, "is enabled", std::nullopt, genesys::kNoEventTypes, genesys::kUsePartnerBus);
    } else {
      add(subject, "is enabled", std::nullopt, "Genesys Cloud does not say", commands_.apply);
    }
  }

  void check_rule(const DesiredRule& rule) {
    const auto at = observed_.rules.find(rule.arn);
    if (at == observed_.rules.end())
      return add("rule " + rule.name, "exists", false, rule.arn, commands_.apply);
    out_.push_back(check_rule_state(rule, at->second.rule.state, commands_));
    const std::string& schedule = at->second.rule.schedule;
    if (!schedule.empty())
      add("rule " + rule.name, "waits for events alone", std::nullopt,
          "it has a schedule too, whose events come to its targets: " + schedule,
          "take the schedule off the rule");
    check_pattern(rule, at->second.rule.pattern);
    for (const DesiredTarget& target : rule.targets) check_target(rule, target);
  }

  void check_pattern(const DesiredRule& rule, const std::string& live) {
    const std::string subject = "rule " + rule.name;
    const auto probes = make_probes(rule.pattern, desired_.realm);
    static constexpr char kMatches[] = "its pattern matches an event that it should";
    if (!probes)
      return add(subject, kMatches, std::nullopt, "no such event could be made from the pattern",
                 fmt::format("try it with a real event: {} --event FILE", commands_.doctor));
    ask(subject, kMatches, live, probes->matching, true);
    if (probes->other)
      ask(subject, fmt::format("its pattern lets {} pass by", probes->other->what), live,
          probes->other->event, false);
  }

  bool is_foreign(const std::string& arn) const {
    const auto parsed = aws::parse_arn(arn);
    return !parsed || parsed->realm() != desired_.realm;
  }

  // What was not found when it was looked for. Apply can do nothing about other accounts.
  void add_missing(const std::string& subject, const std::string& arn, const char* service) {
    if (!is_foreign(arn)) return add(subject, "exists", false, arn, commands_.apply);
    add(subject, "exists", std::nullopt, arn + " is in another account or region",
        fmt::format("see there that it exists and that its policy lets {} in", service));
  }

  void check_queue(const std::string& arn, const char* service, const std::string& source, const char* role) {
    const std::string subject = fmt::format("{} {}", role, name_in(arn));
    const auto at = observed_.queues.find(arn);
    if (at == observed_.queues.end()) {
      return add_missing(subject, arn, service);
    }
    out_.push_back(check_queue_policy(subject, arn, at->second.attributes, service, source, commands_));
    add_key(check_key(subject, "its KMS key lets the sender use it", at->second.attributes, service));
  }

  void add_key(std::optional<Check> key) {
    if (key) out_.push_back(std::move(*key));
  }

  void check_target(const DesiredRule& rule, const DesiredTarget& target) {
    const auto arn = aws::parse_arn(target.arn);
    const bool has_role = target.wire.contains("RoleArn");
    const aws::TargetKind kind = arn ? aws::target_kind(*arn) : aws::TargetKind::kOther;
    if (kind == aws::TargetKind::kSns) check_topic(target.arn, has_role);
    if (kind == aws::TargetKind::kSqs && !has_role)
      check_queue(target.arn, kEventsService, rule.arn, "queue");
    if (kind == aws::TargetKind::kLambda && !has_role) check_function(target.arn, rule.arn);
    if (kind == aws::TargetKind::kBus || kind == aws::TargetKind::kOther ||
        (has_role && kind != aws::TargetKind::kSns)) {
      const auto bus = observed_.target_buses.find(target.arn);
      const bool read = bus != observed_.target_buses.end();
      const bool missing = read && !bus->second;
      add("target " + target.arn, "exists and takes what comes",
          missing ? std::optional(false) : std::nullopt,
          missing ? "there is no such event bus"
          : read  ? "it exists; its policy was not read"
                  : "it was not read",
          missing    ? "create it"
          : has_role ? "see that the target's role may reach it"
                     : "see that its policy lets the rule in");
    }
    if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig")) {
      check_queue(json::string_or_empty(*letters, "Arn"), kEventsService, rule.arn, "dead-letter queue");
    }
  }

  void check_topic(const std::string& arn, bool has_role) {
    const std::string subject = "topic " + name_in(arn);
    const auto at = observed_.topics.find(arn);
    if (at == observed_.topics.end()) {
      return add_missing(subject, arn, kEventsService);
    }
    if (has_role)
      return add(subject, "lets the target's role publish", std::nullopt, "the role's policy was not read",
                 "");
    out_.push_back(check_topic_policy(arn, at->second.attributes, commands_));
    add_key(check_key(subject, "its KMS key lets EventBridge use it", at->second.attributes, kEventsService));
  }

  void check_function(const std::string& arn, const std::string& source_arn) {
    const bool topic = aws::service_principal(source_arn) == kSnsService;
    const char* const invokes =
        topic ? "its policy lets the topic invoke it" : "its policy lets the rule invoke it";
    if (observed_.closed_functions.contains(arn)) {
      return add("function " + name_in(arn), invokes, std::nullopt, "its policy may not be read",
                 "give the caller lambda:GetPolicy");
    }
    const auto at = observed_.function_policies.find(arn);
    const std::string policy = at == observed_.function_policies.end() ? "" : at->second;
    out_.push_back(check_function_policy(arn, policy, aws::service_principal(source_arn).c_str(), source_arn,
                                         invokes, commands_));
  }

  void check_subscription(const DesiredSubscription& wanted) {
    const auto topic = observed_.topics.find(wanted.topic_arn);
    const awsclient::Subscription* found = nullptr;
    if (topic != observed_.topics.end()) {
      for (const ObservedSubscription& item : topic->second.subscriptions) {
        if (item.subscription.protocol == wanted.protocol &&
            is_endpoint(wanted.endpoint, item.subscription.endpoint))
          found = &item.subscription;
      }
    }
    out_.push_back(check_confirmed(wanted, found, commands_));
    if (wanted.protocol == "lambda") check_function(wanted.endpoint, wanted.topic_arn);
    if (wanted.protocol == "sqs") check_queue(wanted.endpoint, kSnsService, wanted.topic_arn, "queue");
  }

  const World& world_;
  const Desired& desired_;
  const Observed& observed_;
  const PlanResult& plan_;
  const Commands& commands_;
  const size_t workers_;
  std::vector<Check> out_;
  std::vector<Question> questions_;
};

}  // namespace

std::vector<Check> verify(const World& world, const Desired& desired, const Observed& observed,
                          const PlanResult& plan, const Commands& commands, size_t workers) {
  return Verifier(world, desired, observed, plan, commands, workers).run();
}

}  // namespace sb::reconcile
