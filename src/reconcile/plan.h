// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "awsclient/eventbridge.h"
#include "awsclient/sns.h"
#include "awsclient/sqs.h"
#include "base/result.h"
#include "reconcile/commands.h"
#include "reconcile/desired.h"
#include "reconcile/observed.h"
#include "reconcile/queue_drift.h"
#include "reconcile/quotas.h"
#include "reconcile/scope.h"

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
// Of a policy only the stack's own statement is written: the others are those that stand by then.
struct SetTopicPolicy {
  std::string arn;
  std::string policy;
};
// Left alone (SB0334) where others have begun to use it.
struct DeleteTopic {
  std::string arn;
};
struct CreateQueue {
  std::string name;
  awsclient::QueueAttributes attributes;
  std::map<std::string, std::string> tags;
};
// The same of a policy among them.
struct SetQueueAttributes {
  std::string name;
  awsclient::QueueAttributes attributes;
};
// Left alone where others have begun to use it (SB0334), or where it holds messages by then that are not to
// be discarded (SB0333).
struct DeleteQueue {
  std::string name;
  bool discard_messages = false;
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
// Left alone (SB0334) where a rule that stands is not as it was when the stack was read, or where one that is
// made stands already and is not the stack's.
struct PutRule {
  awsclient::Rule rule;
  std::optional<awsclient::Rule> before{};  // nullopt: it is made
};
// Of a rule that is going: as it is to stand until then, disabled, with that in its mark.
struct DisableRule {
  awsclient::Rule rule;
  std::optional<awsclient::Rule> before{};
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
// Makes an integration, configures and enables it and waits until it is ACTIVE.
struct MakeIntegration {
  std::string id;  // of one that an earlier run began; empty: it is created
  std::string name;
  std::string suffix;
  aws::Realm realm;
  std::set<std::string> topics;
  std::string stack;  // whose it is
  base::Seconds wait{};
};
// Changes topics and mark of one that stands, and nothing else of it.
struct EditIntegration {
  std::string id;
  std::set<std::string> add;
  std::set<std::string> remove;
  std::string stack;
  enum class Mark { kKeep, kUse, kLeave } mark = Mark::kKeep;  // what the stack's entry in its notes becomes
};
// Waits until it is ACTIVE, enabling it first where that is asked for.
struct EnableIntegration {
  std::string id;
  std::string name;
  bool enable = true;
  base::Seconds wait{};
};
// Left alone (SB0334) where others have begun to use it.
struct DeleteIntegration {
  std::string id;
  std::string name;
  base::Seconds wait{};  // for it to be gone
};
// Waits for the partner event source, makes its bus where there is none, and waits until it is ACTIVE.
struct AssociateBus {
  std::string source;
  std::string description;
  std::map<std::string, std::string> tags;
  base::Seconds wait{};
};
struct DescribeBusAs {
  std::string name;
  std::string description;
};
struct DeleteBus {
  std::string name;
};
using Operation =
    std::variant<SetEventType, CreateTopic, SetTopicPolicy, DeleteTopic, CreateQueue, SetQueueAttributes,
                 DeleteQueue, Subscribe, SetSubscription, Unsubscribe, PutRule, DisableRule, DeleteRule,
                 PutTargets, RemoveTargets, AddPermission, RemovePermission, MakeIntegration, EditIntegration,
                 EnableIntegration, DeleteIntegration, AssociateBus, DescribeBusAs, DeleteBus>;

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
  std::string loses{};  // which events are lost while it is made, and where they go instead; "" for none
  // Of `needs`: those that take the place of what this one takes away. They have to hold everywhere by then,
  // which they do some time after they were made (ApplyObserver::settling).
  std::vector<size_t> replaced_by{};
};

struct Plan {
  std::string stack;
  std::vector<Change> changes;  // in the order in which they are carried out
  size_t unchanged = 0;
  std::vector<Operation> repeats;  // harmless calls made again because their effect cannot be read back
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::vector<std::string> kept;        // what stays although the stack made it, and why
  std::vector<std::string> left;        // the same of what is others' once the plan is carried out
  std::vector<QueueDrift> queue_drift;  // why patterns change although the spec has not
  std::vector<Quota> quotas;            // of what the plan touches, as it will be
};

struct PlanOptions {
  bool adopt = false;
  bool discard_messages = false;
  Scope scope{};
  Commands commands{};  // what hints are written with
};

struct PlanResult {
  Plan plan;
  std::vector<base::Error> problems;  // all of them; with any, the plan is not to be carried out
};

// What must happen so that `observed` becomes `desired`. With a scope, `desired` is what the routes inside of
// it ask for. A quota that would be passed on the way is a problem. Pure.
PlanResult make_plan(const Desired& desired, const Observed& observed, const PlanOptions& options);
// What must happen so that nothing of the stack is left. `desired` says where to look and is not wanted any
// more. Pure.
PlanResult make_destroy_plan(const Desired& desired, const Observed& observed, const PlanOptions& options);

// What the plan keeps and what it leaves to others.
std::vector<std::string> all_kept(const Plan& plan);

const char* action_word(Action action);

// The statement that AWS puts into the policy of a new topic. A policy given to CreateTopic takes its place,
// so it is carried along.
json::Object default_topic_statement(const std::string& arn, const std::string& account);

// True for event patterns, and for filter policies, that say the same: lists of values in any order.
bool same_pattern(const std::string& a, const std::string& b);

}  // namespace sb::reconcile
