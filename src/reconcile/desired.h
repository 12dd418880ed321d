// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "aws/arn.h"
#include "base/clock.h"
#include "base/result.h"
#include "json/document.h"
#include "reconcile/rule_parts.h"
#include "spec/model.h"

// What a spec asks for, as resources with their ARNs: plain data, computed without any call.
namespace sb::reconcile {

// Services as policies name them.
inline constexpr char kEventsService[] = "events.amazonaws.com";
inline constexpr char kSnsService[] = "sns.amazonaws.com";

struct DesiredEventType {
  std::string name;
  bool required = true;  // false: enabled where it is offered
};

// The Genesys Cloud integration whose events come over a partner bus.
struct DesiredIntegration {
  std::string suffix;
  aws::Realm realm;              // the account and region that it sends to
  std::string source;            // the partner event source and the bus, which bears its name
  std::set<std::string> topics;  // of all routes on that bus
  std::string place{};           // of its suffix in the spec
};

struct DesiredTarget {
  std::string id;
  std::string arn;
  json::Object wire;  // as PutTargets takes it
};

struct DesiredRule {
  std::string route;
  std::string bus;
  std::string name;
  std::string first_name;  // of the route's first rule; `name` itself unless the route has several
  std::string arn;
  std::string pattern;
  std::string description;  // with the mark
  std::string role;
  std::string state;  // "", "ENABLED", "DISABLED"
  std::vector<DesiredTarget> targets;
  bool yields = false;  // gives queue ids up to other rules of its route, which must stand first
};

struct DesiredTopic {
  std::string arn;
  std::string name;
  bool may_create = true;  // false where the spec gave an ARN
  json::Object statement;  // ours, without its Sid; empty: leave the policy alone
  std::string place{};     // where the spec first names it
};

struct DesiredQueue {
  std::string arn;
  std::string name;
  bool may_create = true;
  bool dead_letter = false;
  std::set<std::string> services;  // who sends: "events.amazonaws.com", "sns.amazonaws.com"
  std::set<std::string> sources;   // ARN patterns of rules and topics; empty: leave the policy alone
  std::string place{};             // as a topic's
};

struct DesiredSubscription {
  std::string topic_arn;
  std::string protocol;
  std::string endpoint;
  bool raw = false;
  std::string filter;  // JSON; empty for none
};

struct DesiredPermission {
  std::string function_arn;
  std::string statement_id;
  std::string rule_arn;  // for which it is invoked: of a rule (or rules, by *), or of a topic
  std::string place{};   // where the spec first names the function
};

// What the spec leads to, and what nothing here makes or changes: a bus, a function under `policy: none`,
// what another account or region has.
struct DesiredReference {
  std::string arn;
  std::string what;   // "bus", "topic", "queue", "function", "target"
  std::string place;  // "route 'ended' (switchboard.yaml:12:9)"
  std::string terms;  // what its owner has to allow
};

struct Desired {
  std::string stack;
  aws::Realm realm;
  std::vector<DesiredEventType> event_types;
  std::optional<DesiredIntegration> integration;  // where a route's events come over it
  bool names_integration = false;                 // the spec gives a suffix, whether routes need it or not
  base::Seconds integration_wait{};               // how long each of its states is waited for
  std::map<std::string, DesiredTopic> topics;     // by ARN
  std::map<std::string, DesiredQueue> queues;     // by ARN
  std::vector<DesiredSubscription> subscriptions;
  std::vector<DesiredRule> rules;
  std::vector<DesiredPermission> permissions;
  std::map<std::string, DesiredReference> references;  // by ARN
  std::set<std::string> buses;                         // whose rules are to be looked through
  size_t rules_per_bus = 0;                            // the account's quotas, as the spec says
  size_t pattern_chars = 0;
  bool exclusive = false;          // event types and topics are this stack's alone: destroy disables them
  std::vector<std::string> notes;  // what the user should know: statements to add by hand, …
};

// What had to be asked before: where the stack lives, and which queue ids each selector of each route stands
// for.
struct Resolution {
  aws::Realm realm;
  // What is known of the realm, where `realm` only stands for it; empty members are not known.
  std::optional<aws::Realm> known_realm;
  std::string organization_id;                                // needed by partner routes only
  std::map<std::string, std::vector<std::string>> queue_ids;  // by route
  std::map<std::string, std::string> queue_names;             // by id, as far as they were looked up
  std::map<std::string, QueueParts> live_parts;               // by route: where queue ids stand in live rules
  bool without_patterns = false;                              // destroy: names are enough
};

struct DesiredResult {
  Desired desired;
  std::vector<base::Error> problems;  // all of them; with any, `desired` is not to be used
};

DesiredResult make_desired(const spec::Spec& spec, const Resolution& resolution);

// The id of a target whose spec gives none.
std::string default_target_id(const std::string& arn);

// Our statement of a queue's policy, without its Sid.
json::Object queue_statement(const DesiredQueue& queue);

}  // namespace sb::reconcile
