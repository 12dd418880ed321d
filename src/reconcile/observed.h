// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "awsclient/eventbridge.h"
#include "awsclient/lambda.h"
#include "awsclient/sns.h"
#include "awsclient/sqs.h"
#include "base/result.h"
#include "genesys/client.h"
#include "genesys/integrations.h"
#include "reconcile/desired.h"

// What is live, as far as a stack is concerned. Reading is the only thing that happens here.
namespace sb::reconcile {

// The clients through which the world is read and changed. Behind them stands one net::HttpTransport, which
// tests replace. `genesys` may be null where a spec needs nothing of Genesys Cloud (destroy).
struct World {
  genesys::Client* genesys = nullptr;
  awsclient::EventBridge& eventbridge;
  awsclient::Sns& sns;
  awsclient::Sqs& sqs;
  awsclient::Lambda& lambda;
};

// How many calls are under way at a time, by default.
inline constexpr size_t kWorkers = 32;

struct ObservedRule {
  awsclient::Rule rule;
  std::vector<awsclient::RuleTarget> targets;
};

struct ObservedSubscription {
  awsclient::Subscription subscription;
  awsclient::Attributes attributes;
};

struct ObservedTopic {
  awsclient::Attributes attributes;
  std::vector<ObservedSubscription> subscriptions;
};

struct ObservedQueue {
  std::string url;
  awsclient::QueueAttributes attributes;
};

// Who last wrote to the stack (claim.h).
struct SeenClaim {
  std::string queue_url;  // "" where there is no such queue
  std::string last;       // "" where nobody has
};

// How many rules stand on a bus, whoever made them.
struct BusUse {
  size_t rules = 0;
  size_t wildcard_rules = 0;  // whose pattern holds a `wildcard`
};

// A partner bus that the stack wants, or that bears its mark.
struct ObservedBus {
  bool exists = false;
  std::string description;
  std::optional<awsclient::EventSource> source;  // read for a bus that is wanted only
  size_t foreign_rules = 0;                      // not of any stack
  std::set<std::string> other_stacks;            // with rules on it
};

struct Observed {
  std::optional<SeenClaim> claim;  // nullopt: there is no place for one, or it may not be read
  std::map<std::string, genesys::EventTypeState> event_types;
  std::vector<genesys::Integration> integrations;    // all of the organisation, where the stack may have one
  std::optional<int64_t> integrations_max;           // read where one is to be made
  std::map<std::string, BusUse> buses;               // by name
  std::map<std::string, ObservedBus> partner_buses;  // by name
  std::map<std::string, ObservedRule> rules;         // by ARN: those wanted, and those marked with this stack
  std::map<std::string, ObservedTopic> topics;       // by ARN; absent: no such topic
  std::map<std::string, ObservedQueue> queues;       // by ARN; absent: no such queue
  std::set<std::string> closed_functions;            // whose policy the caller may not read
  std::map<std::string, std::string> function_policies;  // by function ARN; "" for none
};

// A queue of the caller's account and region; nullopt: no such queue.
base::Result<std::optional<ObservedQueue>> read_queue(awsclient::Sqs& sqs, const std::string& arn);

// Reads all that `desired` names and, from the targets of this stack's rules, all that the stack may have
// made before, `workers` calls at a time. Error: the first read that failed; nothing was changed.
base::Result<Observed> observe(const World& world, const Desired& desired, size_t workers = kWorkers);

// Which rules are looked at where no spec names any.
struct Selection {
  std::string stack;  // those that bear this stack's mark; "" for none
  std::string bus;  // and those on a bus and of a name that these patterns ('*', '?') match; both "" for none
  std::string rule;

  bool by_name() const { return !bus.empty() || !rule.empty(); }
};

// Reads the rules of a selection, whoever made them, and all that they lead to: targets, topics with every
// subscription's attributes, queues, function policies. Event types are not read.
base::Result<Observed> survey(const World& world, const aws::Realm& realm, const Selection& selection,
                              size_t workers = kWorkers);

// The stacks whose marks the rules of the account and region bear.
base::Result<std::set<std::string>> find_stacks(const World& world, size_t workers = kWorkers);

}  // namespace sb::reconcile
