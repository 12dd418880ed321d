// SPDX-License-Identifier: Apache-2.0
// Any text as a resource policy: refused with a reason, or evaluated. A statement that denies all wins over
// whatever stands there, and a policy says the same however it is asked.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aws/policy.h"
#include "base/check.h"

namespace {

using namespace sb::aws;

PolicyRequest caller() {
  PolicyRequest out;
  out.principal_account = "123456789012";
  out.principal_arn = "arn:aws:sts::123456789012:assumed-role/reader/ann";
  out.action = "sqs:SendMessage";
  out.resource = "arn:aws:sqs:us-east-1:123456789012:orders";
  out.context = {{"aws:principalaccount", "123456789012"}};
  return out;
}

PolicyRequest events() {
  PolicyRequest out = caller();
  out.principal_account.clear();
  out.principal_arn.clear();
  out.principal_service = "events.amazonaws.com";
  out.context = {{"aws:sourcearn", "arn:aws:events:us-east-1:123456789012:rule/r"},
                 {"aws:sourceaccount", "123456789012"}};
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto policy = parse_policy({reinterpret_cast<const char*>(data), size});
  if (!policy.ok()) {
    SB_CHECK(!policy.error().message.empty());
    return 0;
  }
  (void)canonical_text(*policy);
  for (const PolicyRequest& request : {caller(), events()}) {
    const PolicyVerdict verdict = evaluate(*policy, request);
    SB_CHECK(verdict == evaluate(*policy, request));
    SB_CHECK(verdict != PolicyVerdict::kUndecided);
    PolicyRequest from_outside = request;
    from_outside.is_complete = false;
    // What can be decided with less is decided the same.
    const PolicyVerdict decided = evaluate(*policy, from_outside);
    SB_CHECK(decided == PolicyVerdict::kUndecided || decided == PolicyVerdict::kNoStatement ||
             decided == verdict);
    Policy denied = *policy;
    PolicyStatement all;
    all.allow = false;
    all.principals = {"*"};
    all.actions = {"*"};
    all.resources = {"*"};
    denied.statements.push_back(all);
    SB_CHECK(evaluate(denied, request) == PolicyVerdict::kDeny);
  }
  return 0;
}
