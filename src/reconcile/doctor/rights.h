// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/arn.h"
#include "awsclient/eventbridge.h"
#include "awsclient/sts.h"
#include "base/result.h"
#include "reconcile/doctor/chain.h"

namespace sb::reconcile::doctor {

// Asks whether the caller may write rules and targets, by calls that cannot succeed: a pattern that is no
// JSON, a target of a rule that is not there. `rule` must not exist.
void ask_rights_to_write(awsclient::EventBridge& eventbridge, const awsclient::CallerIdentity& caller,
                         const aws::Realm& realm, const std::string& bus, const std::string& rule,
                         Chain& chain);

// The caller was refused (403, AccessDenied), as far as the error says.
bool is_refusal(const base::Error& error);
// The caller asked too often.
bool is_throttle(const base::Error& error);
// The service answered that it fails (5xx): nothing that the caller has can be the cause.
bool is_outage(const base::Error& error);

}  // namespace sb::reconcile::doctor
