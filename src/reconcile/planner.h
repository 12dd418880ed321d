// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reconcile/holders.h"
#include "reconcile/ownership.h"
#include "reconcile/plan.h"
#include "reconcile/scope.h"

// The making of plans; inside this folder only. diff.cc: topics, queues, subscriptions, permissions, event
// types. diff_rules.cc: rules and targets. diff_partner.cc: the integration and its bus. removal.cc and
// removal_partner.cc: what is no longer wanted. shared_queues.cc: what routes inside and outside of a scope
// share.
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
  // The queue with those that its live statement lets in for routes outside of the scope.
  DesiredQueue with_other_senders(DesiredQueue queue) const;
  void note_foreign_statements(const std::string& arn, const HeldPolicy& held);
  void plan_topic(const DesiredTopic& topic);
  void plan_subscription(const DesiredSubscription& wanted);
  void plan_permission(const DesiredPermission& wanted);

  void plan_integration();
  void plan_new_integration(const DesiredIntegration& wanted);
  void plan_found_integration(const DesiredIntegration& wanted, const genesys::Integration& found);
  // Adds to `change` the deletion of what must go before the wanted integration can be made; false: it
  // cannot.
  bool make_room(const DesiredIntegration& wanted, bool creates, Change& change);
  void plan_bus();

  void plan_rule(const DesiredRule& rule);
  void plan_rule_and_targets(const DesiredRule& rule);
  void plan_new_rule(const DesiredRule& rule);
  void plan_targets(const DesiredRule& rule, const ObservedRule& found, std::vector<size_t> rule_needs);
  // The rule's targets that are ours and that the spec does not have. Says which of them are not ours.
  std::vector<const awsclient::RuleTarget*> unwanted_targets(const DesiredRule& rule,
                                                             const ObservedRule& found);
  // What is new stands before the old goes. Where the rule has no room for both, makes a new target take the
  // place of an unwanted one, which leaves the list.
  void give_way(const DesiredRule& rule, const ObservedRule& found,
                std::vector<const awsclient::RuleTarget*>& unwanted, std::vector<Change>& changes) const;
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
  void find_leftover_rules(bool everything, Leftovers& out,
                           const std::function<void(const std::string& arn)>& note) const;
  // Takes the senders of the routes inside out of the statement of a queue that stays for others.
  void take_senders_from(const std::string& arn);
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
  // True where rules that are not this stack's live by the partner bus.
  bool is_bus_shared(const std::string& name) const;
  void remove_buses();
  void remove_bus(const std::string& name, const ObservedBus& bus);
  void remove_integrations();
  void remove_integration(const genesys::Integration& found);
  void note_topics_that_stay();

  const Desired& desired_;
  const Observed& observed_;
  const PlanOptions& options_;
  const Sharing sharing_;
  PlanResult out_;
  bool destroying_ = false;
  std::map<std::string, size_t> ready_;  // by ARN: the change after which it can be used
  std::map<std::string, std::vector<size_t>>
      route_changes_;             // by route: changes of its rules and targets so far
  std::vector<size_t> disabled_;  // changes that stop rules about to be deleted
  std::vector<size_t> removed_;   // changes that delete what those rules led to
  std::vector<size_t> rules_removed_;
  std::optional<size_t> integration_change_;  // after which the wanted integration is ACTIVE
  std::set<std::string> integrations_gone_;   // ids of those that a change deletes already
};

}  // namespace sb::reconcile
