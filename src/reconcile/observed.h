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
  std::string queue_url;              // "" where there is no such queue
  std::string last;                   // "" where nobody has
  bool unfinished = false;            // a run began and has not ended: it was cut off, or is still writing
  std::vector<std::string> left{};    // tags of runs that are over and did not do all that they had to
  std::set<std::string> functions{};  // names of those whose policy a run changed that has not ended
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
  std::set<std::string> missing_buses;               // of those whose rules were to be read
  std::map<std::string, ObservedBus> partner_buses;  // by name
  std::map<std::string, ObservedRule> rules;         // by ARN: those wanted, and those marked with this stack
  std::map<std::string, ObservedTopic> topics;       // by ARN; absent: no such topic
  std::map<std::string, ObservedQueue> queues;       // by ARN; absent: no such queue
  std::set<std::string> closed_functions;            // whose policy the caller may not read
  std::map<std::string, std::string> function_policies;  // by function ARN; "" for none
  std::set<std::string> orphans;  // ARNs of topics and queues with a statement of this stack, which no rule
                                  // of its own leads to and the spec does not name; read as others are
  std::set<std::string> orphan_functions;  // ARNs of those that such a run has named
  // ARNs of queues that the run under way has deleted: subscriptions of them that were made meanwhile go too.
  std::set<std::string> deleted_queues;
  bool orphans_were_sought = false;
  std::vector<std::string> orphan_notes;     // where they could not be looked for, or not everywhere
  std::map<std::string, bool> target_buses;  // by ARN: whether it exists; absent where that may not be asked
};

// SB0301: a bus that the spec names does not exist.
base::Error no_such_bus(const std::string& name, const std::string& region);

// A queue of the caller's account and region; nullopt: no such queue.
base::Result<std::optional<ObservedQueue>> read_queue(awsclient::Sqs& sqs, const std::string& arn);

// Whether topics and queues are looked for that the stack made and no rule leads to: what is left where a run
// was cut off between making a place and the rule, or between taking a target off and deleting its place. It
// takes a list of all topics and queues of the account, and a call for each of up to kOrphanCandidates of
// them.
enum class OrphanSearch {
  kNever,
  kWhereCutOff,  // a run of the stack has begun and not ended
  kAlways,
};
inline constexpr size_t kOrphanCandidates = 1000;

// Reads all that `desired` names and, from the targets of this stack's rules, all that the stack may have
// made before, `workers` calls at a time. `also`: ARNs of topics and queues that are looked at whether a rule
// leads to them or not. Error: the first read that failed; nothing was changed.
base::Result<Observed> observe(const World& world, const Desired& desired, size_t workers = kWorkers,
                               OrphanSearch search = OrphanSearch::kNever,
                               const std::set<std::string>& also = {});

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
