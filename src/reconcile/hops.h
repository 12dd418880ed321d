// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "aws/policy.h"
#include "awsclient/eventbridge.h"
#include "awsclient/sns.h"
#include "reconcile/check.h"
#include "reconcile/commands.h"
#include "reconcile/desired.h"

// The hops of an event's way from its rule to whoever receives it, each judged by what was read of it. verify
// holds all of them against a plan; doctor walks them in the order in which an event does. Fixes are
// `commands`.
namespace sb::reconcile {

// The last part of an ARN: what people call the resource.
std::string name_in(const std::string& arn);

// What a policy says to a service that would act on a resource on behalf of `source` (empty: the call bears
// no source, as EventBridge's to topics, so that no statement with a Condition on it applies). A text that is
// no policy says nothing. kUndecided: it hangs on what only AWS knows of the call.
aws::PolicyVerdict ask_policy(const std::string& policy_text, const char* service, const char* action,
                              const std::string& resource, const std::string& source);

// What of a policy's statements refuses that by the effect Deny, and what is to be done about it.
struct Denial {
  std::string detail;
  std::string fix;
};
std::optional<Denial> find_denial(const std::string& policy_text, const char* service, const char* action,
                                  const std::string& resource, const std::string& source);

// " --event-bus-name BUS" for the AWS CLI; nothing for the default bus.
std::string bus_flag(const std::string& bus);

Check check_rule_state(const DesiredRule& wanted, const std::string& live_state, const Commands& commands);

// Asks the service's TestEventPattern about `event`; `wanted` is the right answer.
Check check_answer(awsclient::EventBridge& eventbridge, const std::string& subject, const std::string& check,
                   const std::string& pattern, const std::string& event, bool wanted,
                   const Commands& commands);

// By the attributes of a topic or queue. Where it is encrypted, what must be granted and cannot be read here;
// with a key of AWS's own, that nothing can be granted: the policies of those grant no service anything, and
// cannot be changed (EventBridge user guide, "Amazon SQS permissions"). Where a Deny refuses, detail and fix
// are those of find_denial: apply leaves the statements of others as they are.
Check check_topic_policy(const std::string& arn, const awsclient::Attributes& attributes,
                         const Commands& commands);
Check check_queue_policy(const std::string& subject, const std::string& arn,
                         const std::map<std::string, std::string>& attributes, const char* service,
                         const std::string& source, const Commands& commands);
std::optional<Check> check_key(const std::string& subject, const std::string& check,
                               const std::map<std::string, std::string>& attributes, const char* service);

// `policy` of the function; "" for none.
Check check_function_policy(const std::string& arn, const std::string& policy, const char* service,
                            const std::string& source, const char* check, const Commands& commands);

// `found` is the subscription of the wanted endpoint; nullptr where there is none.
Check check_confirmed(const DesiredSubscription& wanted, const awsclient::Subscription* found,
                      const Commands& commands);

}  // namespace sb::reconcile
