// SPDX-License-Identifier: Apache-2.0
#include "reconcile/doctor/rights.h"

#include <fmt/format.h>

#include "awsclient/fault_class.h"

namespace sb::reconcile::doctor {
namespace {

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// What the answer to a call that cannot succeed says about the right to make it.
void judge_right(const awsclient::CallerIdentity& caller, const char* action, const base::Status& answer,
                 const char* refused_as, Chain& chain) {
  const std::string check = fmt::format("may write: {}", action);
  if (!answer.ok() && answer.error().code == refused_as) {
    chain.good(caller.arn, check);
  } else if (!answer.ok() && is_refusal(answer.error())) {
    chain.bad(caller.arn, check, kAwsOwner, answer.error().message,
              fmt::format("attach AmazonEventBridgeFullAccess, or a policy that allows events:PutRule and "
                          "events:PutTargets, to {}",
                          caller.arn));
  } else {
    chain.unknown(caller.arn, check, kAwsOwner,
                  answer.ok() ? "the answer does not say" : answer.error().message);
  }
}

}  // namespace

void ask_rights_to_write(awsclient::EventBridge& eventbridge, const awsclient::CallerIdentity& caller,
                         const aws::Realm& realm, const std::string& bus, const std::string& rule,
                         Chain& chain) {
  awsclient::Rule broken;
  broken.name = rule;
  broken.bus = bus;
  broken.pattern = "{";
  const auto put = eventbridge.put_rule(broken);
  judge_right(caller, "events:PutRule", put.ok() ? base::Status{} : base::Status{put.error()},
              "InvalidEventPatternException", chain);
  if (put.ok()) {
    // No AWS: whoever takes a pattern that is no JSON has made a rule now.
    (void)eventbridge.delete_rule(bus, rule);
    return;
  }
  const std::string nowhere = aws::queue_arn(realm, "switchboard-doctor");
  static constexpr char kId[] = "switchboard-doctor";
  const auto targets = eventbridge.put_targets(bus, rule, {{kId, {{"Id", kId}, {"Arn", nowhere}}}});
  // Made by somebody just now.
  if (targets.ok()) (void)eventbridge.remove_targets(bus, rule, {kId});
  judge_right(caller, "events:PutTargets", targets, "ResourceNotFoundException", chain);
}

bool is_refusal(const base::Error& error) {
  return contains(error.message, "answered 403") || error.code.starts_with("AccessDenied") ||
         error.code == "AuthorizationError" || error.code == "UnauthorizedOperation" ||
         error.code == "AuthorizationErrorException";
}

bool is_throttle(const base::Error& error) {
  return contains(error.message, "answered 429") || contains(error.message, "status 429") ||
         contains(error.message, "rate limit exceeded") || error.code.starts_with("Throttl") ||
         error.code.starts_with("TooManyRequests") || error.code == "RequestThrottled" ||
         error.code == "RequestLimitExceeded";
}

bool is_outage(const base::Error& error) {
  return contains(error.message, "answered 5") || contains(error.message, "status 5") ||
         error.code.starts_with("http.5") ||
         awsclient::classify_fault(0, error.code) == awsclient::FaultClass::kTransient;
}

}  // namespace sb::reconcile::doctor
