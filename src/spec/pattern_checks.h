// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/diagnostics.h"
#include "spec/model.h"

// The parts of validate() that hold patterns against the services' grammar; inside this folder only.
namespace sb::spec {

// What EventBridge refuses in a `where` or `pattern`; `what` names it in messages. Fields without a list are
// left to SB0141.
void check_pattern_text(const Fragment& fragment, const std::string& what, base::Diagnostics& diagnostics);
// What SNS refuses in a subscriber's filter, which is read against the message body.
void check_filter(const Fragment& filter, base::Diagnostics& diagnostics);

}  // namespace sb::spec
