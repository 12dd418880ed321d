// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reconcile/desired.h"

// How make_desired goes about it; inside this folder only. desired_events.cc: where a route's events come
// from. desired_rules.cc: its rules and their patterns. desired_targets.cc: their targets as PutTargets takes
// them. desired_destinations.cc: the topics, queues and functions that those lead to, and who may send there.
// desired_references.cc: what they lead to and nothing here makes.
namespace sb::reconcile {

class DesiredBuilder {
 public:
  // Both are kept by reference.
  DesiredBuilder(const spec::Spec& spec, const Resolution& resolution);

  DesiredResult build();

 private:
  // "route 'ended' (switchboard.yaml:12:9)"
  std::string place_of(const spec::Route& route, base::SourcePosition position) const;
  // What EventBridge refuses of targets of other accounts and regions.
  void check_realms();
  void check_rule_counts();
  void problem(const spec::Route& route, std::string message, std::string hint = {});

  const spec::Family* family_of(const spec::Route& route) const;
  void add_route(const spec::Route& route);
  // The name of the partner bus that platform events come over: the route's own bus if it is one, else by the
  // suffix; "" where neither says.
  std::string partner_bus_of(const std::string& bus) const;
  // The event source of the spec's integration; "" where it names none.
  std::string integration_source() const;
  void add_integration(const spec::Route& route);
  // Platform events bear the partner bus's name as their source, also where they are tried out on another
  // bus.
  static std::string partner_source(const spec::Family& family, const std::string& partner_bus);
  void add_event_types(const spec::Route& route, const spec::Family& family);

  // One rule a route, or several: queue ids that are too many for a pattern, and targets that are too many
  // for a rule, go on in further ones.
  void add_rules(const spec::Route& route, const std::string& bus, const std::string& source);
  void add_rule(const spec::Route& route, const std::string& bus, const std::string& source,
                const std::vector<std::string>& ids, size_t part, size_t group);
  QueueParts queue_parts(const spec::Route& route, const std::string& source) const;
  bool loses_wanted_ids(const spec::Route& route, size_t part, const std::vector<std::string>& ids) const;
  const std::vector<std::string>& queue_ids(const spec::Route& route) const;
  void add_pattern(const spec::Route& route, const std::string& source, const std::vector<std::string>& ids,
                   DesiredRule& rule);
  void add_description(const spec::Route& route, const std::vector<std::string>& ids, DesiredRule& rule);

  std::string function_arn(const std::string& name_or_arn) const;
  std::string target_arn(const spec::Route& route, const spec::Target& target);
  // The targets of one group: so many of the route's, from the group's first on.
  void add_targets(const spec::Route& route, size_t group, DesiredRule& rule);
  // Ids are unique within a route, so that a target can move to another of its rules.
  void check_target_ids(const spec::Route& route, size_t first_rule);
  void add_retry(const spec::Target& target, json::Object& wire) const;
  void add_dead_letter(const spec::Route& route, const spec::Target& target, const DesiredRule& rule,
                       json::Object& wire);

  // A rule with a default name is covered by one pattern for the whole stack, so that a policy stays short.
  std::string rule_source(const DesiredRule& rule) const;
  // The further rules of a route are covered by one pattern.
  std::string route_source(const DesiredRule& rule) const;
  // nullptr for a queue of another account or region, whose policy is not ours to write.
  DesiredQueue* queue_at(const std::string& arn_text, bool may_create, const std::string& place);
  void add_destination(const spec::Route& route, const spec::Target& target, const DesiredRule& rule,
                       const std::string& arn_text);
  void add_permission(const std::string& function_arn, const std::string& name, const std::string& source,
                      const std::string& place);
  // `policy: none`: what the owner of the policy has to put into it.
  void note_statement(const DesiredRule& rule, const std::string& arn, aws::TargetKind kind);
  void add_topic(const spec::Route& route, const spec::Target& target, const std::string& arn,
                 const std::string& name, bool may_create);
  void add_subscriber(const spec::Route& route, const std::string& topic_arn,
                      const spec::Subscriber& subscriber);

  // What nothing here makes: desired_references.cc.
  bool is_elsewhere(const aws::Arn& arn) const;
  void refer_to_target(const spec::Route& route, const spec::Target& target, const DesiredRule& rule,
                       const aws::Arn& arn);
  void refer_to_dead_letters(const spec::Route& route, const spec::DeadLetter& letter,
                             const DesiredRule& rule, const aws::Arn& arn);
  void refer_to_subscriber(const spec::Route& route, const std::string& topic_arn,
                           const spec::Subscriber& subscriber, const aws::Arn& arn);
  void refer(const aws::Arn& arn, const spec::Route& route, base::SourcePosition position, std::string terms);

  const spec::Spec& spec_;
  const Resolution& resolution_;
  std::map<std::string, std::string> routes_of_rules_;  // by the rule's ARN
  DesiredResult out_;
};

}  // namespace sb::reconcile
