// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"
#include "json/unicode.h"
#include "reconcile/claim.h"
#include "reconcile/kept.h"
#include "reconcile/ownership.h"
#include "reconcile/planner.h"
#include "reconcile/subscription_name.h"

// What is no longer wanted. Rules are disabled first and deleted last: as long as a rule stands, its targets
// say what else the stack made, so a removal that was cut off at any call can be taken up again.
namespace sb::reconcile {
namespace {

std::string name_of(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

// The source ARN that a statement of a function's policy asks for; "" for none.
std::string source_of(const json::Object& statement) {
  const std::set<std::string> all = sources_of(statement);
  return all.empty() ? "" : *all.begin();
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
  for (const std::string& arn : observed_.orphans) note(arn);
  for (const std::string& arn : observed_.orphan_functions) note(arn);
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
    const RuleMark mark = *read_mark(found.rule.description);
    for (const std::string& name : mark.kept) note(kept_arn(desired_.realm, name));
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
  if (!held.ours || is_kept_for_target("queue", arn)) return;
  const std::string name = name_of(arn);
  if (is_left_to_others("queue", arn, held)) {
    removed_.push_back(
        add({Action::kDelete,
             "aws.queue_policy",
             name,
             arn,
             {{"statement", json::to_text(*held.ours), ""}},
             {SetQueueAttributes{name, {{"Policy", with_statement(held.document, desired_.stack, {})}}}},
             needs_before_removing(arn)}));
    return;
  }
  const int64_t messages = messages_in(observed_.queues.at(arn).attributes);
  if (messages > 0 && !options_.discard_messages) {
    const std::string how = destroying_ ? "--discard-messages deletes it"
                                        : fmt::format(
                                              "once it is empty the next apply deletes it, and at once: {} "
                                              "--discard-messages",
                                              options_.commands.apply);
    out_.plan.kept.push_back(fmt::format("{}; {}", keeps_messages(name, messages), how));
    return;
  }
  Change change{
      Action::kDelete,           "aws.queue", name, arn, {}, {DeleteQueue{name, options_.discard_messages}},
      needs_before_removing(arn)};
  if (messages > 0) change.loses = fmt::format("the {} messages in it are discarded", messages);
  removed_.push_back(add(std::move(change)));
}

void Planner::remove_topic(const std::string& arn) {
  const auto at = observed_.topics.find(arn);
  if (at == observed_.topics.end()) return;
  const HeldPolicy held = read_held_policy(at->second.attributes, desired_.stack);
  if (!held.ours || is_kept_for_target("topic", arn)) return;
  const std::string name = name_of(arn);
  std::vector<size_t> after = needs_before_removing(arn);
  after.insert(after.end(), removed_.begin(), removed_.end());
  if (is_left_to_others("topic", arn, held)) {
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
    return held_queue(item.endpoint).ours || lets_invoke(item.endpoint, arn) ||
           std::any_of(desired_.subscriptions.begin(), desired_.subscriptions.end(), [&](const auto& wanted) {
             return wanted.topic_arn == arn && is_endpoint(wanted.endpoint, item.endpoint);
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
  for (const ObservedSubscription& item : subscriptions)
    ends_[item.subscription.endpoint].push_back(removed_.back());
}

bool Planner::goes(const std::string& arn, const ObservedTopic& topic) const {
  const bool stays = (!destroying_ && desired_.topics.contains(arn)) || !sharing_.is_touched(arn) ||
                     sharing_.is_used_elsewhere(arn);
  if (stays) return false;
  const HeldPolicy held = read_held_policy(topic.attributes, desired_.stack);
  return held.ours_alone() && !has_other_users(arn, held);
}

void Planner::note_closed_function(const std::string& function) {
  // What the stack leads to is told where its permission is planned, or has none by the spec.
  if (!destroying_ && is_wanted_anywhere({function})) return;
  out_.plan.notes.push_back(
      fmt::format("the policy of {} may not be read: statements of the stack may stay in it, whose ids begin "
                  "with {}; its "
                  "owner takes one out by: {} lambda remove-permission --function-name {} --statement-id ID",
                  function, permission_prefix(desired_.stack), options_.commands.aws, function));
}

void Planner::remove_permissions(const Leftovers& leftovers) {
  const std::string prefix = permission_prefix(desired_.stack);
  for (const std::string& function : leftovers.functions) {
    if (observed_.closed_functions.contains(function)) note_closed_function(function);
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
                              needs_before_removing(function)}));
    }
  }
}

void Planner::remove_rule(const ObservedRule& found) {
  RemoveTargets targets{found.rule.bus, found.rule.name, {}};
  size_t foreign = 0;
  const auto mark = read_mark(found.rule.description);
  for (const awsclient::RuleTarget& target : found.targets) {
    foreign += is_named_own(*mark, target.id) ? 0 : 1;
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

void Planner::note_orphans() {
  for (const std::string& arn : observed_.orphans) {
    out_.plan.notes.push_back(
        fmt::format("{} is this stack's and no rule leads to it: a run that was cut off has left it, or one "
                    "has kept it for what was in it",
                    arn));
  }
  for (const std::string& note : observed_.orphan_notes) out_.plan.notes.push_back(note);
}

namespace {

// The rule as it stands until it is deleted. Should that never come, because the run is cut off or another
// run wants the rule, the mark tells that nobody but the stack has disabled it.
awsclient::Rule going(awsclient::Rule rule, RuleMark mark) {
  mark.is_going = true;
  const std::string description = write_mark(without_mark(rule.description), mark);
  if (json::utf16_length(description) <= aws::kDescriptionMax) rule.description = description;
  rule.state = "DISABLED";
  return rule;
}

}  // namespace

void Planner::note_disabled_rule_that_goes(const ObservedRule& found) {
  const auto mark = read_mark(found.rule.description);
  if (destroying_ || mark->is_going || route_changes_.contains(mark->route)) return;
  out_.plan.notes.push_back(fmt::format(
      "the rule {} of the route '{}', which was disabled, goes; what takes its place is not disabled",
      found.rule.name, mark->route));
}

void Planner::remove(const Leftovers& leftovers) {
  note_orphans();
  for (const ObservedRule* found : leftovers.rules) {
    if (found->rule.state == "DISABLED") {
      note_disabled_rule_that_goes(*found);
      continue;
    }
    const std::string arn = aws::rule_arn(desired_.realm, found->rule.bus, found->rule.name);
    // What takes its place stands first, in its route and in others.
    const RuleMark mark = *read_mark(found->rule.description);
    std::vector<size_t> after = takers_of(places_behind(*found));
    if (const auto successors = route_changes_.find(mark.route); successors != route_changes_.end())
      after.insert(after.end(), successors->second.begin(), successors->second.end());
    disabled_.push_back(add({Action::kUpdate,
                             "aws.rule",
                             found->rule.name,
                             arn,
                             {{"State", found->rule.state, "DISABLED"}},
                             {DisableRule{going(found->rule, mark), found->rule}},
                             after,
                             "",
                             after}));
  }
  remove_targets();
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
  for (const std::string& bus : observed_.missing_buses) {
    if (desired_.buses.contains(bus)) out_.problems.push_back(no_such_bus(bus, desired_.realm.region));
  }
  plan_event_types();
  plan_integration();
  plan_bus();
  const std::string claimed = claim_queue(desired_);
  if (!claimed.empty()) plan_queue(desired_.queues.at(claimed));
  for (const auto& [arn, queue] : desired_.queues) {
    if (arn != claimed) plan_queue(queue);
  }
  for (const auto& [arn, topic] : desired_.topics) plan_topic(topic);
  for (const DesiredSubscription& subscription : desired_.subscriptions) plan_subscription(subscription);
  for (const DesiredPermission& permission : desired_.permissions) plan_permission(permission);
  plan_rules();
  for (const auto& [arn, reference] : desired_.references) check_reference(reference);
  remove(find_leftovers(false));
  narrow_policies();
  out_.plan.quotas = measure_quotas(desired_, observed_, out_.plan);
  for (const Quota& quota : out_.plan.quotas) {
    if (quota.passed()) out_.problems.push_back(passed_quota(quota));
  }
  return std::move(out_);
}

PlanResult Planner::plan_destroy() {
  destroying_ = true;
  note_unmarked_rules();
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
  const std::set<std::string> kept = Planner(desired, observed, options).kept();
  if (kept.empty()) return Planner(desired, observed, options).plan();
  Desired naming = desired;
  const std::set<std::string> without_room = name_kept(kept, observed, naming);
  PlanResult out = Planner(naming, observed, options).plan();
  for (const std::string& name : without_room) {
    out.plan.notes.push_back(fmt::format(
        "no rule's description has room to name {}, which is kept: only destroy will find it again", name));
  }
  return out;
}

PlanResult make_destroy_plan(const Desired& desired, const Observed& observed, const PlanOptions& options) {
  return Planner(desired, observed, options).plan_destroy();
}

}  // namespace sb::reconcile
