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
inline constexpr size_t kWorkers = 8;

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

struct Observed {
  std::map<std::string, genesys::EventTypeState> event_types;
  std::map<std::string, ObservedRule> rules;    // by ARN: those wanted, and those marked with this stack
  std::map<std::string, ObservedTopic> topics;  // by ARN; absent: no such topic
  std::map<std::string, ObservedQueue> queues;  // by ARN; absent: no such queue
  std::set<std::string> closed_functions;       // whose policy the caller may not read
  std::map<std::string, std::string> function_policies;  // by function ARN; "" for none
};

// A queue of the caller's account and region; nullopt: no such queue.
base::Result<std::optional<ObservedQueue>> read_queue(awsclient::Sqs& sqs, const std::string& arn);

// Reads all that `desired` names and, from the targets of this stack's rules, all that the stack may have
// made before, `workers` calls at a time. Error: the first read that failed; nothing was changed.
base::Result<Observed> observe(const World& world, const Desired& desired, size_t workers = kWorkers);

}  // namespace sb::reconcile
