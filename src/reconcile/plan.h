// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "awsclient/eventbridge.h"
#include "awsclient/sns.h"
#include "awsclient/sqs.h"
#include "base/result.h"
#include "reconcile/desired.h"
#include "reconcile/observed.h"

// The plan: what apply will do, as plain data. It can be shown, counted and carried out; nothing else
// decides.
namespace sb::reconcile {

enum class Action { kCreate, kUpdate, kReplace, kDelete };

// The calls that a change consists of.
struct SetEventType {
  std::string name;
  bool enabled = true;
  bool required = true;
};
struct CreateTopic {
  std::string name;
  std::string policy;
  std::map<std::string, std::string> tags;
};
struct SetTopicPolicy {
  std::string arn;
  std::string policy;
};
struct DeleteTopic {
  std::string arn;
};
struct CreateQueue {
  std::string name;
  awsclient::QueueAttributes attributes;
  std::map<std::string, std::string> tags;
};
struct SetQueueAttributes {
  std::string name;
  awsclient::QueueAttributes attributes;
};
struct DeleteQueue {
  std::string name;
};
struct Subscribe {
  std::string topic_arn;
  std::string protocol;
  std::string endpoint;
  awsclient::Attributes attributes;
};
struct SetSubscription {
  std::string arn;
  awsclient::Attributes attributes;
};
struct Unsubscribe {
  std::string arn;
};
struct PutRule {
  awsclient::Rule rule;
};
struct DisableRule {
  std::string bus;
  std::string name;
};
struct DeleteRule {
  std::string bus;
  std::string name;
};
struct PutTargets {
  std::string bus;
  std::string rule;
  std::vector<awsclient::RuleTarget> targets;
};
struct RemoveTargets {
  std::string bus;
  std::string rule;
  std::vector<std::string> ids;
};
struct AddPermission {
  std::string function_arn;
  std::string statement_id;
  std::string rule_arn;
};
struct RemovePermission {
  std::string function_arn;
  std::string statement_id;
};
using Operation =
    std::variant<SetEventType, CreateTopic, SetTopicPolicy, DeleteTopic, CreateQueue, SetQueueAttributes,
                 DeleteQueue, Subscribe, SetSubscription, Unsubscribe, PutRule, DisableRule, DeleteRule,
                 PutTargets, RemoveTargets, AddPermission, RemovePermission>;

struct Difference {
  std::string path;
  std::string before;  // JSON text or plain text; "" for absent
  std::string after;
};

struct Change {
  Action action = Action::kCreate;
  std::string kind;  // "aws.rule", …
  std::string name;
  std::string arn;
  std::vector<Difference> diff;
  std::vector<Operation> operations;  // empty: carried out together with a change it requires
  std::vector<size_t> needs;          // indexes of earlier changes that must have succeeded
};

struct Plan {
  std::string stack;
  std::vector<Change> changes;  // in the order in which they are carried out
  size_t unchanged = 0;
  std::vector<Operation> repeats;  // harmless calls made again because their effect cannot be read back
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::vector<std::string> kept;  // destroy: what stays although it is ours, and why
};

struct PlanOptions {
  bool adopt = false;
  bool discard_messages = false;
};

struct PlanResult {
  Plan plan;
  std::vector<base::Error> problems;  // all of them; with any, the plan is not to be carried out
};

// What must happen so that `observed` becomes `desired`. Pure.
PlanResult make_plan(const Desired& desired, const Observed& observed, const PlanOptions& options);
// What must happen so that nothing of the stack is left. `desired` says where to look and is not wanted any
// more. Pure.
PlanResult make_destroy_plan(const Desired& desired, const Observed& observed, const PlanOptions& options);

const char* action_word(Action action);

// True for event patterns that say the same: lists of values in any order.
bool same_pattern(const std::string& a, const std::string& b);

}  // namespace sb::reconcile
