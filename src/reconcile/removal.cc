// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"

// What is no longer wanted. Rules are disabled first and deleted last: as long as a rule stands, its targets
// say what else the stack made, so a removal that was cut off at any call can be taken up again.
namespace sb::reconcile {
namespace {

std::string name_of(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

// The source ARN that a statement of a function's policy asks for; "" for none.
std::string source_of(const json::Object& statement) {
  const auto parsed = aws::parse_statement(statement);
  if (!parsed) return "";
  for (const aws::PolicyCondition& condition : parsed->conditions) {
    if (base::equals_ignore_case(condition.key, "aws:SourceArn") && !condition.values.empty())
      return condition.values.front();
  }
  return "";
}

int64_t messages_in(const awsclient::QueueAttributes& attributes) {
  int64_t total = 0;
  for (const char* name : {"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible",
                           "ApproximateNumberOfMessagesDelayed"}) {
    if (const auto at = attributes.find(name); at != attributes.end())
      total += base::parse_int(at->second).value_or(0);
  }
  return total;
}

}  // namespace

Planner::Leftovers Planner::find_leftovers(bool everything) const {
  Leftovers out;
  const auto note = [&](const std::string& text) {
    const auto arn = aws::parse_arn(text);
    if (!arn || arn->realm() != desired_.realm) return;
    if (arn->service == "lambda") out.functions.insert(text);
    if (sharing_.is_used_elsewhere(text)) return;
    if (arn->service == "sns" && (everything || !desired_.topics.contains(text))) out.topics.insert(text);
    if (arn->service == "sqs" && (everything || !desired_.queues.contains(text))) out.queues.insert(text);
  };
  find_leftover_rules(everything, out, note);
  if (everything) {
    for (const auto& [arn, topic] : desired_.topics) note(arn);
    for (const auto& [arn, queue] : desired_.queues) note(arn);
    for (const DesiredPermission& permission : desired_.permissions) note(permission.function_arn);
  }
  // Queues subscribed to topics that this stack made.
  for (const auto& [arn, topic] : observed_.topics) {
    for (const ObservedSubscription& item : topic.subscriptions) {
      if (sharing_.may_end(arn, item.subscription)) note(item.subscription.endpoint);
    }
  }
  return out;
}

void Planner::find_leftover_rules(bool everything, Leftovers& out,
                                  const std::function<void(const std::string& arn)>& note) const {
  for (const auto& [arn, found] : observed_.rules) {
    const bool wanted = !everything && std::any_of(desired_.rules.begin(), desired_.rules.end(),
                                                   [&](const DesiredRule& r) { return r.arn == arn; });
    if (!is_inside(found.rule, desired_.stack, options_.scope)) continue;
    if (!wanted) out.rules.push_back(&found);
    for (const awsclient::RuleTarget& target : found.targets) {
      note(json::string_or_empty(target.wire, "Arn"));
      if (const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig"))
        note(json::string_or_empty(*letters, "Arn"));
    }
  }
}

HeldPolicy Planner::held_queue(const std::string& arn) const {
  const auto at = observed_.queues.find(arn);
  return at == observed_.queues.end() ? HeldPolicy{}
                                      : read_held_policy(at->second.attributes, desired_.stack);
}

void Planner::remove_queue(const std::string& arn) {
  const HeldPolicy held = held_queue(arn);
  if (!held.ours) return;
  const std::string name = name_of(arn);
  if (!held.ours_alone()) {
    removed_.push_back(
        add({Action::kDelete,
             "aws.queue_policy",
             name,
             arn,
             {{"statement", json::to_text(*held.ours), ""}},
             {SetQueueAttributes{name, {{"Policy", with_statement(held.document, desired_.stack, {})}}}},
             disabled_}));
    return;
  }
  const int64_t messages = messages_in(observed_.queues.at(arn).attributes);
  if (messages > 0 && !options_.discard_messages) {
    out_.plan.kept.push_back(fmt::format(
        "the queue {} holds {} messages and stays; --discard-messages deletes it", name, messages));
    return;
  }
  Change change{Action::kDelete, "aws.queue", name, arn, {}, {DeleteQueue{name}}, disabled_};
  if (messages > 0) change.loses = fmt::format("the {} messages in it are discarded", messages);
  removed_.push_back(add(std::move(change)));
}

void Planner::remove_topic(const std::string& arn) {
  const auto at = observed_.topics.find(arn);
  if (at == observed_.topics.end()) return;
  const HeldPolicy held = read_held_policy(at->second.attributes, desired_.stack);
  if (!held.ours) return;
  const std::string name = name_of(arn);
  std::vector<size_t> after = disabled_;
  after.insert(after.end(), removed_.begin(), removed_.end());
  if (!held.ours_alone()) {
    removed_.push_back(add({Action::kDelete,
                            "aws.topic_policy",
                            name,
                            arn,
                            {{"statement", json::to_text(*held.ours), ""}},
                            {SetTopicPolicy{arn, with_statement(held.document, desired_.stack, {})}},
                            after}));
    return;
  }
  const auto& subscriptions = at->second.subscriptions;
  const auto is_ours = [&](const awsclient::Subscription& item) {
    return held_queue(item.endpoint).ours ||
           std::any_of(desired_.subscriptions.begin(), desired_.subscriptions.end(), [&](const auto& wanted) {
             return wanted.topic_arn == arn && wanted.endpoint == item.endpoint;
           });
  };
  const auto foreign =
      std::count_if(subscriptions.begin(), subscriptions.end(),
                    [&](const ObservedSubscription& item) { return !is_ours(item.subscription); });
  if (foreign > 0) {
    out_.plan.warnings.push_back(
        fmt::format("the topic {} has {} subscriptions that are not ours; they end with it", name, foreign));
  }
  removed_.push_back(add({Action::kDelete, "aws.topic", name, arn, {}, {DeleteTopic{arn}}, after}));
}

void Planner::remove_subscriptions() {
  // On topics that stay, those to queues of ours that nothing wants any more. A topic that goes takes its own
  // along.
  for (const auto& [topic_arn, topic] : observed_.topics) {
    if (goes(topic_arn, topic)) continue;
    for (const ObservedSubscription& item : topic.subscriptions) {
      const awsclient::Subscription& found = item.subscription;
      const bool wanted =
          !destroying_ && std::any_of(desired_.subscriptions.begin(), desired_.subscriptions.end(),
                                      [&](const DesiredSubscription& s) {
                                        return s.topic_arn == topic_arn && s.protocol == found.protocol &&
                                               s.endpoint == found.endpoint;
                                      });
      if (wanted || !found.arn.starts_with("arn:") || !sharing_.may_end(topic_arn, found)) continue;
      const HeldPolicy held = held_queue(found.endpoint);
      if (!held.ours || json::to_text(*held.ours).find(topic_arn) == std::string::npos) continue;
      removed_.push_back(add({Action::kDelete,
                              "aws.subscription",
                              fmt::format("{} -> {}", name_of(topic_arn), found.endpoint),
                              found.arn,
                              {},
                              {Unsubscribe{found.arn}},
                              disabled_}));
    }
  }
}

bool Planner::goes(const std::string& arn, const ObservedTopic& topic) const {
  const bool stays = (!destroying_ && desired_.topics.contains(arn)) || !sharing_.is_touched(arn) ||
                     sharing_.is_used_elsewhere(arn);
  return !stays && read_held_policy(topic.attributes, desired_.stack).ours_alone();
}

void Planner::remove_permissions(const Leftovers& leftovers) {
  const std::string prefix = permission_prefix(desired_.stack);
  for (const std::string& function : leftovers.functions) {
    const auto at = observed_.function_policies.find(function);
    if (at == observed_.function_policies.end() || at->second.empty()) continue;
    for (const json::Value& item : statements_of(policy_document(at->second))) {
      const std::string sid = item.is_object() ? json::string_or_empty(item.get_object(), "Sid") : "";
      const bool wanted = std::any_of(
          desired_.permissions.begin(), desired_.permissions.end(), [&](const DesiredPermission& p) {
            return !desired_.rules.empty() && p.function_arn == function && p.statement_id == sid;
          });
      if (!sid.starts_with(prefix) || (wanted && !destroying_)) continue;
      if (!sharing_.may_end({function, sid, source_of(item.get_object())})) continue;
      removed_.push_back(add({Action::kDelete,
                              "aws.lambda_permission",
                              sid,
                              function,
                              {},
                              {RemovePermission{function, sid}},
                              disabled_}));
    }
  }
}

void Planner::remove_rule(const ObservedRule& found) {
  RemoveTargets targets{found.rule.bus, found.rule.name, {}};
  size_t foreign = 0;
  const auto mark = read_mark(found.rule.description);
  for (const awsclient::RuleTarget& target : found.targets) {
    const bool ours =
        target.id.starts_with(kTargetIdPrefix) ||
        std::find(mark->target_ids.begin(), mark->target_ids.end(), target.id) != mark->target_ids.end();
    foreign += ours ? 0 : 1;
    targets.ids.push_back(target.id);
  }
  const std::string arn = aws::rule_arn(desired_.realm, found.rule.bus, found.rule.name);
  if (foreign > 0) {
    out_.plan.warnings.push_back(fmt::format("the rule {} has {} targets that are not ours; they end with it",
                                             found.rule.name, foreign));
  }
  Change change{Action::kDelete, "aws.rule", found.rule.name, arn, {}, {}, removed_};
  change.needs.insert(change.needs.end(), disabled_.begin(), disabled_.end());
  for (const std::string& id : targets.ids) {
    add({Action::kDelete,
         "aws.target",
         found.rule.name + "/" + id,
         "",
         {},
         {RemoveTargets{found.rule.bus, found.rule.name, {id}}},
         change.needs});
    change.needs.push_back(out_.plan.changes.size() - 1);
  }
  change.operations.push_back(DeleteRule{found.rule.bus, found.rule.name});
  rules_removed_.push_back(add(std::move(change)));
}

void Planner::remove(const Leftovers& leftovers) {
  for (const ObservedRule* found : leftovers.rules) {
    if (found->rule.state == "DISABLED") continue;
    const std::string arn = aws::rule_arn(desired_.realm, found->rule.bus, found->rule.name);
    // What takes its place in the route stands first.
    const auto successors = route_changes_.find(read_mark(found->rule.description)->route);
    disabled_.push_back(
        add({Action::kUpdate,
             "aws.rule",
             found->rule.name,
             arn,
             {{"State", found->rule.state, "DISABLED"}},
             {DisableRule{found->rule.bus, found->rule.name}},
             successors == route_changes_.end() ? std::vector<size_t>{} : successors->second}));
  }
  remove_subscriptions();
  for (const std::string& arn : leftovers.queues) remove_queue(arn);
  if (destroying_) {
    for (const auto& [arn, queue] : desired_.queues) take_senders_from(arn);
  }
  for (const std::string& arn : leftovers.topics) remove_topic(arn);
  remove_permissions(leftovers);
  // An integration that the spec does not name is known by its rules and its bus alone.
  if (!desired_.names_integration) remove_integrations();
  for (const ObservedRule* found : leftovers.rules) remove_rule(*found);
  remove_buses();
  if (desired_.names_integration) remove_integrations();
}

PlanResult Planner::plan() {
  plan_event_types();
  plan_integration();
  plan_bus();
  for (const auto& [arn, queue] : desired_.queues) plan_queue(queue);
  for (const auto& [arn, topic] : desired_.topics) plan_topic(topic);
  for (const DesiredSubscription& subscription : desired_.subscriptions) plan_subscription(subscription);
  for (const DesiredPermission& permission : desired_.permissions) plan_permission(permission);
  for (const DesiredRule& rule : desired_.rules) plan_rule(rule);
  remove(find_leftovers(false));
  out_.plan.quotas = measure_quotas(desired_, observed_, out_.plan);
  for (const Quota& quota : out_.plan.quotas) {
    if (quota.passed()) out_.problems.push_back(passed_quota(quota));
  }
  return std::move(out_);
}

PlanResult Planner::plan_destroy() {
  destroying_ = true;
  remove(find_leftovers(true));
  note_topics_that_stay();
  for (const DesiredEventType& type : desired_.event_types) {
    if (!desired_.exclusive) break;
    const auto& others = options_.scope.others.event_types;
    if (std::any_of(others.begin(), others.end(), [&](const auto& o) { return o.name == type.name; }))
      continue;
    add({Action::kDelete,
         "genesys.event_type",
         type.name,
         "",
         {{"enabled", "true", "false"}},
         {SetEventType{type.name, false, type.required}},
         {}});
  }
  out_.plan.quotas = measure_quotas(desired_, observed_, out_.plan);
  return std::move(out_);
}

PlanResult make_plan(const Desired& desired, const Observed& observed, const PlanOptions& options) {
  return Planner(desired, observed, options).plan();
}

PlanResult make_destroy_plan(const Desired& desired, const Observed& observed, const PlanOptions& options) {
  return Planner(desired, observed, options).plan_destroy();
}

}  // namespace sb::reconcile
