// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "aws/limits.h"
#include "base/text.h"
#include "reconcile/claim.h"
#include "reconcile/hops.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/planner.h"

namespace sb::reconcile {

const char* action_word(Action action) {
  switch (action) {
    case Action::kCreate:
      return "create";
    case Action::kUpdate:
      return "update";
    case Action::kReplace:
      return "replace";
    case Action::kDelete:
      return "delete";
  }
  return "";
}

namespace {
// The value with its lists sorted, but for the operators and bounds of a numeric, whose order means
// something.
json::Value with_sorted_lists(const json::Value& value, bool sort) {
  if (const json::Object* object = value.if_object()) {
    json::Object out;
    for (const auto& [key, member] : *object) out[key] = with_sorted_lists(member, key != "numeric");
    return out;
  }
  const json::Array* list = value.if_array();
  if (list == nullptr) return value;
  std::vector<std::pair<std::string, json::Value>> items;
  for (const json::Value& item : *list) {
    json::Value sorted = with_sorted_lists(item, true);
    items.emplace_back(json::to_text(sorted), std::move(sorted));
  }
  if (sort)
    std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  json::Array out;
  for (auto& [text, item] : items) out.push_back(std::move(item));
  return out;
}
}  // namespace

bool same_pattern(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto left = json::parse_document(a);
  const auto right = json::parse_document(b);
  return left.ok() && right.ok() && with_sorted_lists(*left, true) == with_sorted_lists(*right, true);
}

bool same_statement(const json::Object& a, const json::Object& b) {
  const auto left = aws::parse_statement(a);
  const auto right = aws::parse_statement(b);
  return left.ok() && right.ok() && aws::canonical_text(*left) == aws::canonical_text(*right);
}

Planner::Planner(const Desired& desired, const Observed& observed, const PlanOptions& options)
    : desired_(desired), observed_(observed), options_(options), sharing_(desired, observed, options.scope) {
  out_.plan.stack = desired.stack;
  out_.plan.notes = desired.notes;
}

size_t Planner::add(Change change) {
  out_.plan.changes.push_back(std::move(change));
  return out_.plan.changes.size() - 1;
}

void Planner::problem(std::string code, std::string message, std::string hint) {
  out_.problems.push_back({std::move(code), std::move(message), std::move(hint)});
}

void Planner::plan_event_types() {
  std::vector<std::string> unsendable;
  for (const DesiredEventType& type : desired_.event_types) {
    const auto at = observed_.event_types.find(type.name);
    const auto state = at == observed_.event_types.end() ? genesys::EventTypeState::kUnknown : at->second;
    const SetEventType operation{type.name, true, type.required};
    if (state == genesys::EventTypeState::kEnabled) {
      ++out_.plan.unchanged;
    } else if (state != genesys::EventTypeState::kDisabled) {
      ++out_.plan.unchanged;
      out_.plan.repeats.push_back(operation);
      if (state == genesys::EventTypeState::kNoSuchApi) unsendable.push_back(type.name);
      if (state == genesys::EventTypeState::kNotOffered && type.required) {
        out_.plan.warnings.push_back(fmt::format(
            "Genesys Cloud does not offer the event type '{}' here (404): apply asks for it once more and "
            "makes nothing if it is refused; have Genesys enable it, or name an event that is offered",
            type.name));
      }
    } else {
      add({Action::kCreate,
           "genesys.event_type",
           type.name,
           "",
           {{"enabled", "false", "true"}},
           {operation},
           {}});
    }
  }
  if (!unsendable.empty()) {
    out_.plan.warnings.push_back(fmt::format("{}, and then it sends none of {}; {}", genesys::kNoEventTypes,
                                             base::join(unsendable, ", "), genesys::kUsePartnerBus));
  }
}

void Planner::plan_queue(const DesiredQueue& queue) {
  const auto at = observed_.queues.find(queue.arn);
  json::Object statement = queue_statement(with_other_senders(queue));
  if (at == observed_.queues.end()) {
    if (!queue.may_create) {
      return problem("SB0302", fmt::format("{}: the queue {} does not exist", queue.place, queue.arn),
                     "create it, or name it with sqs: to have it made");
    }
    if (statement.empty()) {
      return problem(
          "SB0304",
          fmt::format(
              "{}: the queue {} does not exist, and under 'policy: none' it could not be marked as ours",
              queue.place, queue.arn),
          "create it first, or drop policy: none");
    }
    awsclient::QueueAttributes attributes;
    if (queue.dead_letter)
      attributes["MessageRetentionPeriod"] = fmt::format("{}", aws::kQueueRetentionSecondsMax);
    std::vector<Difference> diff;
    for (const auto& [name, value] : attributes) diff.push_back({name, "", value});
    statement["Sid"] = write_sid(desired_.stack, Holding::kMade);
    attributes["Policy"] = with_statement(policy_document(""), desired_.stack, statement);
    const size_t made = add({Action::kCreate,
                             "aws.queue",
                             queue.name,
                             queue.arn,
                             std::move(diff),
                             {CreateQueue{queue.name, attributes, stack_tags()}},
                             needs_before_making()});
    ready_[queue.arn] = made;
    add({Action::kCreate,
         "aws.queue_policy",
         queue.name,
         queue.arn,
         {{"statement", "", json::to_text(statement)}},
         {},
         {made}});
    return;
  }
  ++out_.plan.unchanged;
  plan_queue_retention(queue, at->second);
  if (statement.empty()) return;
  HeldPolicy held = read_held_policy(at->second.attributes, desired_.stack);
  held.found = found_subscriptions(queue.arn);
  plan_policy("aws.queue_policy", queue.name, queue.arn, held, std::move(statement), statement_of_both(queue),
              [&](std::string policy) {
                return SetQueueAttributes{queue.name, {{"Policy", std::move(policy)}}};
              });
}

void Planner::plan_queue_retention(const DesiredQueue& queue, const ObservedQueue& found) {
  if (!queue.dead_letter || read_held_policy(found.attributes, desired_.stack).holding != Holding::kMade)
    return;
  const std::string wanted = fmt::format("{}", aws::kQueueRetentionSecondsMax);
  const auto at = found.attributes.find("MessageRetentionPeriod");
  if (at == found.attributes.end() || at->second == wanted) return;
  --out_.plan.unchanged;
  add({Action::kUpdate,
       "aws.queue",
       queue.name,
       queue.arn,
       {{"MessageRetentionPeriod", at->second, wanted}},
       {SetQueueAttributes{queue.name, {{"MessageRetentionPeriod", wanted}}}},
       {}});
}

namespace {
// The stack's target in a rule of its own that leads there, or whose dead letters do.
const awsclient::RuleTarget* target_to(const ObservedRule& found, const RuleMark& mark,
                                       const std::string& arn) {
  for (const awsclient::RuleTarget& target : found.targets) {
    const json::Object* letters = json::find_object(target.wire, "DeadLetterConfig");
    const bool leads = json::string_or_empty(target.wire, "Arn") == arn ||
                       (letters != nullptr && json::string_or_empty(*letters, "Arn") == arn);
    if (leads && is_named_own(mark, target.id)) return &target;
  }
  return nullptr;
}
}  // namespace

void Planner::plan_policy(const char* kind, const std::string& name, const std::string& arn,
                          const HeldPolicy& held, json::Object statement, Both both,
                          const std::function<Operation(std::string policy)>& write) {
  note_foreign_statements(arn, held);
  if (!held.ours) warn_of_lost_statement(arn);
  statement["Sid"] = write_sid(desired_.stack, held.holding, held.found);
  if (held.ours && same_statement(*held.ours, statement)) {
    ++out_.plan.unchanged;
    return;
  }
  const auto change_to = [&](const json::Object& wanted, const std::string& before) {
    return Change{held.ours ? Action::kUpdate : Action::kCreate,
                  kind,
                  name,
                  arn,
                  {{"statement", before, json::to_text(wanted)}},
                  {write(with_statement(held.document, desired_.stack, wanted))},
                  {}};
  };
  const std::string before = held.ours ? json::to_text(*held.ours) : "";
  if (both.statement.empty()) {
    Change change = change_to(statement, before);
    change.loses = std::move(both.loses);
    ready_[arn] = add(std::move(change));
    return;
  }
  if (same_statement(*held.ours, both.statement)) {
    narrowings_.push_back(change_to(statement, before));
    return;
  }
  ready_[arn] = add(change_to(both.statement, before));
  narrowings_.push_back(change_to(statement, json::to_text(both.statement)));
}

void Planner::narrow_policies() {
  for (Change& change : narrowings_) {
    // Where anything that leads events has not been done, the old senders may still be the ones.
    for (size_t i = 0; i < out_.plan.changes.size(); ++i) {
      const std::string& kind = out_.plan.changes[i].kind;
      if (kind == "aws.rule" || kind == "aws.target" || kind == "aws.subscription" || kind == "aws.topic")
        change.needs.push_back(i);
    }
    add(std::move(change));
  }
}

void Planner::warn_of_lost_statement(const std::string& arn) {
  for (const auto& [rule_arn, found] : observed_.rules) {
    const auto mark = read_mark(found.rule.description);
    if (!mark || mark->stack != desired_.stack || target_to(found, *mark, arn) == nullptr) continue;
    out_.plan.warnings.push_back(fmt::format(
        "the policy of {} has lost the stack's statement, although the rule {} leads there: it counts as "
        "others' from now on, and destroy leaves it; if the stack made it, write '{}' for '{}' in its policy "
        "once this is applied",
        arn, found.rule.name, write_sid(desired_.stack, Holding::kMade),
        write_sid(desired_.stack, Holding::kUsed)));
    return;
  }
}

void Planner::note_foreign_statements(const std::string& arn, const HeldPolicy& held) {
  const std::vector<std::string> sids = held.others(false);
  if (sids.empty()) return;
  out_.plan.notes.push_back(fmt::format("the policy of {} has statements that are not ours: {}; they stay",
                                        arn, base::join(sids, ", ")));
}

json::Object default_topic_statement(const std::string& arn, const std::string& account) {
  json::Array actions;
  for (const char* action : {"GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
                             "DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish"}) {
    actions.emplace_back(fmt::format("SNS:{}", action));
  }
  return {{"Sid", kDefaultTopicSid},
          {"Effect", "Allow"},
          {"Principal", {{"AWS", "*"}}},
          {"Action", actions},
          {"Resource", arn},
          {"Condition", {{"StringEquals", {{"AWS:SourceOwner", account}}}}}};
}

void Planner::plan_topic(const DesiredTopic& topic) {
  const auto at = observed_.topics.find(topic.arn);
  json::Object statement = topic.statement;
  if (at == observed_.topics.end()) {
    if (!topic.may_create) {
      return problem("SB0302", fmt::format("{}: the topic {} does not exist", topic.place, topic.arn),
                     "create it, or name it with sns: to have it made");
    }
    if (statement.empty()) {
      return problem(
          "SB0304",
          fmt::format(
              "{}: the topic {} does not exist, and under 'policy: none' it could not be marked as ours",
              topic.place, topic.arn),
          "create it first, or drop policy: none");
    }
    statement["Sid"] = write_sid(desired_.stack, Holding::kMade);
    const json::Object document{
        {"Version", "2012-10-17"},
        {"Statement", json::Array{default_topic_statement(topic.arn, desired_.realm.account)}}};
    const CreateTopic operation{topic.name, with_statement(document, desired_.stack, statement),
                                stack_tags()};
    const size_t made =
        add({Action::kCreate, "aws.topic", topic.name, topic.arn, {}, {operation}, needs_before_making()});
    ready_[topic.arn] = made;
    add({Action::kCreate,
         "aws.topic_policy",
         topic.name,
         topic.arn,
         {{"statement", "", json::to_text(statement)}},
         {},
         {made}});
    return;
  }
  ++out_.plan.unchanged;
  if (statement.empty()) return;
  plan_policy("aws.topic_policy", topic.name, topic.arn,
              read_held_policy(at->second.attributes, desired_.stack), std::move(statement), {},
              [&](std::string policy) {
                return SetTopicPolicy{topic.arn, std::move(policy)};
              });
}

std::vector<size_t> Planner::needs_before_making() const {
  const auto at = ready_.find(claim_queue(desired_));
  const bool made = at != ready_.end() && out_.plan.changes[at->second].kind == "aws.queue";
  return made ? std::vector<size_t>{at->second} : std::vector<size_t>{};
}

std::vector<size_t> Planner::needs(std::initializer_list<std::string> arns) const {
  std::vector<size_t> out;
  for (const std::string& arn : arns) {
    if (const auto at = ready_.find(arn); at != ready_.end()) out.push_back(at->second);
  }
  return out;
}

void Planner::plan_permission(const DesiredPermission& wanted) {
  if (observed_.closed_functions.contains(wanted.function_arn)) {
    out_.plan.notes.push_back(
        fmt::format("the policy of {} may not be read; its owner lets the caller in by: aws lambda "
                    "add-permission --function-name {} --statement-id {} "
                    "--action lambda:InvokeFunction --principal {} --source-arn {}",
                    wanted.function_arn, wanted.function_arn, wanted.statement_id,
                    aws::service_principal(wanted.rule_arn), wanted.rule_arn));
    return;
  }
  const auto at = observed_.function_policies.find(wanted.function_arn);
  if (at == observed_.function_policies.end()) {
    return problem("SB0302",
                   fmt::format("{}: the function {} does not exist", wanted.place, wanted.function_arn),
                   "create it, or correct the ARN");
  }
  // What another stack's statement lets in goes with that stack.
  const std::string policy =
      permissions_of(at->second, desired_.stack, {Permitter::kStack, Permitter::kOthers});
  if (ask_policy(policy, aws::service_principal(wanted.rule_arn).c_str(), "lambda:InvokeFunction",
                 wanted.function_arn, wanted.rule_arn) == aws::PolicyVerdict::kAllow) {
    ++out_.plan.unchanged;
    return;
  }
  Change change{Action::kCreate,
                "aws.lambda_permission",
                wanted.statement_id,
                wanted.function_arn,
                {{"source", "", wanted.rule_arn}},
                {AddPermission{wanted.function_arn, wanted.statement_id, wanted.rule_arn}},
                {}};
  for (const json::Value& item : statements_of(policy_document(at->second))) {
    if (!item.is_object() || json::string_or_empty(item.get_object(), "Sid") != wanted.statement_id) continue;
    // A statement cannot be changed: it goes, and is made anew.
    change.action = Action::kReplace;
    change.diff = {{"statement", json::to_text(item), fmt::format("source {}", wanted.rule_arn)}};
    change.operations.insert(change.operations.begin(),
                             RemovePermission{wanted.function_arn, wanted.statement_id});
    change.loses =
        "events between the two calls are refused by the function and go to the dead-letter queue, if there "
        "is one";
  }
  ready_[wanted.function_arn] = add(std::move(change));
}

}  // namespace sb::reconcile
