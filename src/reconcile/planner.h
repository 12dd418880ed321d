// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "reconcile/ownership.h"
#include "reconcile/plan.h"

// The making of plans; inside this folder only. diff.cc: topics, queues, subscriptions, permissions, event
// types. diff_rules.cc: rules and targets. removal.cc: what is no longer wanted.
namespace sb::reconcile {

// True for texts that are the same JSON, whatever the order of keys and the blanks.
bool same_json(const std::string& a, const std::string& b);
// True for policy statements that say the same.
bool same_statement(const json::Object& a, const json::Object& b);

class Planner {
 public:
  Planner(const Desired& desired, const Observed& observed, const PlanOptions& options);

  PlanResult plan();
  PlanResult plan_destroy();

 private:
  size_t add(Change change);
  void problem(std::string code, std::string message, std::string hint);
  // Indexes of the changes that make these ready, where there are any.
  std::vector<size_t> needs(std::initializer_list<std::string> arns) const;

  // Written at creation, for people; ownership never rests on them.
  std::map<std::string, std::string> stack_tags() const { return {{"switchboard:stack", desired_.stack}}; }

  void plan_event_types();
  void plan_queue(const DesiredQueue& queue);
  void plan_queue_retention(const DesiredQueue& queue, const ObservedQueue& found);
  // Puts our statement into the policy of a topic or queue, if it is not there as it should be.
  void plan_policy(const char* kind, const std::string& name, const std::string& arn, const HeldPolicy& held,
                   json::Object statement, const std::function<Operation(std::string policy)>& write);
  void plan_topic(const DesiredTopic& topic);
  void plan_subscription(const DesiredSubscription& wanted);
  void plan_permission(const DesiredPermission& wanted);

  void plan_rule(const DesiredRule& rule);
  void plan_rule_and_targets(const DesiredRule& rule);
  void plan_new_rule(const DesiredRule& rule);
  void plan_targets(const DesiredRule& rule, const ObservedRule& found, std::vector<size_t> rule_needs);
  bool may_touch(const DesiredRule& rule, const ObservedRule& found);
  std::vector<size_t> needs_of(const DesiredRule& rule) const;
  // The changes of the route's other rules that must stand before this one gives queue ids up.
  void add_needs_before_yielding(const DesiredRule& rule, std::vector<size_t>& needs) const;

  // What of this stack is live and not wanted.
  struct Leftovers {
    std::vector<const ObservedRule*> rules;
    std::set<std::string> topics;
    std::set<std::string> queues;
    std::set<std::string> functions;
  };
  Leftovers find_leftovers(bool everything) const;
  void remove(const Leftovers& leftovers);
  void remove_queue(const std::string& arn);
  void remove_topic(const std::string& arn);
  void remove_subscriptions();
  // True for a topic that this stack made and alone uses, and that is no longer wanted.
  bool goes(const std::string& arn, const ObservedTopic& topic) const;
  // This stack's view of a queue's policy; nothing of ours in it where there is no such queue.
  HeldPolicy held_queue(const std::string& arn) const;
  void remove_permissions(const Leftovers& leftovers);
  void remove_rule(const ObservedRule& found);

  const Desired& desired_;
  const Observed& observed_;
  const PlanOptions& options_;
  PlanResult out_;
  bool destroying_ = false;
  std::map<std::string, size_t> ready_;  // by ARN: the change after which it can be used
  std::map<std::string, std::vector<size_t>>
      route_changes_;             // by route: changes of its rules and targets so far
  std::vector<size_t> disabled_;  // changes that stop rules about to be deleted
  std::vector<size_t> removed_;   // changes that delete what those rules led to
};

}  // namespace sb::reconcile
