// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reconcile/holders.h"
#include "reconcile/ownership.h"
#include "reconcile/pattern_cover.h"
#include "reconcile/plan.h"
#include "reconcile/scope.h"
#include "reconcile/subscription_maker.h"

// The making of plans; inside this folder only. diff.cc: topics, queues, permissions, event types.
// diff_subscriptions.cc: subscriptions, and whose they are. diff_rules.cc: rules and targets.
// rule_order.cc: which rules go first, so that no event falls between. diff_references.cc: what has to be
// there already. diff_partner.cc: the integration and its bus. removal.cc, removal_subscriptions.cc and
// removal_partner.cc: what is no longer wanted. other_users.cc: who else uses that. shared_queues.cc: what
// routes inside and outside of a scope share.
namespace sb::reconcile {

// True for policy statements that say the same.
bool same_statement(const json::Object& a, const json::Object& b);

class Planner {
 public:
  Planner(const Desired& desired, const Observed& observed, const PlanOptions& options);

  PlanResult plan();
  // The names (kept.h) of what plan() keeps although the spec does not want it, and which is to be found
  // again.
  std::set<std::string> kept() const;
  PlanResult plan_destroy();

 private:
  size_t add(Change change);
  void problem(std::string code, std::string message, std::string hint);
  // Indexes of the changes that make these ready, where there are any.
  std::vector<size_t> needs(std::initializer_list<std::string> arns) const;

  // The change that makes the queue on which runs say that they are under way (claim.h): nothing else is made
  // before it, so that what a run leaves when it is cut off is looked for.
  std::vector<size_t> needs_before_making() const;

  // Written at creation, for people; ownership never rests on them.
  std::map<std::string, std::string> stack_tags() const { return {{"switchboard:stack", desired_.stack}}; }

  void plan_event_types();
  void plan_queue(const DesiredQueue& queue);
  void plan_queue_retention(const DesiredQueue& queue, const ObservedQueue& found);
  // Puts our statement into the policy of a topic or queue, if it is not there as it should be. With `both`,
  // which lets in what the live statement and the new one do, that first, and the new one last of all: what
  // is taken away still sends until then.
  struct Both {
    json::Object statement;
    std::string loses;  // where it does not fit: what is lost without it
  };
  void plan_policy(const char* kind, const std::string& name, const std::string& arn, const HeldPolicy& held,
                   json::Object statement, Both both,
                   const std::function<Operation(std::string policy)>& write);
  // For a queue whose live statement lets somebody in whom `queue` does not: the statement that lets both in,
  // with its Sid; otherwise an empty one.
  Both statement_of_both(const DesiredQueue& queue) const;
  void narrow_policies();
  // The queue with those that its live statement lets in for routes outside of the scope.
  DesiredQueue with_other_senders(DesiredQueue queue) const;
  // That a topic or queue to which the stack's rules lead already bears no statement of the stack.
  void warn_of_lost_statement(const std::string& arn);
  void note_foreign_statements(const std::string& arn, const HeldPolicy& held);
  void plan_topic(const DesiredTopic& topic);
  void plan_subscription(const DesiredSubscription& wanted);
  void change_subscription(const DesiredSubscription& wanted, const ObservedSubscription& found,
                           const std::string& name);
  using Maker = SubscriptionMaker;
  Maker maker_of(const std::string& topic_arn, const awsclient::Subscription& found) const;
  // The stack's permission lets the topic invoke the function.
  bool lets_invoke(const std::string& function_arn, const std::string& topic_arn) const;
  // Marks of the topics from which others have subscribed a queue that the spec wants subscribed, or that are
  // not looked at. Those that --adopt takes over are not among them.
  std::set<std::string> found_subscriptions(const std::string& queue_arn) const;
  // And marks of those topics that the queue's live statement lets in and that are dropped: they stand as
  // long as it does so.
  std::set<std::string> found_and_dropped(const std::string& queue_arn) const;
  const ObservedSubscription* find_subscription(const std::string& topic_arn, const std::string& protocol,
                                                const std::string& endpoint) const;
  void plan_permission(const DesiredPermission& wanted);
  // What is led to and not made has to be there; where that cannot be seen, a note says so.
  void check_reference(const DesiredReference& reference);

  void plan_integration();
  void plan_new_integration(const DesiredIntegration& wanted);
  void plan_found_integration(const DesiredIntegration& wanted, const genesys::Integration& found);
  // Adds to `change` the deletion of what must go before the wanted integration can be made; false: it
  // cannot.
  bool make_room(const DesiredIntegration& wanted, bool creates, Change& change);
  void plan_bus();

  void plan_rules();
  // True for a live rule that may match fewer events when it is as wanted, or lead somewhere else by a target
  // that keeps its id.
  bool may_give_up(const DesiredRule& rule) const;
  // The rules of which that is true, those first that take up what others give up. `says` becomes, by ARN of
  // the rule, what is lost where they do so crosswise.
  std::vector<const DesiredRule*> in_order_of_giving(std::vector<const DesiredRule*> rules,
                                                     std::map<std::string, std::string>& says) const;
  // ARNs of where events come: targets, and what is subscribed to them.
  std::set<std::string> places_behind(const std::string& live_target) const;
  std::set<std::string> places_behind(const ObservedRule& found) const;
  std::set<std::string> places_behind(const DesiredRule& rule) const;
  // The changes so far by which (more) events are led to these.
  std::vector<size_t> takers_of(const std::set<std::string>& places) const;
  // Of such changes, those of rules that are to match events which the live rule may match: what it gives up
  // is theirs.
  std::vector<size_t> successors_of(const ObservedRule& found, const std::vector<size_t>& takers) const;
  void plan_rule(const DesiredRule& rule);
  void plan_rule_and_targets(const DesiredRule& rule);
  // What a rule of a route is to be whose other rules were disabled by hand.
  bool is_route_disabled(const std::string& route) const;
  // Takes targets off rules that stay, once every rule stands as wanted.
  void remove_targets();
  // What must have been done before the thing itself may go: nothing leads to it any more.
  std::vector<size_t> needs_before_removing(const std::string& arn) const;
  void plan_new_rule(const DesiredRule& rule);
  void plan_targets(const DesiredRule& rule, const ObservedRule& found, std::vector<size_t> rule_needs);
  // The rule's targets that are ours and that the spec does not have. Says which of them are not ours.
  std::vector<const awsclient::RuleTarget*> unwanted_targets(const DesiredRule& rule,
                                                             const ObservedRule& found);
  // What is new stands before the old goes. Where the rule has no room for both, makes a new target take the
  // place of an unwanted one, which leaves the list. Returns where those lead that left it.
  std::set<std::string> give_way(const DesiredRule& rule, const ObservedRule& found,
                                 std::vector<const awsclient::RuleTarget*>& unwanted,
                                 std::vector<Change>& changes) const;
  // Another rule of the route, with the same pattern, leads there and goes on until this one does.
  bool is_led_to_meanwhile(const DesiredRule& rule, const std::string& place) const;
  // The live rule stays as it is or goes, but for targets that are taken off once all rules stand as wanted.
  bool only_loses_targets(const std::string& arn, const ObservedRule& found) const;
  bool is_wanted_anywhere(const std::set<std::string>& places) const;
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
  void note_orphans();
  void note_disabled_rule_that_goes(const ObservedRule& found);
  void remove(const Leftovers& leftovers);
  // Who else uses what the stack made: the first target of a rule that stays which is not ours and leads
  // there ("" for none), or others' statements in its policy (other_users.cc).
  std::string target_of_others(const std::string& arn) const;
  std::map<std::string, std::string> find_targets_of_others() const;
  bool has_other_users(const std::string& arn, const HeldPolicy& held) const;
  // True where it stays as it is for such a target; the plan says so.
  bool is_kept_for_target(const std::string& what, const std::string& arn);
  // True where only our statement goes: it was not made by the stack, others hold it, or their statements let
  // somebody in, which the plan says.
  bool is_left_to_others(const std::string& what, const std::string& arn, const HeldPolicy& held);
  // Rules that the spec names and that bear no mark: destroy leaves them.
  void note_unmarked_rules();
  void remove_queue(const std::string& arn);
  void remove_topic(const std::string& arn);
  void remove_subscriptions();
  void remove_subscription(const std::string& topic_arn, const awsclient::Subscription& found);
  // True for a subscription that goes when the spec does not want it. A queue's policy tells of its own, a
  // function's where a stack has made the topic; of others nothing does but that the topic is the stack's and
  // nobody else uses it.
  bool is_ours_to_end(const std::string& topic_arn, const ObservedTopic& topic,
                      const awsclient::Subscription& found) const;
  void note_subscription_that_stays(const std::string& topic_arn, const ObservedTopic& topic,
                                    const awsclient::Subscription& found);
  // Statements of `by` let the topic invoke the function, or that cannot be decided.
  bool may_invoke(const std::string& function_arn, const std::string& topic_arn, Permitter by) const;
  // True for an endpoint that is a queue whose policy lets the topic in by our statement, or was one of ours;
  // not where others had subscribed it before, or another stack counts on the subscription too.
  bool is_of_our_queue(const std::string& topic_arn, const std::string& endpoint) const;
  // True for a topic that this stack made and nobody else uses, and that is no longer wanted.
  bool goes(const std::string& arn, const ObservedTopic& topic) const;
  // This stack's view of a queue's policy; nothing of ours in it where there is no such queue.
  HeldPolicy held_queue(const std::string& arn) const;
  void remove_permissions(const Leftovers& leftovers);
  void note_closed_function(const std::string& function);
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
      route_changes_;                                  // by route: changes of its rules and targets so far
  std::map<std::string, std::vector<size_t>> takers_;  // by ARN of a place: changes that lead events there
  std::map<size_t, std::shared_ptr<const Alternatives>>
      matched_after_;  // by change of a rule or its targets: what the rule is to match
  std::map<std::string, std::vector<size_t>>
      ends_;  // by ARN: changes after which something leads there no more
  std::map<std::string, std::string> gives_crosswise_;  // by ARN of a rule: which events its update loses
  struct TargetRemoval {
    Change change;
    std::set<std::string> places;  // ARNs of where the target leads
  };
  std::vector<TargetRemoval> target_removals_;  // held back until all rules are planned
  mutable std::optional<std::map<std::string, std::string>> targets_of_others_;  // once it was asked for
  std::vector<Change> narrowings_;                                               // of policies; last of all
  std::vector<size_t> disabled_;  // changes that stop rules about to be deleted
  std::vector<size_t> removed_;   // changes that delete what those rules led to
  std::vector<size_t> rules_removed_;
  std::optional<size_t> integration_change_;  // after which the wanted integration is ACTIVE
  std::set<std::string> integrations_gone_;   // ids of those that a change deletes already
};

}  // namespace sb::reconcile
