// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/arn.h"
#include "base/diagnostics.h"
#include "spec/model.h"

namespace sb::spec {

// What EventBridge refuses, or never delivers to, because a target or a dead-letter queue is in another
// account or region than the rule; a route whose bus is there. `realm` is the rule's; a member that is empty
// is not known, and nothing is said of it. Needs no call.
void check_realm(const Spec& spec, const aws::Realm& realm, base::Diagnostics& diagnostics);

}  // namespace sb::spec
