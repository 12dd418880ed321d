// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reconcile/desired.h"
#include "reconcile/doctor/chain.h"
#include "reconcile/doctor/doctor.h"
#include "reconcile/doctor/live.h"
#include "reconcile/doctor/sign_in.h"

namespace sb::reconcile::doctor {

// One route's chain, from Genesys Cloud to whoever receives its events. Inside this folder only.
// walk.cc: the order of things. genesys_links.cc: queues and event types. partner_links.cc: integration and
// event source. rule_links.cc: bus and rule.
// pattern_links.cc: the pattern. target_links.cc: targets and dead letters. topic_links.cc: topics and their
// subscribers.
class Walk {
 public:
  // `live` may be null where AWS cannot be asked. All else must outlive the walk.
  Walk(const Sides& sides, const Request& request, const SignedIn& signed_in, Live* live,
       const spec::Route& route);

  std::vector<Finding> run();
  // A rule of the route that was found missing.
  const DesiredRule* missing_rule() const { return missing_rule_ ? &*missing_rule_ : nullptr; }

 private:
  bool walk_genesys();
  bool check_queues();
  // What the queues are called by now that the route's live rules wait for, those in `found` aside; "" where
  // there are none, or that cannot be read.
  std::string names_of_live_queues(const std::vector<std::string>& found) const;
  bool check_event_types(const spec::Family& family);
  bool check_event_type(const std::string& type, bool required);

  const spec::Family* family() const;
  bool comes_over_partner_bus() const;
  // The organisation has the route's topics and sends them to EventBridge, as far as it says.
  bool check_offered();
  // The partner bus that the route's events come over; "" where that is not known.
  std::string partner_bus() const;
  bool check_integration(const std::string& bus);
  bool check_integration_state(const std::string& subject, const genesys::Integration& found);
  bool check_destination(const std::string& subject, const genesys::Integration& found);
  bool check_topics(const std::string& subject, const genesys::Integration& found);
  bool check_source(const std::string& bus);
  bool refuse_pending(const std::string& subject, const std::string& bus,
                      const awsclient::EventSource& source);

  bool walk_aws();
  // What the spec asks for on AWS; nullopt, with findings, where it cannot be said.
  std::optional<Desired> want();
  bool check_bus(const std::string& bus);
  // The live rule; nullptr, with findings, where it is missing, another's, or cannot be read.
  const awsclient::Rule* find_rule(const DesiredRule& wanted);
  bool check_owner(const DesiredRule& wanted, const awsclient::Rule& live);
  // Its pattern is the spec's, and the spec's targets are on it.
  bool is_as_wanted(const DesiredRule& wanted, const awsclient::Rule& live);
  bool check_state(const DesiredRule& wanted, const awsclient::Rule& live);
  void walk_rule(const DesiredRule& wanted);

  // True where the user's event is one that the spec's rules of this route ask for.
  bool check_event_is_wanted();
  bool wants_event(const DesiredRule& rule) const;
  bool check_pattern(const DesiredRule& wanted, const awsclient::Rule& live);
  bool refuse_pattern(const DesiredRule& wanted, const std::string& live, const std::string& event);
  std::vector<std::string> samples_of(const DesiredRule& wanted) const;
  // What to say of a live pattern that waits for queues that are no more; "" where it does not.
  std::string recreated_queues(const DesiredRule& wanted, const std::string& live) const;

  void walk_target(const DesiredRule& rule, const DesiredTarget& wanted);
  // That what the target is given of an event is made as the spec says.
  void check_input(const std::string& subject, const json::Object& wanted, const json::Object& live);
  void walk_destination(const DesiredRule& rule, const DesiredTarget& wanted, const json::Object& live);
  void check_function(const std::string& arn, const char* service, const std::string& source);
  void check_bus_target(const std::string& arn);
  bool check_queue(const std::string& role, const std::string& arn, const char* service,
                   const std::string& source, bool ours);
  bool check_key(const std::string& subject, const std::map<std::string, std::string>& attributes,
                 const char* service);
  void walk_dead_letters(const DesiredRule& rule, const DesiredTarget& wanted, const json::Object& live);
  void check_depth(const std::string& subject, const ObservedQueue& queue);

  void walk_topic(const DesiredRule& rule, const DesiredTarget& target, const json::Object& live);
  bool check_topic(const std::string& arn, bool has_role);
  void walk_subscriber(const DesiredRule& rule, const json::Object& live_target,
                       const DesiredSubscription& wanted);
  bool check_filter(const DesiredRule& rule, const json::Object& live_target,
                    const DesiredSubscription& wanted, const awsclient::Attributes& attributes);

  // The command that makes the subscription as the spec says.
  std::string change_subscription(const DesiredSubscription& wanted) const;

  bool is_foreign(const std::string& arn) const;
  // The desired resource's own: whether apply would put its policy right.
  bool is_ours(const std::string& queue_arn) const;

  const Sides& sides_;
  const Request& request_;
  const SignedIn& signed_in_;
  Live* const live_;
  const spec::Route& route_;
  const spec::Spec one_route_;  // the spec with this route alone
  Chain chain_;
  Desired desired_;
  std::string event_;  // the user's, made whole; empty where there is none
  std::optional<DesiredRule> missing_rule_;
};

}  // namespace sb::reconcile::doctor
