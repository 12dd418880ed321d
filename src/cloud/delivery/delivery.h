// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "aws/arn.h"
#include "aws/policy.h"
#include "base/clock.h"
#include "base/shared_text.h"
#include "cloud/delivery/retry_schedule.h"
#include "json/document.h"

namespace sb::cloud::delivery {

// Something on its way from a rule or a topic to a target. Plain data; it survives a restart as JSON.
struct Delivery {
  std::string id;           // its key in the store; the dispatcher gives it one when it needs it
  aws::Realm realm;         // of the sender
  std::string principal;    // "events.amazonaws.com", "sns.amazonaws.com"
  std::string source_arn;   // the rule or topic
  std::string target_arn;   // or the address of an HTTP endpoint
  base::SharedText body;    // what the target receives
  json::Object attributes;  // SQS message attributes, as in its JSON protocol
  std::vector<std::pair<std::string, std::string>> headers;  // of a request to an HTTP endpoint
  int per_second_max = 0;                                    // requests to one HTTP endpoint; 0: no limit
  std::string group_id;                                      // message group of a queue
  std::string deduplication_id;
  std::string trace_header;     // AWSTraceHeader of a message in a queue; empty: none
  std::string role_arn;         // a role that allows it; empty: the target's resource policy decides alone
  std::string dead_letter_arn;  // empty: none
  base::SharedText dead_letter_body;  // what a dead-letter queue receives; empty: `body`
  std::string letter_about;           // a dead letter: what could not be delivered and why; empty: it is none
  RetrySchedule retry;
  int attempts = 0;
  int hops = 0;  // buses it has passed; over more than one to another no event goes
  base::Time started{};
  base::Time due{};  // of the next attempt
};

// About what it takes in memory.
size_t bytes_of(const Delivery& delivery);

// Whether the target lets the delivery in. `policy` is its resource policy, null for none; `action` as in IAM
// ("sns:Publish"); `context` keys in lower case, beside those that follow from sender and target. A delivery
// under a role comes as that role: in the role's own account it needs no allow, though a deny still holds; in
// another the policy must let the role in.
bool is_let_in(const Delivery& delivery, const aws::Policy* policy, const std::string& action,
               std::map<std::string, std::string> context, base::Time now);

json::Object to_json(const Delivery& delivery);
Delivery from_json(const json::Object& object);

enum class Verdict {
  kDelivered,
  kRefused,  // will never work: no permission, no such target. Dead-lettered at once
  kFailed,   // may work later: retried
};

// What became of one attempt. `code` is EventBridge's ERROR_CODE (NO_PERMISSIONS, NO_RESOURCE, …).
struct Attempt {
  Verdict verdict = Verdict::kDelivered;
  std::string code;
  std::string message;
};

using Attempted = std::function<void(Attempt)>;

// A service that takes deliveries for targets of one kind. On the loop's thread; `done` is called once, now
// or later. The delivery stays where it is until then.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void deliver(const Delivery& delivery, Attempted done) = 0;
};

}  // namespace sb::cloud::delivery
